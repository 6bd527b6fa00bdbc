import * as Y from 'yjs';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { maxDocumentBytes } from '#shared/features/documents/wire.ts';
import type { Clock } from '../../../platform/clock/port.ts';
import type { Log } from '../../../platform/log/port.ts';
import { hasPending, newDoc } from './doc.ts';
import { step2Frame, updateFrame } from './frames.ts';
import { times } from './limits.ts';
import { docOf, loadContent, type LoadedContent } from './load.ts';
import type { Merged, Merger } from './merger.ts';

const isEmptyVector = (vector: Uint8Array) => vector.byteLength === 1 && vector[0] === 0;

/**
 * The content of one open document, what was derived from it, and what changed since it was last asked. It begins as
 * stored bytes, which answer readers as they are; the Yjs document is made when something must be judged or applied.
 */
export class DocumentMemory {
  readonly #world: { kind: DocumentKind; clock: Clock; merger: Merger | undefined };
  #stored: Merged | undefined;
  #doc: Y.Doc | undefined;
  #damagedAt: number | undefined;
  #captured: Uint8Array[] = [];
  /** Clocks before the last transaction, which may have broken the document half-way. */
  #before = new Map<number, number>();
  /** Upper bound of the encoded state; exact right after it was measured. */
  #bytes = 0;
  #measuredAt: number | undefined;
  #vector: Uint8Array | undefined;
  #fullFrame: Uint8Array | undefined;

  constructor(kind: DocumentKind, clock: Clock, merger?: Merger) {
    this.#world = { kind, clock, merger };
  }

  get kind(): DocumentKind {
    return this.#world.kind;
  }
  get doc(): Y.Doc {
    if (this.#doc) return this.#doc;
    const doc = this.#stored ? docOf({ merged: this.#stored }) : newDoc();
    this.#stored = undefined;
    this.#use(doc);
    return doc;
  }
  /** The stored entry that could not be applied, if there is one: the document is then read only. */
  get damagedAt(): number | undefined {
    return this.#damagedAt;
  }
  get stateVector(): Uint8Array {
    this.#vector ??= this.#stored?.vector ?? Y.encodeStateVector(this.doc);
    return this.#vector;
  }
  /** Of the state before the last transaction: what everybody was sent, when that one broke. */
  get vectorBefore(): Uint8Array {
    return Y.encodeStateVector(this.#before);
  }
  /** Upper bound of the encoded state, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Makes the document anew from the log. */
  async load(log: Log, stream: string): Promise<Pick<LoadedContent, 'head' | 'tail'>> {
    const loaded = await loadContent(log, stream, this.#world.merger);
    this.#doc?.destroy();
    this.#doc = undefined;
    this.#stored = 'merged' in loaded.content ? loaded.content.merged : undefined;
    this.#damagedAt = loaded.damagedAt;
    this.#bytes = loaded.bytes;
    this.#measuredAt = undefined;
    this.#captured = [];
    this.#forgetDerived();
    if ('doc' in loaded.content) this.#use(loaded.content.doc);
    return loaded;
  }

  /** One transaction, so that everything in it becomes one update. @throws when the document broke: load it again */
  transact(run: () => void): void {
    this.doc.transact(run, 'engine');
  }

  /** Call within `transact`. @throws when the update does not integrate */
  apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update);
    if (hasPending(this.doc)) throw new Error('the update did not integrate');
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
    if (!isAnswer) return updateFrame(this.updateFor(stateVector));
    if (!isEmptyVector(stateVector)) return step2Frame(this.updateFor(stateVector));
    this.#fullFrame ??= step2Frame(this.#stored?.state ?? Y.encodeStateAsUpdate(this.doc));
    return this.#fullFrame;
  }

  /** All that a client with this state lacks. @throws for bytes that are no state vector */
  updateFor(stateVector: Uint8Array): Uint8Array {
    return this.#stored ? Y.diffUpdate(this.#stored.state, stateVector) : Y.encodeStateAsUpdate(this.doc, stateVector);
  }

  hasRoom(bytes: number): boolean {
    const max = maxDocumentBytes[this.kind];
    if (this.#bytes + bytes <= max) return true;
    // The bound counts what was deleted since. Measuring takes time, so not more often than this.
    const now = this.#world.clock.now().getTime();
    if (this.#measuredAt !== undefined && now - this.#measuredAt < times.measurePauseMs) return false;
    this.#measuredAt = now;
    this.#bytes = Y.encodeStateAsUpdate(this.doc).byteLength;
    return this.#bytes + bytes <= max;
  }

  destroy(): void {
    this.#doc?.destroy();
  }

  #use(doc: Y.Doc): void {
    this.#doc = doc;
    doc.on('update', (update: Uint8Array) => this.#captured.push(update));
    doc.on('beforeTransaction', ({ beforeState }) => {
      this.#before = beforeState;
    });
  }

  #forgetDerived(): void {
    this.#vector = undefined;
    this.#fullFrame = undefined;
  }
}
