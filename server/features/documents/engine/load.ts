import * as Y from 'yjs';
import type { Log } from '../../../platform/log/port.ts';
import { hasPending, newDoc } from './doc.ts';
import { UpdateAssembly } from './entries.ts';
import { readHistory, TrimmedError, updatesOf } from './history.ts';
import { limits } from './limits.ts';
import type { Merged, Merger } from './merger.ts';
import { readSnapshot, type StoredSnapshot } from './snapshots.ts';

/** The document as the log has it: as stored bytes where those suffice, else as a Yjs document. */
export interface LoadedContent {
  content: { merged: Merged } | { doc: Y.Doc };
  /** Seq up to which the log was read. */
  head: number;
  /** Bytes of snapshot and updates: never less than the encoded state. */
  bytes: number;
  /** What came after the snapshot. */
  tail: { entries: number; bytes: number };
  /** First entry that could not be applied; the document is then as it was before it, and must not be written. */
  damagedAt?: number;
}

export interface LoadedDocument extends Omit<LoadedContent, 'content'> {
  doc: Y.Doc;
}

/** Another node may trim while we read; after so many tries what is missing is truly missing. */
const maxTries = 5;
const everything = Number.POSITIVE_INFINITY;

export function docOf(content: LoadedContent['content']): Y.Doc {
  if ('doc' in content) return content.doc;
  const doc = newDoc();
  Y.applyUpdate(doc, content.merged.state, 'load');
  return doc;
}

/** Applies updates in one transaction. Answers the seq at which it broke, if it did. */
function applyAll(doc: Y.Doc, updates: readonly { seq: number; update: Uint8Array }[]): number | undefined {
  let at = updates[0]?.seq ?? 0;
  try {
    doc.transact(() => {
      for (const { seq, update } of updates) {
        at = seq;
        Y.applyUpdate(doc, update);
      }
    }, 'load');
    return undefined;
  } catch {
    return at;
  }
}

interface Source {
  log: Log;
  stream: string;
  snapshot: StoredSnapshot | undefined;
}

interface Attempt extends LoadedDocument {
  /** `damagedAt` is the very entry, not the first of its page. */
  isExact: boolean;
}

/** @param options `before`: entries from this seq on are left out; `single`: each entry by itself */
async function attempt({ log, stream, snapshot }: Source, options: { before: number; single: boolean }): Promise<Attempt> {
  const doc = newDoc();
  if (snapshot) Y.applyUpdate(doc, snapshot.state, 'load');
  const assembly = new UpdateAssembly();
  let head = snapshot?.upTo ?? 0;
  const tail = { entries: 0, bytes: 0 };
  const state = (more: object = {}) => ({ doc, head, bytes: (snapshot?.state.byteLength ?? 0) + tail.bytes, tail, isExact: true, ...more });
  const history = readHistory(log, stream, head);
  for (;;) {
    const { value, done } = await history.next();
    if (done === true) return state(value);
    const page = value.filter((entry) => entry.seq < options.before);
    for (const entries of options.single ? page.map((entry) => [entry]) : [page]) {
      const updates = updatesOf(entries, assembly);
      const brokenAt = applyAll(doc, updates);
      tail.entries += entries.length;
      tail.bytes += updates.reduce((sum, { update }) => sum + update.byteLength, 0);
      const damagedAt = brokenAt ?? (hasPending(doc) ? (entries[0]?.seq ?? 0) : undefined);
      if (damagedAt !== undefined) return state({ damagedAt, isExact: options.single || brokenAt !== undefined });
    }
    head = value.at(-1)?.seq ?? head;
  }
}

/** Entry by entry where it must be: the document as it was before the first one that cannot be applied. */
async function loadExactly(source: Source): Promise<LoadedContent> {
  const first = await attempt(source, { before: everything, single: false });
  if (first.damagedAt === undefined) return { ...first, content: { doc: first.doc } };
  first.doc.destroy();
  const exact = first.isExact ? first : await attempt(source, { before: everything, single: true });
  const before = exact.damagedAt ?? everything;
  const good = await attempt(source, { before, single: false });
  return { ...good, content: { doc: good.doc }, damagedAt: before };
}

/** In the thread. Undefined when something cannot be applied: then it must be found. */
async function loadMerged(source: Source, merger: Merger): Promise<LoadedContent | undefined> {
  const { log, stream, snapshot } = source;
  return merger.merge(async (merging) => {
    if (snapshot) merging.take([snapshot.state]);
    const assembly = new UpdateAssembly();
    let head = snapshot?.upTo ?? 0;
    const tail = { entries: 0, bytes: 0 };
    const history = readHistory(log, stream, head);
    for (;;) {
      const { value, done } = await history.next();
      if (done === true) {
        if (value.damagedAt !== undefined) return undefined;
        break;
      }
      const updates = updatesOf(value, assembly).map(({ update }) => update);
      merging.take(updates);
      tail.entries += value.length;
      tail.bytes += updates.reduce((sum, update) => sum + update.byteLength, 0);
      head = value.at(-1)?.seq ?? head;
    }
    const merged = await merging.finish();
    return merged === 'broken' ? undefined : { content: { merged }, head, bytes: merged.state.byteLength, tail };
  });
}

/** Is there so much after the snapshot that applying it would hold up everybody else on this node? */
function isLong(head: number, snapshot: StoredSnapshot | undefined): boolean {
  return head - (snapshot?.upTo ?? 0) > limits.longTail;
}

const emptyState: Merged = { state: new Uint8Array([0, 0]), vector: new Uint8Array([0]) };

async function loadFrom(source: Source, merger: Merger | undefined): Promise<LoadedContent> {
  const { log, stream, snapshot } = source;
  const head = (await log.heads([stream])).get(stream) ?? 0;
  if (head === (snapshot?.upTo ?? 0)) {
    const merged = snapshot ?? emptyState;
    return { content: { merged }, head, bytes: merged.state.byteLength, tail: { entries: 0, bytes: 0 } };
  }
  const merged = merger && isLong(head, snapshot) ? await loadMerged(source, merger) : undefined;
  return merged ?? loadExactly(source);
}

/**
 * The document as the log has it. An entry that cannot be applied, or refers to what is not there, ends the history:
 * the document is then given as it was before, and says so.
 *
 * @param merger where there is one, a long history is put together in its thread
 */
export async function loadContent(log: Log, stream: string, merger?: Merger): Promise<LoadedContent> {
  let snapshot: StoredSnapshot | undefined;
  for (let tries = 0; tries < maxTries; tries += 1) {
    snapshot = await readSnapshot(log, stream);
    try {
      return await loadFrom({ log, stream, snapshot }, merger);
    } catch (error) {
      if (!(error instanceof TrimmedError)) throw error;
    }
  }
  // The snapshot that covered the missing entries is damaged, and no older one reaches as far: what there is, to read.
  const merged = snapshot ?? emptyState;
  const head = snapshot?.upTo ?? 0;
  return { content: { merged }, head, bytes: merged.state.byteLength, tail: { entries: 0, bytes: 0 }, damagedAt: head + 1 };
}

/** The same as a Yjs document. */
export async function loadDocument(log: Log, stream: string): Promise<LoadedDocument> {
  const { content, ...rest } = await loadContent(log, stream);
  return { ...rest, doc: docOf(content) };
}
