import * as Y from 'yjs';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { maxDocumentBytes } from '#shared/features/documents/wire.ts';
import type { Clock } from '../../../platform/clock/port.ts';
import type { Log } from '../../../platform/log/port.ts';
import { step2Frame, updateFrame } from './frames.ts';
import { times } from './limits.ts';
import { hasPending, loadDocument } from './load.ts';

const isEmptyVector = (vector: Uint8Array) => vector.byteLength === 1 && vector[0] === 0;

/** The Yjs document of one open document, what was derived from it, and what changed since it was last asked. */
export class DocumentMemory {
  readonly #kind: DocumentKind;
  readonly #clock: Clock;
  #doc = new Y.Doc();
  #damagedAt: number | undefined;
  #captured: Uint8Array[] = [];
  /** Upper bound of the encoded state; exact right after it was measured. */
  #bytes = 0;
  #measuredAt: number | undefined;
  #vector: Uint8Array | undefined;
  #fullFrame: Uint8Array | undefined;

  constructor(kind: DocumentKind, clock: Clock) {
    this.#kind = kind;
    this.#clock = clock;
  }

  get kind(): DocumentKind {
    return this.#kind;
  }
  get doc(): Y.Doc {
    return this.#doc;
  }
  /** The stored entry that could not be applied, if there is one: the document is then read only. */
  get damagedAt(): number | undefined {
    return this.#damagedAt;
  }
  get stateVector(): Uint8Array {
    this.#vector ??= Y.encodeStateVector(this.#doc);
    return this.#vector;
  }

  /** Makes the document anew from the log; answers its head. */
  async load(log: Log, stream: string): Promise<number> {
    const loaded = await loadDocument(log, stream);
    this.#doc.destroy();
    this.#doc = loaded.doc;
    this.#damagedAt = loaded.damagedAt;
    this.#bytes = loaded.bytes;
    this.#measuredAt = undefined;
    this.#captured = [];
    this.#forgetDerived();
    this.#doc.on('update', (update: Uint8Array) => this.#captured.push(update));
    return loaded.head;
  }

  /** One transaction, so that everything in it becomes one update. @throws when the document broke: load it again */
  transact(run: () => void): void {
    this.#doc.transact(run, 'engine');
  }

  /** Call within `transact`. @throws when the update does not integrate */
  apply(update: Uint8Array): void {
    Y.applyUpdate(this.#doc, update);
    if (hasPending(this.#doc)) throw new Error('the update did not integrate');
    this.#bytes += update.byteLength;
  }

  /** What changed since the last call, as one update. */
  takeChange(): Uint8Array | undefined {
    const captured = this.#captured;
    this.#captured = [];
    if (captured.length > 0) this.#forgetDerived();
    return captured.length > 1 ? Y.mergeUpdates(captured) : captured[0];
  }

  /** All that a client with this state lacks, as a frame. @throws for bytes that are no state vector */
  frameFor(stateVector: Uint8Array, isAnswer: boolean): Uint8Array {
    if (!isAnswer) return updateFrame(Y.encodeStateAsUpdate(this.#doc, stateVector));
    if (!isEmptyVector(stateVector)) return step2Frame(Y.encodeStateAsUpdate(this.#doc, stateVector));
    this.#fullFrame ??= step2Frame(Y.encodeStateAsUpdate(this.#doc));
    return this.#fullFrame;
  }

  hasRoom(bytes: number): boolean {
    const max = maxDocumentBytes[this.#kind];
    if (this.#bytes + bytes <= max) return true;
    // The bound counts what was deleted since. Measuring takes time, so not more often than this.
    const now = this.#clock.now().getTime();
    if (this.#measuredAt !== undefined && now - this.#measuredAt < times.measurePauseMs) return false;
    this.#measuredAt = now;
    this.#bytes = Y.encodeStateAsUpdate(this.#doc).byteLength;
    return this.#bytes + bytes <= max;
  }

  destroy(): void {
    this.#doc.destroy();
  }

  #forgetDerived(): void {
    this.#vector = undefined;
    this.#fullFrame = undefined;
  }
}
