import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as z from 'zod/mini';
import { awarenessTimeoutMs, maxAwarenessBytes, type AwarenessUser } from '#shared/features/documents/wire.ts';
import type { Json } from '#shared/kernel/json.ts';
import type { Bus } from '../../../platform/bus/port.ts';
import type { Clock } from '../../../platform/clock/port.ts';
import { awarenessFrame } from './frames.ts';
import { limits } from './limits.ts';
import type { Peer } from './peer.ts';

export interface AwarenessEntry {
  clientId: number;
  clock: number;
  /** JSON text; `null` when the client left. */
  state: string;
}

/** @throws when the bytes are cut, or claim more entries than allowed */
export function readStates(bytes: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(decoder);
  if (count > limits.awarenessEntries) throw new RangeError('too many awareness states');
  const entries: AwarenessEntry[] = [];
  for (let i = 0; i < count; i += 1) {
    entries.push({ clientId: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder), state: decoding.readVarString(decoder) });
  }
  return entries;
}

export function writeStates(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}

const clockNumber = z.int().check(z.gte(0), z.lte(limits.maxClock));
const structId = z.object({ client: z.int().check(z.gte(0), z.lte(limits.maxClientId)), clock: clockNumber });
const relativePosition = z.object({
  type: z.nullish(structId),
  tname: z.nullish(z.string().check(z.maxLength(200))),
  item: z.nullish(structId),
  assoc: z.nullish(z.int().check(z.gte(-1), z.lte(1))),
});
const cursorState = z.object({ anchor: relativePosition, head: relativePosition });

/** The state as others will see it: the cursor if it is one, and who it is by our own knowledge. Undefined: not a state. */
function cleanState(text: string, user: AwarenessUser): string | undefined {
  if (text.length > maxAwarenessBytes || Buffer.byteLength(text) > maxAwarenessBytes) return undefined;
  try {
    const given: unknown = JSON.parse(text);
    if (given === null || typeof given !== 'object') return undefined;
    const cursor = cursorState.safeParse(Reflect.get(given, 'cursor'));
    return JSON.stringify({ user, cursor: cursor.success ? cursor.data : null });
  } catch {
    return undefined;
  }
}

interface Known extends AwarenessEntry {
  userId: string | undefined;
  /** The connection of this node; undefined when it is on another one. */
  peer: Peer | undefined;
  seenAt: number;
}

const gone = 'null';

/**
 * Who has the document open, and where their carets are. Each connection speaks for one client id only; what it says of
 * others is dropped without a word, since an unmodified client repeats whatever it hears.
 */
export class DocumentAwareness {
  readonly #world: { documentId: string; bus: Bus; clock: Clock; nodeId: string; broadcast: (frame: Uint8Array) => void };
  readonly #known = new Map<number, Known>();
  /** Client id → its former owner, so that a late echo of it is not taken for a newcomer. */
  readonly #released = new Map<number, string>();
  readonly #changed = new Map<number, { entry: AwarenessEntry; isOurs: boolean }>();
  #isFlushing = false;
  readonly #stops: (() => void)[];

  constructor(world: { documentId: string; bus: Bus; clock: Clock; nodeId: string; broadcast: (frame: Uint8Array) => void }) {
    this.#world = world;
    this.#stops = [
      world.bus.subscribe(this.#channel, (message) => this.#hear(message)),
      world.clock.every(awarenessTimeoutMs / 10, () => this.#expire()),
    ];
    world.bus.publish(this.#channel, { node: world.nodeId, ask: true });
  }

  get #channel(): string {
    return `awareness:${this.#world.documentId}`;
  }

  /** The person whose live connection shows this client id. */
  userOf(clientId: number): string | undefined {
    return this.#known.get(clientId)?.userId;
  }

  /** All states, for a newcomer or who asks. Undefined when there are none. */
  frame(): Uint8Array | undefined {
    return this.#known.size === 0 ? undefined : awarenessFrame(writeStates([...this.#known.values()]));
  }

  /** @throws when the bytes are no awareness message */
  receive(peer: Peer, user: AwarenessUser, bytes: Uint8Array): void {
    const entries = readStates(bytes);
    for (const entry of entries) {
      if (this.#isOwn(peer, entry, entries.length === 1)) this.#take(peer, user, entry);
    }
  }

  leave(peer: Peer): void {
    for (const known of this.#known.values()) if (known.peer === peer) this.#remove(known, true);
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  #isOwn(peer: Peer, { clientId, state }: AwarenessEntry, isAlone: boolean): boolean {
    const known = this.#known.get(clientId);
    if (known?.peer === peer) return true;
    if (state === gone || !isAlone || clientId > limits.maxClientId) return false;
    if ([...this.#known.values()].some((other) => other.peer === peer)) return false;
    // A person who comes again while her dead connection still stands takes her id along.
    if (known) return known.userId === peer.userId;
    const former = this.#released.get(clientId);
    return former === undefined || former === peer.userId;
  }

  #take(peer: Peer, user: AwarenessUser, entry: AwarenessEntry): void {
    const known = this.#known.get(entry.clientId);
    if (entry.clock > limits.maxClock || (known && entry.clock < known.clock)) return;
    if (entry.state === gone) {
      if (known) this.#remove({ ...known, clock: entry.clock }, true);
      return;
    }
    const state = cleanState(entry.state, user);
    if (state === undefined) return;
    this.#set({ clientId: entry.clientId, clock: entry.clock, state, userId: peer.userId, peer, seenAt: this.#now() }, true);
  }

  #set(known: Known, isOurs: boolean): void {
    this.#known.set(known.clientId, known);
    this.#tell(known, isOurs);
  }

  #remove(known: Known, isOurs: boolean): void {
    this.#known.delete(known.clientId);
    if (known.userId !== undefined) this.#released.set(known.clientId, known.userId);
    const oldest = this.#released.keys().next().value;
    if (this.#released.size > limits.releasedClients && oldest !== undefined) this.#released.delete(oldest);
    this.#tell({ clientId: known.clientId, clock: known.clock, state: gone }, isOurs);
  }

  /** Changes of one tick go out as one message. */
  #tell({ clientId, clock, state }: AwarenessEntry, isOurs: boolean): void {
    this.#changed.set(clientId, { entry: { clientId, clock, state }, isOurs });
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushing = false;
    const changes = [...this.#changed.values()];
    this.#changed.clear();
    this.#world.broadcast(awarenessFrame(writeStates(changes.map(({ entry }) => entry))));
    this.#publish(changes.filter(({ isOurs }) => isOurs).map(({ entry }) => entry));
  }

  #publish(entries: readonly AwarenessEntry[]): void {
    if (entries.length === 0) return;
    const withUsers = entries.map(({ clientId }) => this.#known.get(clientId)?.userId ?? '');
    this.#world.bus.publish(this.#channel, {
      node: this.#world.nodeId,
      users: withUsers,
      states: Buffer.from(writeStates(entries)).toString('base64'),
    });
  }

  #hear(message: Json): void {
    if (message === null || typeof message !== 'object' || Array.isArray(message) || message['node'] === this.#world.nodeId) return;
    if (message['ask'] === true) return this.#publish([...this.#known.values()].filter(({ peer }) => peer !== undefined));
    const { states, users } = message;
    if (typeof states !== 'string' || !Array.isArray(users)) return;
    for (const [index, entry] of readStates(Buffer.from(states, 'base64')).entries()) this.#hearOne(entry, users[index]);
  }

  #hearOne(entry: AwarenessEntry, user: Json | undefined): void {
    const known = this.#known.get(entry.clientId);
    // What our own connection says is newer than what another node remembers of it.
    if (known?.peer || (known && entry.clock < known.clock)) return;
    const userId = typeof user === 'string' && user !== '' ? user : known?.userId;
    if (entry.state !== gone) this.#set({ ...entry, userId, peer: undefined, seenAt: this.#now() }, false);
    else if (known) this.#remove({ ...known, clock: entry.clock }, false);
  }

  #now(): number {
    return this.#world.clock.now().getTime();
  }

  /** Clients renew every 15 s; whose node died does not. */
  #expire(): void {
    const before = this.#now() - (awarenessTimeoutMs - awarenessTimeoutMs / 10);
    for (const known of this.#known.values()) if (known.seenAt < before) this.#remove(known, known.peer !== undefined);
  }
}
