import type { Readable } from 'node:stream';
import type { Actor, Scope } from '#shared/access/can.ts';
import type { Resource } from '#shared/access/permissions.ts';
import type { Contract, ErrorReason, EventName, EventOf, OperationName, OutputOf, ParsedOf } from '#shared/kernel/contract.ts';
import type { ErrorParams, HubError } from '#shared/kernel/errors.ts';
import type { Bus } from '../platform/bus/port.ts';
import type { Clock } from '../platform/clock/port.ts';
import type { BlobStore } from '../platform/blob/port.ts';
import type { Jobs } from '../platform/jobs/port.ts';
import type { Log } from '../platform/log/port.ts';
import type { Mail } from '../platform/mail/port.ts';
import type { Presence } from '../platform/presence/port.ts';
import type { Scan } from '../platform/scan/port.ts';
import type { Store } from '../platform/store/port.ts';
import type { Approvals } from './approvals.ts';
import type { Limits } from '../platform/limits/port.ts';
import type { Audit } from './audit.ts';
import type { AccessChanges } from './access-changes.ts';
import type { Config } from '../config.ts';
import type { Feed } from './feed.ts';
import type { Logger } from './logger.ts';

/** What the world offers a feature; the composition root chooses the adapters. */
export interface Ports {
  store: Store;
  log: Log;
  blobs: BlobStore;
  presence: Presence;
  bus: Bus;
  jobs: Jobs;
  mail: Mail;
  scan: Scan;
  clock: Clock;
}

/** The live connection an operation came over, when it came over the socket. */
export interface Connection {
  id: string;
  /** Hears events of an audience (`room:<id>`, `space:<id>`) until it unfollows or loses the right. */
  follow(audience: string): void;
  unfollow(audience: string): void;
}

export interface PublicContext<C extends Contract = Contract> {
  actor: Actor | undefined;
  scope: Scope;
  now: Date;
  /** Network address of the caller, for limits and the session list. */
  address: string;
  userAgent: string;
  requestId: string;
  connection?: Connection;
  /** The byte stream of an `upload` operation. */
  upload?: Readable;
  /** Sets the answer's cookies; HTTP only, ignored over the socket. */
  setCookies(cookies: readonly string[]): void;
  newId(): string;
  /** An error of this feature's contract, to be thrown. */
  fail(reason: ErrorReason<C>, params?: ErrorParams): HubError;
}
export interface Context<C extends Contract = Contract> extends PublicContext<C> {
  actor: Actor;
}

type ContextFor<C extends Contract, K extends OperationName<C>> = C['operations'][K] extends { public: string }
  ? PublicContext<C>
  : Context<C>;

/** Bytes `start` (inclusive) to `end` (exclusive). */
export interface ByteRange {
  start: number;
  end: number;
}
/** The answer of a `download` operation. */
export interface Download {
  /** All of it, or, where a part can be asked for (HTTP Range), what opens the part; that needs `size`. */
  content: Readable | ((range: ByteRange) => Promise<Readable>);
  mediaType: string;
  /** Cleaned file name offered to the reader. */
  fileName: string;
  size?: number;
  /** Shown within a page; absent: offered as a file. Only for what holds no scripts. */
  isInline?: boolean;
  /** Names exactly these bytes: a browser that holds them asks each time whether it still may, and gets no bytes again. */
  entityTag?: string;
}
type AnswerOf<C extends Contract, K extends OperationName<C>> = C['operations'][K] extends { stream: 'download' }
  ? Download
  : OutputOf<C, K>;

/** Use cases of a feature: one function per operation of its contract, nothing to parse, no transport, no permission code. */
export type Service<C extends Contract> = {
  [K in OperationName<C>]: (ctx: ContextFor<C, K>, input: ParsedOf<C, K>) => Promise<AnswerOf<C, K>>;
};

/**
 * Tells live connections that something changed. Payloads are hints (ids, small flags), parsed by the contract;
 * content travels by the log. `audience`: `room:<id>`, `space:<id>`, `user:<id>`, `everyone`.
 */
export type Publish<C extends Contract> = <K extends EventName<C>>(
  event: K,
  audience: string,
  payload: EventOf<C, K>,
  /** Whose doing it is: people apart from her hear nothing of it, on any node. */
  of?: { userId: string },
) => void;

/** Emits to this node's connections only: for events every node derives from the log or from presence by itself. */
export type EmitHere<C extends Contract> = <K extends EventName<C>>(
  event: K,
  audience: string,
  payload: EventOf<C, K>,
  /** Readers who hear something else than the others. */
  apart?: { userIds: readonly string[]; instead: (userId: string) => EventOf<C, K> },
) => void;

/** Which audiences this node's connections hear. */
export interface Audiences {
  /** The last connection of this node ceased to hear it. */
  onClosed(listener: (audience: string) => void): void;
}

/** Who does not want to hear whom; known on every node at once. */
export interface Apartness {
  /** Whom the reader does not want to hear. */
  hiddenFrom(readerId: string): ReadonlySet<string>;
  /** Who does not want to hear her. */
  hiding(authorId: string): ReadonlySet<string>;
  /** Both of these. */
  apartFrom(userId: string): readonly string[];
  areApart(one: string, other: string): boolean;
  /** Everybody who keeps apart from somebody, or from whom somebody does. */
  concerned(): readonly string[];
}

export interface Tools<C extends Contract> extends Ports {
  apartness: Apartness;
  /** Where something lies, as the door would load it; undefined when there is none. */
  loadScope(resource: Resource, id: string): Promise<Scope | undefined>;
  publish: Publish<C>;
  emitHere: EmitHere<C>;
  feed: Feed;
  audiences: Audiences;
  audit: Audit;
  access: AccessChanges;
  approvals: Approvals;
  limits: Limits;
  /** Key for HMACs and signatures, the same on every node. */
  secret: string;
  /** Address people type: for links in letters. */
  publicUrl(): string;
  config: Config;
  logger: Logger;
}

/** May refuse (throw) or let pass what a member is about to put before others. Synchronous by design: the guard and sanctions sit here. */
export type BeforeAccept = (ctx: Context, operation: string, input: unknown) => void;

export interface Feature<C extends Contract = Contract> {
  contract: C;
  service: (tools: Tools<C>) => Service<C>;
  /** Loaders of the resources this feature owns: the scope of one id, undefined when it does not exist. */
  resources?: Partial<Record<Resource, (ports: Ports, id: string) => Promise<Scope | undefined>>>;
  beforeAccept?: BeforeAccept;
  /** This feature's share of an actor; `undefined` closes the account to everything (suspended, erased). */
  actor?: (ports: Ports, userId: string) => Promise<ActorPart | undefined>;
}

export type ActorPart = Partial<Omit<Actor, 'userId' | 'sessionId' | 'freshUntil'>>;

export function defineFeature<C extends Contract>(feature: Feature<C>): Feature<C> {
  return feature;
}
