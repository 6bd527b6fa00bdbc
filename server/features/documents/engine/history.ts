import type { Entry, Log } from '../../../platform/log/port.ts';
import { DamagedRecordError } from '../../../platform/errors.ts';
import { entryTypes, type UpdateAssembly } from './entries.ts';

/** Entries are missing where some were asked for: they were trimmed, and a newer snapshot says what they said. */
export class TrimmedError extends Error {
  override name = 'TrimmedError';
}

/** A damaged record ends the reading; its seq. */
export interface HistoryEnd {
  damagedAt?: number;
}

const pageSize = 1000;
type Read = { entries: Entry[] } | { error: unknown };

/**
 * Entries of a document after a seq, page by page, the next one being read while the former is worked on. Ends at the
 * head, or right before a damaged record.
 *
 * @throws TrimmedError when entries are missing
 */
export async function* readHistory(log: Log, stream: string, from: number): AsyncGenerator<Entry[], HistoryEnd> {
  let after = from;
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
      const first = page.entries[0];
      const last = page.entries.at(-1);
      if (!first || !last) return {};
      if (first.seq !== after + 1) throw new TrimmedError(`entries ${after + 1} to ${first.seq - 1} of ${stream} are gone`);
      after = last.seq;
      next = read();
      yield page.entries;
    } else if (page.error instanceof DamagedRecordError && limit > 1) {
      limit = 1;
      next = read();
    } else if (page.error instanceof DamagedRecordError) {
      return { damagedAt: after + 1 };
    } else {
      throw page.error;
    }
  }
}

/** The updates that these entries are, or complete; each with the seq where it counts. */
export function updatesOf(entries: readonly Entry[], assembly: UpdateAssembly): { seq: number; update: Uint8Array }[] {
  return entries.flatMap((entry) => {
    const update = entry.type === entryTypes.update ? assembly.take(entry) : undefined;
    return update ? [{ seq: entry.seq, update }] : [];
  });
}
