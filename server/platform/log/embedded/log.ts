import type { EmbeddedCore } from '../../embedded/open-embedded.ts';
import type { RawEntry, RawFailure, RawStoredEntry } from '../../embedded/protocol.ts';
import { checkKey } from '../../content.ts';
import { ContentRefusedError } from '../../errors.ts';
import { checkLimit, maxBytesPerRead, maxStreamsPerHeads, prepareAppend, toEntry, type PreparedEntry } from '../check.ts';
import { HeadMovedError, IdemKeyReusedError, type Appended, type Entry, type Log, type NewEntry } from '../port.ts';

/** Entries dropped in one transaction: others wait for it. */
const trimStep = 500;

type Take = (length: number) => Uint8Array;

function toRaw(entry: PreparedEntry): RawEntry {
  return [entry.type, entry.at, entry.actor, entry.idemKey, entry.fingerprint, entry.text, entry.bytes?.byteLength ?? -1];
}

function fromRaw(raw: RawStoredEntry, take: Take): Entry {
  const [seq, type, at, actor, idemKey, fingerprint, text, length, blanked] = raw;
  return toEntry({ seq, type, at, actor, idemKey, fingerprint, text, bytes: length < 0 ? null : take(length), blanked: blanked === 1 });
}

function refusalOf(failure: RawFailure, take: Take): Error | undefined {
  if (failure.kind === 'headMoved') return new HeadMovedError(failure.head);
  return failure.kind === 'idemKeyReused' ? new IdemKeyReusedError(fromRaw(failure.entry, take)) : undefined;
}

/** The log on SQLite. Several logs over one core are like several nodes on one database. */
export function createEmbeddedLog({ writer, reader }: EmbeddedCore): Log {
  let closed = false;
  const pending = new Set<Promise<unknown>>();

  function tracked<T>(work: Promise<T>): Promise<T> {
    pending.add(work);
    const done = (): void => void pending.delete(work);
    work.then(done, done);
    return work;
  }

  async function append(stream: string, entries: NewEntry[], expectedHead?: number): Promise<Appended[]> {
    if (closed) throw new Error('the log is closed');
    const prepared = prepareAppend(stream, entries);
    if (prepared.length === 0) return [];
    const input = { stream, entries: prepared.map(toRaw), ...(expectedHead === undefined ? {} : { expectedHead }) };
    return tracked(
      writer.call({
        kind: 'append',
        input,
        bytes: prepared.map(({ bytes }) => bytes),
        read({ seqs, stored }, take) {
          const repeats = new Map(stored.map(([index, raw]) => [index, fromRaw(raw, take)]));
          return prepared.map((entry, index): Appended => {
            const repeat = repeats.get(index);
            return repeat
              ? { entry: repeat, repeated: true }
              : { entry: toEntry({ ...entry, seq: seqs[index] ?? 0, blanked: false }), repeated: false };
          });
        },
        refused: refusalOf,
      }),
    );
  }

  async function readRange(stream: string, from: number, at: { backwards: boolean; limit: number }): Promise<Entry[]> {
    checkKey(stream, 'stream');
    checkLimit(at.limit);
    return reader.call({
      kind: 'logRead',
      input: { stream, from, ...at, maxBytes: maxBytesPerRead },
      read: (rows, take) => rows.map((row) => fromRaw(row, take)),
    });
  }

  return {
    append,
    read: (stream, after, limit) => readRange(stream, after, { backwards: false, limit }),
    readBack: (stream, before, limit) => readRange(stream, before ?? Number.MAX_SAFE_INTEGER, { backwards: true, limit }),
    async findByKey(stream, idemKey) {
      checkKey(stream, 'stream');
      checkKey(idemKey, 'idemKey');
      return reader.call({ kind: 'logByKey', input: { stream, idemKey }, read: (row, take) => (row ? fromRaw(row, take) : undefined) });
    },
    async heads(streams) {
      if (streams.length > maxStreamsPerHeads) throw new ContentRefusedError('tooLarge', `more than ${maxStreamsPerHeads} streams`);
      for (const stream of streams) checkKey(stream, 'stream');
      const found = await reader.call({ kind: 'logHeads', input: { streams }, read: (rows) => new Map(rows) });
      return new Map(streams.map((stream) => [stream, found.get(stream) ?? 0]));
    },
    async blank(stream, seq) {
      checkKey(stream, 'stream');
      await tracked(writer.call({ kind: 'blank', input: { stream, seq }, read: () => undefined }));
    },
    async trim(stream, upTo) {
      checkKey(stream, 'stream');
      const step = () => tracked(writer.call({ kind: 'trim', input: { stream, upTo, limit: trimStep }, read: ({ isDone }) => isDone }));
      while (!closed && !(await step()));
    },
    async scrub() {
      await tracked(writer.call({ kind: 'scrub', input: null, read: () => undefined }));
    },
    async close() {
      closed = true;
      await Promise.allSettled(pending);
    },
  };
}
