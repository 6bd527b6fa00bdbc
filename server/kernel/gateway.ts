import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Actor } from '#shared/access/can.ts';
import type { Permission, Resource } from '#shared/access/permissions.ts';
import type { Scope } from '#shared/access/can.ts';
import type { Actors } from './actors.ts';
import type { Metrics } from './metrics.ts';

/** A WebSocket endpoint beside socket.io: the one upgrade listener hands it the requests under its path. */
export interface Gateway {
  /** Must answer or destroy every socket it is given, and never throw. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  counts(): { connections: number; documents: number };
  /** Stores what is pending, tells clients to come again (1012), resolves when all are gone or the deadline passed. */
  drain(deadlineMs: number): Promise<void>;
}

/** What a gateway needs from the kernel: the same door as every operation. */
export interface GatewayTools {
  actors: Actors;
  /** Who asks: cookie with our Origin, or a bearer (`?token=` or Authorization) which needs no Origin. */
  identify(request: IncomingMessage): Promise<Actor | undefined>;
  /** Loads the scope and checks `<resource>.see` then the permission. @throws common/notFound, common/forbidden, common/notSignedIn */
  authorise(actor: Actor | undefined, permission: Permission, resource: Resource, id: string): Promise<Scope>;
  /** False when the address or session holds too many live connections; call the returned function on close. */
  admit(request: IncomingMessage, actor: Actor | undefined): (() => void) | false;
  count: Metrics['count'];
}
