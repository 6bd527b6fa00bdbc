import type { DocumentKind } from '#shared/features/documents/contract.ts';
import type { Ports } from '../../../kernel/feature.ts';
import type { Feed } from '../../../kernel/feed.ts';
import type { Logger } from '../../../kernel/logger.ts';
import { Audience, type Ask } from './audience.ts';
import { DocumentAwareness } from './awareness.ts';
import { applyBatch, sendersOf, type Batch } from './batch.ts';
import { createClientOwners, type ClientOwners } from './client-owners.ts';
import { DocumentFeed } from './document-feed.ts';
import { DocumentMemory } from './document-memory.ts';
import { severalActors } from './entries.ts';
import { JobQueue } from './job-queue.ts';
import { claimsOf } from './judge.ts';
import { times } from './limits.ts';
import type { Merger } from './merger.ts';
import type { Job, Peer } from './peer.ts';
import { SnapshotPace } from './snapshot-pace.ts';

export interface DocumentWorld {
  ports: Pick<Ports, 'log' | 'store' | 'bus' | 'clock'>;
  feed: Feed;
  logger: Logger;
  nodeId: string;
  newId: () => string;
  merger: Merger;
}

export interface LiveDocumentEvents {
  /** No longer usable: every connection must come again. */
  failed(error: unknown): void;
  /** Something of these people was stored by this node. */
  edited(userIds: ReadonlySet<string>): void;
  /** Rights on the document changed. */
  accessChanged(): void;
  /** So many updates came since the last snapshot that a new one is worth while. */
  outgrown(updates: number): void;
  /** Nobody used it for a while; it has let go of everything. */
  unloaded(): void;
}

/** The one element of a set that has just one. */
function only<T>(set: ReadonlySet<T>): T | undefined {
  const [first] = set;
  return set.size === 1 ? first : undefined;
}

/**
 * One open document of this node. It works in rounds, one at a time: take in what other nodes appended, answer who asks,
 * then judge and apply what arrived meanwhile, append it as one entry, and only then acknowledge and broadcast it.
 * Between rounds the document in memory equals the log, so nobody is ever sent what is not stored.
 */
export class LiveDocument {
  readonly id: string;
  readonly ready: Promise<void>;
  readonly awareness: DocumentAwareness;
  readonly #world: DocumentWorld;
  readonly #events: LiveDocumentEvents;
  readonly #memory: DocumentMemory;
  readonly #pace: SnapshotPace;
  readonly #stream: DocumentFeed;
  readonly #owners: ClientOwners;
  readonly #audience = new Audience();
  readonly #jobs = new JobQueue();
  #isClosed = false;
  #isRunning = false;
  #cancelUnload: (() => void) | undefined;
  #idle: (() => void)[] = [];

  constructor(about: { id: string; kind: DocumentKind }, world: DocumentWorld, events: LiveDocumentEvents) {
    const { ports, nodeId, merger } = world;
    this.id = about.id;
    this.#world = world;
    this.#events = events;
    this.#memory = new DocumentMemory(about.kind, ports.clock, merger);
    this.#pace = new SnapshotPace(ports.clock, (updates) => {
      if (this.#memory.damagedAt === undefined) events.outgrown(updates);
    });
    this.#stream = new DocumentFeed(about.id, { ...ports, feed: world.feed, newId: world.newId }, () => this.#schedule());
    this.#owners = createClientOwners({ store: ports.store, documentId: about.id });
    this.awareness = new DocumentAwareness({
      documentId: about.id,
      bus: ports.bus,
      clock: ports.clock,
      nodeId,
      broadcast: (frame) => this.#audience.broadcastAwareness(frame),
    });
    this.ready = this.#open();
    // Whoever waits for it hears of a failure; without anybody waiting it must not end the process.
    this.ready.catch(() => undefined);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }
  /** An entry in the log cannot be applied: the document can only be read. */
  get isDamaged(): boolean {
    return this.#memory.damagedAt !== undefined;
  }

  /** A connection that may send and hear; call after `ready`. */
  attach(peer: Peer): void {
    this.#cancelUnload?.();
    this.#audience.add(peer);
    if (peer.right === 'edit') this.greet(peer);
    const states = this.awareness.frame();
    if (states) peer.deliverAwareness(states);
  }

  /** Asks a connection that may write for what only it has. */
  greet(peer: Peer): void {
    this.#audience.greet(peer);
    this.#schedule();
  }

  detach(peer: Peer): void {
    this.#audience.remove(peer);
    this.awareness.leave(peer);
    this.#unloadSoon();
  }

  submit(job: Job): void {
    this.#jobs.push(job);
    this.#schedule();
  }

  /** One question of a connection at a time: the newest. */
  ask(ask: Ask): void {
    this.#audience.ask(ask);
    this.#schedule();
  }

  /** State vector of what is stored and was broadcast; call it from `deliver` or `catchUp` only. */
  stateVector(): Uint8Array {
    return this.#memory.stateVector;
  }

  /** Resolves when everything submitted so far is decided. */
  whenIdle(): Promise<void> {
    if (this.#isClosed || (!this.#isRunning && !this.#hasWork())) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelUnload?.();
    this.#pace.close();
    this.#stream.close();
    this.awareness.close();
    this.#memory.destroy();
    this.#tellIdle();
  }

  async #open(): Promise<void> {
    const head = await this.#load();
    if (this.#isClosed) return;
    this.#stream.follow(head);
    this.#unloadSoon();
  }

  async #load(): Promise<number> {
    const { head, tail } = await this.#memory.load(this.#world.ports.log, this.#stream.stream);
    this.#pace.loaded(tail, this.#memory.bytes);
    const { damagedAt } = this.#memory;
    if (damagedAt !== undefined)
      this.#world.logger.error(
        { documentId: this.id, seq: damagedAt },
        'a stored update is damaged; the document is open for reading only',
      );
    return head;
  }

  /** Lets go of the document unless somebody comes. */
  #unloadSoon(): void {
    this.#cancelUnload?.();
    if (!this.#audience.isEmpty || this.#isClosed) return;
    this.#cancelUnload = this.#world.ports.clock.after(times.unloadMs, () => {
      if (!this.#audience.isEmpty || this.#isClosed) return;
      if (this.#isRunning || this.#hasWork()) return this.#unloadSoon();
      this.#pace.leave();
      this.close();
      this.#events.unloaded();
    });
  }

  #hasWork(): boolean {
    return !this.#jobs.isEmpty || this.#audience.isWaiting || this.#stream.hasNews;
  }

  #schedule(): void {
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    // After every socket that has something to read was read: what arrives together is stored together.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    try {
      await this.ready;
      while (!this.#isClosed && this.#hasWork()) await this.#round();
    } catch (error) {
      if (!this.#isClosed) {
        this.close();
        this.#events.failed(error);
      }
    } finally {
      this.#isRunning = false;
      this.#tellIdle();
    }
  }

  #tellIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }

  async #round(): Promise<void> {
    if (this.#stream.hasNews) await this.#takeNews();
    this.#audience.answer(this.#memory);
    const jobs = this.#jobs.take();
    if (jobs.length === 0) return;
    const court = { memory: this.#memory, owners: this.#owners, awareness: this.awareness };
    const { claims, written } = claimsOf(jobs, court);
    if (claims.size > 0) await this.#owners.claim(claims, written);
    const batch = applyBatch(jobs, court);
    if (batch === 'broken') return this.#recover(jobs);
    this.#jobs.putBack(batch.rest);
    const update = this.#memory.takeChange();
    if (update) {
      const authors = new Set([...sendersOf(batch)].map(({ userId }) => userId));
      await this.#stream.append(update, only(authors) ?? severalActors);
      this.#pace.grew(update.byteLength, this.#memory.bytes);
      this.#events.edited(authors);
    }
    this.#settle(batch.settled);
    // A lone sender has it already.
    if (update) this.#audience.broadcast(update, only(sendersOf(batch)));
    if (batch.wantsCatchUp) await this.#stream.catchUp();
  }

  async #takeNews(): Promise<void> {
    const { updates, hasAccessChanged, hasMissed } = this.#stream.take();
    if (hasAccessChanged) this.#events.accessChanged();
    if (this.#memory.damagedAt !== undefined) return;
    if (hasMissed) return this.#reload(this.stateVector());
    if (updates.length === 0) return;
    try {
      this.#memory.transact(() => {
        for (const update of updates) this.#memory.apply(update);
      });
    } catch (error) {
      this.#world.logger.error({ err: error, documentId: this.id }, 'an entry of another node could not be applied');
      return this.#reload(this.#memory.vectorBefore);
    }
    for (const update of updates) this.#pace.grew(update.byteLength, this.#memory.bytes);
    const update = this.#memory.takeChange();
    if (update) this.#audience.broadcast(update);
  }

  /** Makes the document anew from the log, and tells everybody here, who had it up to `before`, what that brought. */
  async #reload(before: Uint8Array): Promise<void> {
    await this.#load();
    this.#audience.broadcast(this.#memory.updateFor(before));
  }

  /** An update broke the document in memory: forget it, read the log again, and find which one by taking them singly. */
  async #recover(jobs: Job[]): Promise<void> {
    await this.#reload(this.#memory.vectorBefore);
    const [culprit] = jobs;
    if (jobs.length > 1 || !culprit) this.#jobs.putBackSingly(jobs);
    else this.#settle([{ job: culprit, outcome: 'undecodable' }]);
  }

  #settle(settled: Batch['settled']): void {
    for (const { job, outcome } of settled) job.peer.settle(job, outcome);
    for (const peer of new Set(settled.map(({ job }) => job.peer))) peer.acknowledge();
  }
}
