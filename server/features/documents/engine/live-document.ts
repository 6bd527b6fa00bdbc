import * as Y from 'yjs';
import { maxDocumentBytes } from '#shared/features/documents/wire.ts';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import type { Logger } from '../../../kernel/logger.ts';
import type { Ports } from '../../../kernel/feature.ts';
import type { Feed } from '../../../kernel/feed.ts';
import type { Entry } from '../../../platform/log/port.ts';
import { DocumentAwareness } from './awareness.ts';
import { createClientOwners, type ClientOwners } from './client-owners.ts';
import { appendUpdate, documentStream, entryTypes, severalActors, UpdateAssembly } from './entries.ts';
import { step2Frame, updateFrame } from './frames.ts';
import { claimsOf, judge, type Court } from './judge.ts';
import { limits, times } from './limits.ts';
import { hasPending, loadDocument } from './load.ts';
import type { Job, Outcome, Peer } from './peer.ts';

export interface DocumentWorld {
  ports: Pick<Ports, 'log' | 'store' | 'bus' | 'clock'>;
  feed: Feed;
  logger: Logger;
  nodeId: string;
  newId: () => string;
}

export interface LiveDocumentEvents {
  /** No longer usable: every connection must come again. */
  failed(error: unknown): void;
  /** Rights on the document changed. */
  accessChanged(): void;
  /** Nobody used it for a while; it has let go of everything. */
  unloaded(): void;
}

/** Somebody waits for content: the answer to a SyncStep1, or the diff after a slow spell. */
interface Ask {
  peer: Peer;
  stateVector: Uint8Array;
  isAnswer: boolean;
}

interface Batch {
  settled: { job: Job; outcome: Outcome }[];
  /** Not judged yet: goes back to the front. */
  rest: Job[];
  wantsCatchUp: boolean;
}

const emptyVector = (vector: Uint8Array) => vector.byteLength === 1 && vector[0] === 0;

/**
 * One open document of this node. It works in rounds, one at a time: take in what other nodes appended, answer who asks,
 * then judge and apply what arrived meanwhile, append it as one entry, and only then acknowledge and broadcast it.
 * Between rounds the document in memory equals the log, so nobody is ever sent what is not stored.
 */
export class LiveDocument {
  readonly id: string;
  readonly ready: Promise<void>;
  readonly awareness: DocumentAwareness;
  readonly peers = new Set<Peer>();
  readonly #kind: DocumentKind;
  readonly #world: DocumentWorld;
  readonly #events: LiveDocumentEvents;
  readonly #owners: ClientOwners;
  readonly #stream: string;
  readonly #assembly = new UpdateAssembly();
  #doc = new Y.Doc();
  #isDamaged = false;
  #isClosed = false;
  #isRunning = false;
  #jobs: Job[] = [];
  #asks = new Map<Peer, Ask>();
  #remote: Entry[] = [];
  /** Rounds left in which jobs are taken one by one, to find the one that breaks. */
  #singles = 0;
  #captured: Uint8Array[] = [];
  /** Upper bound of the encoded state; exact right after `#measure`. */
  #bytes = 0;
  #measuredAt: number | undefined;
  readonly #greetings = new Set<Peer>();
  /** Entries this node appended and has not met again in the feed. */
  readonly #own = new Set<number>();
  #heardUpTo = 0;
  #vector: Uint8Array | undefined;
  #fullFrame: Uint8Array | undefined;
  #unfollow: (() => void) | undefined;
  #cancelUnload: (() => void) | undefined;
  #idle: (() => void)[] = [];

  constructor(about: { id: string; kind: DocumentKind }, world: DocumentWorld, events: LiveDocumentEvents) {
    this.id = about.id;
    this.#kind = about.kind;
    this.#world = world;
    this.#events = events;
    this.#stream = documentStream(about.id);
    this.#owners = createClientOwners({ store: world.ports.store, documentId: about.id });
    this.awareness = new DocumentAwareness({
      documentId: about.id, bus: world.ports.bus, clock: world.ports.clock, nodeId: world.nodeId,
      broadcast: (frame) => { for (const peer of this.peers) peer.deliverAwareness(frame); },
    });
    this.ready = this.#open();
    // Whoever waits for it hears of a failure; without anybody waiting it must not end the process.
    this.ready.catch(() => undefined);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** A connection that may send and hear; call after `ready`. */
  attach(peer: Peer): void {
    this.#cancelUnload?.();
    this.peers.add(peer);
    if (peer.right === 'edit') this.greet(peer);
    const states = this.awareness.frame();
    if (states) peer.deliverAwareness(states);
  }

  /** Asks a connection that may write for what only it has. */
  greet(peer: Peer): void {
    this.#greetings.add(peer);
    this.#schedule();
  }

  detach(peer: Peer): void {
    this.peers.delete(peer);
    this.#greetings.delete(peer);
    this.#asks.delete(peer);
    this.awareness.leave(peer);
    this.unloadSoon();
  }

  /** Lets go of the document unless somebody comes. */
  unloadSoon(): void {
    this.#cancelUnload?.();
    if (this.peers.size > 0 || this.#isClosed) return;
    this.#cancelUnload = this.#world.ports.clock.after(times.unloadMs, () => {
      if (this.peers.size > 0) return;
      if (this.#isRunning || this.#hasWork()) return this.unloadSoon();
      this.close();
      this.#events.unloaded();
    });
  }

  submit(job: Job): void {
    this.#jobs.push(job);
    this.#schedule();
  }

  /** One question of a connection at a time: the newest. */
  ask(ask: Ask): void {
    this.#asks.set(ask.peer, ask);
    this.#schedule();
  }

  /** State vector of what is stored and was broadcast; call it from `deliver` only. */
  stateVector(): Uint8Array {
    this.#vector ??= Y.encodeStateVector(this.#doc);
    return this.#vector;
  }

  /** Resolves when everything submitted so far is decided. */
  whenIdle(): Promise<void> {
    if (this.#isClosed || (!this.#isRunning && !this.#hasWork())) return Promise.resolve();
    return new Promise((resolve) => { this.#idle.push(resolve); });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelUnload?.();
    this.#unfollow?.();
    this.awareness.close();
    this.#doc.destroy();
    this.#tellIdle();
  }

  async #open(): Promise<void> {
    const head = await this.#load();
    if (this.#isClosed) return;
    this.#heardUpTo = head;
    this.#unfollow = this.#world.feed.follow(this.#stream, head, (entries) => this.#hear(entries));
    this.unloadSoon();
  }

  /** Makes the document anew from the log: at the start, and after something broke in memory. */
  async #load(): Promise<number> {
    const { ports, logger } = this.#world;
    const loaded = await loadDocument(ports.log, this.#stream);
    this.#doc.destroy();
    this.#doc = loaded.doc;
    this.#bytes = loaded.bytes;
    this.#measuredAt = undefined;
    this.#captured = [];
    this.#changed();
    this.#doc.on('update', (update: Uint8Array) => this.#captured.push(update));
    this.#isDamaged = loaded.damagedAt !== undefined;
    if (this.#isDamaged) logger.error({ documentId: this.id, seq: loaded.damagedAt }, 'a stored update is damaged; the document is open for reading only');
    return loaded.head;
  }

  /** The feed must not wait for a round: a round may wait for the feed. */
  #hear(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#heardUpTo = Math.max(this.#heardUpTo, entry.seq);
      if (!this.#own.delete(entry.seq)) this.#remote.push(entry);
    }
    if (this.#remote.length > 0) this.#schedule();
  }

  #hasWork(): boolean {
    return this.#jobs.length > 0 || this.#asks.size > 0 || this.#remote.length > 0 || this.#greetings.size > 0;
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
    await this.#takeRemote();
    this.#greet();
    this.#answer();
    const jobs = this.#takeJobs();
    if (jobs.length === 0) return;
    const { claims, written } = claimsOf(jobs, this.#court());
    if (claims.size > 0) await this.#owners.claim(claims, written);
    const batch = this.#apply(jobs);
    if (batch === 'broken') return this.#recover(jobs);
    this.#jobs = [...batch.rest, ...this.#jobs];
    const update = this.#takeCaptured();
    if (update) await this.#store(update, batch);
    this.#settle(batch);
    if (update) this.#broadcast(update, batch);
    if (batch.wantsCatchUp) await this.#world.feed.catchUp(this.#stream);
  }

  #court(): Court {
    return {
      kind: this.#kind, doc: this.#doc, owners: this.#owners, awareness: this.awareness, isDamaged: this.#isDamaged,
      hasRoom: (bytes) => this.#hasRoom(bytes),
    };
  }

  async #takeRemote(): Promise<void> {
    const entries = this.#remote;
    if (entries.length === 0) return;
    this.#remote = [];
    if (entries.some((entry) => entry.type === entryTypes.access)) this.#events.accessChanged();
    const updates = entries.filter((entry) => entry.type === entryTypes.update).map((entry) => this.#assembly.take(entry)).filter((update) => update !== undefined);
    if (updates.length === 0 || this.#isDamaged) return;
    try {
      this.#doc.transact(() => { for (const update of updates) Y.applyUpdate(this.#doc, update); }, 'log');
      if (hasPending(this.#doc)) throw new Error('an entry refers to what is not in the log');
    } catch (error) {
      this.#world.logger.error({ err: error, documentId: this.id }, 'an entry of another node could not be applied');
      await this.#load();
      return;
    }
    for (const update of updates) this.#bytes += update.byteLength;
    const update = this.#takeCaptured();
    if (update) this.#broadcast(update, undefined);
  }

  #greet(): void {
    for (const peer of this.#greetings) peer.sendStep1(this.stateVector());
    this.#greetings.clear();
  }

  #answer(): void {
    const asks = this.#asks;
    this.#asks = new Map();
    for (const { peer, stateVector, isAnswer } of asks.values()) {
      try {
        peer.catchUp(emptyVector(stateVector) && isAnswer ? this.#full() : this.#diff(stateVector, isAnswer));
      } catch {
        peer.refuseFrame();
      }
    }
  }

  #full(): Uint8Array {
    this.#fullFrame ??= step2Frame(Y.encodeStateAsUpdate(this.#doc));
    return this.#fullFrame;
  }

  #diff(stateVector: Uint8Array, isAnswer: boolean): Uint8Array {
    const update = Y.encodeStateAsUpdate(this.#doc, stateVector);
    return isAnswer ? step2Frame(update) : updateFrame(update);
  }

  #takeJobs(): Job[] {
    let bytes = 0;
    let count = 0;
    const most = this.#singles > 0 ? 1 : limits.batchUpdates;
    while (count < this.#jobs.length && count < most && bytes < limits.batchBytes) {
      bytes += this.#jobs[count]?.update.byteLength ?? 0;
      count += 1;
    }
    this.#singles = Math.max(0, this.#singles - 1);
    return this.#jobs.splice(0, count);
  }

  /** Judges and applies in one transaction, so that the batch becomes one update, encoded once. */
  #apply(jobs: readonly Job[]): Batch | 'broken' {
    const batch: Batch = { settled: [], rest: [], wantsCatchUp: false };
    const court = this.#court();
    try {
      this.#doc.transact(() => {
        for (const [index, job] of jobs.entries()) {
          if (this.#applyOne(job, court, batch)) continue;
          batch.rest = jobs.slice(index);
          break;
        }
      }, 'connection');
    } catch {
      return 'broken';
    }
    return batch;
  }

  /** False when the job must wait until the log's tail was read. @throws when the document broke */
  #applyOne(job: Job, court: Court, batch: Batch): boolean {
    if (job.peer.isCut) return true;
    const verdict = judge(job, court);
    if (verdict.do === 'catchUp') {
      job.isCaughtUp = true;
      batch.wantsCatchUp = true;
      return false;
    }
    if (verdict.do === 'apply') {
      Y.applyUpdate(this.#doc, job.update);
      if (hasPending(this.#doc)) throw new Error('the update did not integrate');
      this.#bytes += job.update.byteLength;
    }
    batch.settled.push({ job, outcome: this.#outcomeOf(job, verdict) });
    return true;
  }

  #outcomeOf(job: Job, verdict: ReturnType<typeof judge>): Outcome {
    if (verdict.do === 'refuse') return verdict.reason;
    if (verdict.do !== 'gap') return 'stored';
    if (job.peer.isAsked && !job.isStep2) return 'held';
    return job.peer.askForAll(Y.encodeStateVector(this.#doc)) ? 'held' : 'gap';
  }

  /** An update broke the document in memory: forget it, read the log again, and find which one by taking them singly. */
  async #recover(jobs: Job[]): Promise<void> {
    await this.#load();
    const [culprit] = jobs;
    if (jobs.length > 1 || !culprit) {
      this.#jobs = [...jobs, ...this.#jobs];
      this.#singles = jobs.length;
      return;
    }
    this.#settle({ settled: [{ job: culprit, outcome: 'undecodable' }], rest: [], wantsCatchUp: false });
  }

  #takeCaptured(): Uint8Array | undefined {
    const captured = this.#captured;
    this.#captured = [];
    if (captured.length > 0) this.#changed();
    return captured.length > 1 ? Y.mergeUpdates(captured) : captured[0];
  }

  #changed(): void {
    this.#vector = undefined;
    this.#fullFrame = undefined;
  }

  async #store(bytes: Uint8Array, batch: Batch): Promise<void> {
    const { ports, feed, newId } = this.#world;
    const authors = new Set(batch.settled.filter(({ outcome }) => outcome === 'stored').map(({ job }) => job.peer.userId));
    const [author] = authors;
    const actor = authors.size === 1 && author !== undefined ? author : severalActors;
    const update = { bytes, actor, at: ports.clock.now().toISOString(), group: newId() };
    await appendUpdate(ports.log, this.#stream, update, (entries) => {
      for (const { seq } of entries) if (seq > this.#heardUpTo) this.#own.add(seq);
      feed.appended(this.#stream, entries);
    });
  }

  #settle({ settled }: Batch): void {
    const touched = new Set<Peer>();
    for (const { job, outcome } of settled) {
      job.peer.settle(job, outcome);
      touched.add(job.peer);
    }
    for (const peer of touched) peer.acknowledge();
  }

  /** @param batch where the update comes from; a lone sender has it already */
  #broadcast(update: Uint8Array, batch: Batch | undefined): void {
    const senders = new Set(batch?.settled.filter(({ outcome }) => outcome === 'stored').map(({ job }) => job.peer));
    const [sender] = senders;
    const except = senders.size === 1 ? sender : undefined;
    const frame = updateFrame(update);
    for (const peer of this.peers) if (peer !== except) peer.deliver(frame);
  }

  #hasRoom(bytes: number): boolean {
    const max = maxDocumentBytes[this.#kind];
    if (this.#bytes + bytes <= max) return true;
    // The bound counts what was deleted since. Measuring takes time, so not more often than this.
    const now = this.#world.ports.clock.now().getTime();
    if (this.#measuredAt !== undefined && now - this.#measuredAt < measurePauseMs) return false;
    this.#measuredAt = now;
    this.#bytes = Y.encodeStateAsUpdate(this.#doc).byteLength;
    return this.#bytes + bytes <= max;
  }
}

const measurePauseMs = 10_000;
