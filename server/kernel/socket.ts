import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Server as Engine } from 'engine.io';
import { Server, type Socket } from 'socket.io';
import type { Actor } from '#shared/access/can.ts';
import type { Permission, Resource } from '#shared/access/permissions.ts';
import { commonError, HubError, toProblem } from '#shared/kernel/errors.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../platform/clock/port.ts';
import type { AccessChange, AccessChanges } from './access-changes.ts';
import type { Actors } from './actors.ts';
import type { Admission } from './admission.ts';
import type { Door, Served } from './door.ts';
import type { Apart } from './serve.ts';
import { bearerOf } from './http.ts';
import type { Logger } from './logger.ts';
import { judgeOrigin } from './origin.ts';
import { problemOf } from './problems.ts';

const maxPacketBytes = 256 * 1024;
const watchEveryMs = 2000;
const recheckEveryMs = 60_000;
/** A reader further behind than this is cut off; it comes back and syncs by seq. */
const maxBufferedBytes = 2 * 1024 * 1024;
const maxBufferedPackets = 500;
/** Audiences one connection may hear. */
const maxFollowed = 400;

export interface SocketWorld {
  door: Door;
  actors: Actors;
  access: AccessChanges;
  admission: Admission;
  clock: Clock;
  config: Config;
  logger: Logger;
}

/** Live connections of this node. */
export interface Live {
  handleRequest: Engine['handleRequest'];
  handleUpgrade: Engine['handleUpgrade'];
  /** Emits to connections of this node that hear the audience. */
  emit(audience: string, event: string, payload: unknown, apart?: Apart): void;
  /** Called when the last connection of this node ceases to hear an audience. */
  onClosed(listener: (audience: string) => void): void;
  connections(): number;
  /** Called with each connection that came or went, for presence. */
  onConnection(listener: (connection: { id: string; actor: Actor; gone: Promise<void> }) => void): void;
  drain(): Promise<void>;
}

interface SocketData {
  actor: Actor;
  address: string;
  release: () => void;
}
type HubSocket = Socket<Record<string, never>, Record<string, (...args: unknown[]) => void>, Record<string, never>, SocketData>;

/** The right an audience needs; what is not listed here cannot be followed. */
const audienceRights: Record<string, { resource: Resource; permission: Permission }> = {
  room: { resource: 'room', permission: 'room.read' },
  pulse: { resource: 'room', permission: 'room.read' },
  space: { resource: 'space', permission: 'space.listMembers' },
};

function rightOf(audience: string) {
  const [kind = '', id = ''] = audience.split(':');
  const right = Object.hasOwn(audienceRights, kind) ? audienceRights[kind] : undefined;
  return right && { ...right, id };
}

/** What waits to be sent. engine.io has no public measure of it (socket.io#4435), so its own buffers are read. */
function backlogOf(connection: object): { packets: number; bytes: number } {
  const { writeBuffer, transport } = connection as { writeBuffer?: unknown[]; transport?: { socket?: { bufferedAmount?: number } } };
  return { packets: writeBuffer?.length ?? 0, bytes: transport?.socket?.bufferedAmount ?? 0 };
}

const refusal = (error: HubError) => Object.assign(new Error(error.code), { data: toProblem(error) });

export function createLive(world: SocketWorld, served: readonly Served[]): Live {
  const { door, actors, access, admission, config, logger } = world;
  const byName = new Map(served.filter((one) => one.operation.socket).map((one) => [one.name, one]));
  const engine = new Engine({
    maxHttpBufferSize: maxPacketBytes,
    pingInterval: 10_000,
    pingTimeout: 15_000,
    perMessageDeflate: false,
    httpCompression: false,
    allowRequest: (request, answer) => {
      // The `cors` option guards polling only: a page of a foreign origin could open a WebSocket without this check.
      const isForeign = judgeOrigin(request, config) === 'foreign';
      answer(isForeign ? 'originRefused' : null, !isForeign);
    },
  });
  const io = new Server<Record<string, never>, Record<string, (...args: unknown[]) => void>, Record<string, never>, SocketData>({
    serveClient: false,
    connectTimeout: 5000,
  });
  io.bind(engine);
  const listeners = new Set<(connection: { id: string; actor: Actor; gone: Promise<void> }) => void>();

  async function identify(socket: HubSocket): Promise<Actor | undefined> {
    const { token } = socket.handshake.auth as { token?: unknown };
    const bearer = typeof token === 'string' ? token.slice(0, 512) : bearerOf(socket.handshake.headers.authorization);
    if (bearer !== undefined) return actors.fromCredentials({ bearer });
    const { cookie } = socket.handshake.headers;
    return cookie !== undefined && judgeOrigin(socket.request as IncomingMessage, config) === 'own'
      ? actors.fromCredentials({ cookie })
      : undefined;
  }

  io.use((socket, next) => {
    identify(socket)
      .then((actor) => {
        if (!actor) return next(refusal(commonError('notSignedIn')));
        const address = admission.addressOf(socket.request as IncomingMessage);
        const release = admission.admit(address, actor.sessionId);
        if (!release) return next(refusal(commonError('rateLimited', { retryAfterMs: 30_000 })));
        // Broken off before it stood, a connection never gets to its own `disconnect`: the place it holds is given back here.
        if (socket.conn.readyState !== 'open') return release();
        socket.conn.once('close', release);
        Object.assign(socket.data, { actor, address, release });
        next();
      })
      .catch((error: unknown) => {
        logger.error({ err: error }, 'handshake failed');
        next(refusal(commonError('tryLater')));
      });
  });

  async function follow(socket: HubSocket, audience: string): Promise<void> {
    if (socket.rooms.size >= maxFollowed) throw commonError('rateLimited', { retryAfterMs: 0 });
    await socket.join(audience);
  }

  async function call(socket: HubSocket, name: string, raw: unknown): Promise<unknown> {
    const one = byName.get(name);
    if (!one) throw new HubError('common/unknownEvent', 400);
    const actor = await actors.current(socket.data.actor.sessionId);
    if (!actor) {
      end(socket);
      throw commonError('notSignedIn');
    }
    const requestId = randomUUID();
    const joined: string[] = [];
    const joins: Promise<void>[] = [];
    const output = await door.run(one, raw, {
      actor,
      requestId,
      address: socket.data.address,
      userAgent: '',
      setCookies: () => undefined,
      connection: {
        id: socket.id,
        follow: (audience) => {
          joined.push(audience);
          joins.push(follow(socket, audience));
        },
        unfollow: (audience) => void socket.leave(audience),
      },
    });
    await Promise.all(joins);
    // The right may have been lost between the door and the join; the change was then told before there was anything to take away.
    if (joined.length > 0) await recheck(socket, joined);
    return output;
  }

  function dispatch(socket: HubSocket, packet: readonly unknown[]): void {
    const [name, ...rest] = packet;
    const last = rest.at(-1);
    const acknowledge = typeof last === 'function' ? (answer: unknown) => void last(answer) : () => undefined;
    const raw = typeof last === 'function' ? (rest[0] === last ? undefined : rest[0]) : rest[0];
    call(socket, typeof name === 'string' ? name : '', raw ?? {})
      .then((ok) => acknowledge({ ok }))
      .catch((error: unknown) => acknowledge({ problem: problemOf(error, randomUUID(), logger) }));
  }

  function end(socket: HubSocket): void {
    socket.emit('hub.sessionEnded', {});
    socket.disconnect(true);
  }

  /** Takes from a connection what its person may no longer hear; ends it when the session ended. */
  async function recheck(socket: HubSocket, audiences: Iterable<string>): Promise<void> {
    const actor = await actors.current(socket.data.actor.sessionId);
    if (!actor) return end(socket);
    socket.data.actor = actor;
    for (const audience of audiences) {
      const right = rightOf(audience);
      if (!right) continue;
      const mayStay = await door.authorise(actor, right.permission, right.resource, right.id).then(
        () => true,
        () => false,
      );
      if (mayStay) continue;
      await socket.leave(audience);
      socket.emit('hub.lost', { audience });
    }
  }

  async function onAccessChange({ userIds, sessionIds }: AccessChange): Promise<void> {
    const concerned = [...io.of('/').sockets.values()].filter(
      ({ data }) => userIds.includes(data.actor.userId) || sessionIds.includes(data.actor.sessionId),
    );
    await Promise.all(
      concerned.map((socket) =>
        recheck(socket, [...socket.rooms]).catch((error: unknown) => {
          // Not knowing is not a reason to keep a right.
          logger.error({ err: error }, 'live connection could not be checked');
          socket.disconnect(true);
        }),
      ),
    );
  }
  access.onChange(onAccessChange);

  io.on('connection', (socket) => {
    const { actor, release } = socket.data;
    void socket.join(['everyone', `user:${actor.userId}`]);
    const gone = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
    void gone.then(release);
    // No handler is registered per event: an unknown name finds nothing in the map, whatever it is called.
    socket.use((packet, next) => {
      dispatch(socket, packet);
      next();
    });
    socket.on('error', (error) => logger.debug({ err: error }, 'socket error'));
    // A session that ended during the handshake was told before this connection could be found.
    recheck(socket, []).catch((error: unknown) => {
      logger.error({ err: error }, 'live connection could not be checked');
      socket.disconnect(true);
    });
    for (const listener of listeners) listener({ id: socket.id, actor, gone });
  });

  // A session that ends by its age tells nobody: whoever only listens is asked for now and then.
  const stopRechecking = world.clock.every(recheckEveryMs, () => {
    for (const socket of io.of('/').sockets.values()) {
      recheck(socket, []).catch((error: unknown) => logger.warn({ err: error }, 'live connection could not be checked'));
    }
  });

  function emit(audience: string, event: string, payload: unknown, apart?: Apart): void {
    const userIds = apart?.userIds ?? [];
    if (userIds.length === 0) return void io.to(audience).emit(event, payload);
    io.to(audience)
      .except(userIds.map((userId) => `user:${userId}`))
      .emit(event, payload);
    if (!apart?.instead) return;
    for (const userId of userIds) {
      const hearing = [...(io.of('/').adapter.rooms.get(`user:${userId}`) ?? [])].filter((id) =>
        io.of('/').adapter.rooms.get(audience)?.has(id),
      );
      if (hearing.length > 0) io.to(hearing).emit(event, apart.instead(userId));
    }
  }

  const stopWatching = world.clock.every(watchEveryMs, () => {
    for (const socket of io.of('/').sockets.values()) {
      const { packets, bytes } = backlogOf(socket.conn);
      if (packets <= maxBufferedPackets && bytes <= maxBufferedBytes) continue;
      logger.warn({ userId: socket.data.actor.userId }, 'slow reader cut off');
      socket.disconnect(true);
    }
  });

  return {
    handleRequest: engine.handleRequest.bind(engine),
    handleUpgrade: engine.handleUpgrade.bind(engine),
    emit,
    onClosed: (listener) => void io.of('/').adapter.on('delete-room', listener),
    connections: () => io.of('/').sockets.size,
    onConnection: (listener) => void listeners.add(listener),
    async drain() {
      stopWatching();
      stopRechecking();
      io.emit('hub.restarting', { retryInMs: Math.round(Math.random() * 3000) });
      await new Promise<void>((resolve) => {
        io.disconnectSockets(true);
        engine.close();
        resolve();
      });
    },
  };
}
