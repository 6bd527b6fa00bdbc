import type { Feed } from '../../../kernel/feed.ts';
import type { Clock } from '../../../platform/clock/port.ts';
import type { Entry, Log } from '../../../platform/log/port.ts';
import { appendUpdate, documentStream, entryTypes, UpdateAssembly } from './entries.ts';

export interface DocumentFeedWorld {
  log: Log;
  feed: Feed;
  clock: Clock;
  newId: () => string;
}

/** What other nodes did, in the order of the log. */
export interface Heard {
  updates: Uint8Array[];
  hasAccessChanged: boolean;
  /** Entries were trimmed before this node heard them: the document must be loaded again. */
  hasMissed: boolean;
}

/** One document's stream: what this node appends, and what others appended. */
export class DocumentFeed {
  readonly stream: string;
  readonly #world: DocumentFeedWorld;
  readonly #wake: () => void;
  readonly #assembly = new UpdateAssembly();
  #entries: Entry[] = [];
  /** Entries this node appended and has not met again in the feed. */
  readonly #own = new Set<number>();
  #heardUpTo = 0;
  #hasMissed = false;
  #unfollow: (() => void) | undefined;

  /** @param wake called when something of another node has come */
  constructor(documentId: string, world: DocumentFeedWorld, wake: () => void) {
    this.stream = documentStream(documentId);
    this.#world = world;
    this.#wake = wake;
  }

  follow(head: number): void {
    this.#heardUpTo = head;
    this.#unfollow = this.#world.feed.follow(this.stream, head, (entries) => this.#hear(entries));
  }

  get hasNews(): boolean {
    return this.#entries.length > 0 || this.#hasMissed;
  }

  /** Resolves when everything that any node appended was heard. */
  catchUp(): Promise<void> {
    return this.#world.feed.catchUp(this.stream);
  }

  take(): Heard {
    const entries = this.#entries;
    this.#entries = [];
    const hasMissed = this.#hasMissed;
    this.#hasMissed = false;
    const updates = entries.filter(({ type }) => type === entryTypes.update).map((entry) => this.#assembly.take(entry));
    return {
      updates: updates.filter((update) => update !== undefined),
      hasAccessChanged: entries.some(({ type }) => type === entryTypes.access),
      hasMissed,
    };
  }

  /** Durable when it resolves. */
  async append(bytes: Uint8Array, actor: string): Promise<void> {
    const { log, feed, clock, newId } = this.#world;
    const update = { stream: this.stream, bytes, actor, at: clock.now().toISOString(), group: newId() };
    await appendUpdate(log, update, (entries) => {
      for (const { seq } of entries) if (seq > this.#heardUpTo) this.#own.add(seq);
      feed.appended(this.stream, entries);
    });
  }

  close(): void {
    this.#unfollow?.();
  }

  /** What was trimmed is heard of no more, also what was our own. */
  #miss(): void {
    this.#hasMissed = true;
    this.#own.clear();
  }

  /** The feed must not wait for a round: a round may wait for the feed. */
  #hear(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.seq > this.#heardUpTo + 1) this.#miss();
      this.#heardUpTo = Math.max(this.#heardUpTo, entry.seq);
      if (!this.#own.delete(entry.seq)) this.#entries.push(entry);
    }
    if (this.hasNews) this.#wake();
  }
}
