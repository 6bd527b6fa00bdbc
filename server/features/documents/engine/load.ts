import * as Y from 'yjs';
import { DamagedRecordError } from '../../../platform/errors.ts';
import type { Entry, Log } from '../../../platform/log/port.ts';
import { entryTypes, UpdateAssembly } from './entries.ts';

export interface LoadedDocument {
  doc: Y.Doc;
  /** Seq up to which the log was read. */
  head: number;
  /** Bytes of all updates: never less than the encoded state. */
  bytes: number;
  /** First entry that could not be applied; the document is then as it was before it, and must not be written. */
  damagedAt?: number;
}

const pageSize = 1000;

/** A document that holds exactly what it is given: Yjs would tidy formatting on its own, and so be ahead of the log. */
export function newDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.on('afterTransaction', (transaction) => {
    transaction._needFormattingCleanup = false;
  });
  return doc;
}

export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}

type Read = { entries: Entry[] } | { error: unknown };

/** Reads page by page, the next one while the former is being applied; a damaged record ends the reading right before it. */
async function* pages(log: Log, stream: string): AsyncGenerator<Entry[], number | undefined> {
  let after = 0;
  let limit = pageSize;
  const read = (): Promise<Read> =>
    log.read(stream, after, limit).then(
      (entries) => ({ entries }),
      (error: unknown) => ({ error }),
    );
  let next = read();
  for (;;) {
    const page = await next;
    if ('entries' in page) {
      const last = page.entries.at(-1);
      if (!last) return undefined;
      after = last.seq;
      next = read();
      yield page.entries;
    } else if (page.error instanceof DamagedRecordError && limit > 1) {
      limit = 1;
      next = read();
    } else if (page.error instanceof DamagedRecordError) {
      return after + 1;
    } else {
      throw page.error;
    }
  }
}

/** Applies entries in one transaction. Answers the seq at which it broke, if it did. */
function applyEntries(doc: Y.Doc, entries: readonly Entry[], assembly: UpdateAssembly): { bytes: number; brokenAt?: number } {
  let bytes = 0;
  let seq = entries[0]?.seq ?? 0;
  try {
    doc.transact(() => {
      for (const entry of entries) {
        seq = entry.seq;
        const update = entry.type === entryTypes.update ? assembly.take(entry) : undefined;
        if (!update) continue;
        Y.applyUpdate(doc, update);
        bytes += update.byteLength;
      }
    }, 'load');
  } catch {
    return { bytes, brokenAt: seq };
  }
  return { bytes };
}

interface Attempt extends LoadedDocument {
  /** An entry in the last page broke; `damagedAt` is not exact unless pages are single entries. */
  isExact: boolean;
}

/** @param before entries from this seq on are left out */
async function attempt(log: Log, stream: string, options: { before: number; single: boolean }): Promise<Attempt> {
  const doc = newDoc();
  const assembly = new UpdateAssembly();
  const reader = pages(log, stream);
  let head = 0;
  let bytes = 0;
  for (;;) {
    const { value, done } = await reader.next();
    if (done === true) {
      const damaged = value === undefined ? {} : { damagedAt: value };
      return { doc, head, bytes, isExact: true, ...damaged };
    }
    const page = value.filter((entry) => entry.seq < options.before);
    for (const entries of options.single ? page.map((entry) => [entry]) : [page]) {
      if (entries.length === 0) continue;
      const applied = applyEntries(doc, entries, assembly);
      bytes += applied.bytes;
      const damagedAt = applied.brokenAt ?? (hasPending(doc) ? (entries[0]?.seq ?? 0) : undefined);
      if (damagedAt !== undefined) return { doc, head, bytes, damagedAt, isExact: options.single || applied.brokenAt !== undefined };
    }
    head = value.at(-1)?.seq ?? head;
  }
}

/**
 * The document as the log has it. An entry that cannot be applied, or refers to what is not there, ends the history:
 * the document is then given as it was before, and says so.
 */
export async function loadDocument(log: Log, stream: string): Promise<LoadedDocument> {
  const everything = Number.POSITIVE_INFINITY;
  const first = await attempt(log, stream, { before: everything, single: false });
  if (first.damagedAt === undefined) return first;
  first.doc.destroy();
  const exact = first.isExact ? first : await attempt(log, stream, { before: everything, single: true });
  const before = exact.damagedAt ?? everything;
  const good = await attempt(log, stream, { before, single: false });
  return { doc: good.doc, head: good.head, bytes: good.bytes, damagedAt: before };
}
