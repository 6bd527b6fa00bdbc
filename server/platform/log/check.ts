import type { Json } from '#shared/kernel/json.ts';
import { checkKey, maxContentBytes, toText } from '../content.ts';
import { ContentRefusedError } from '../errors.ts';
import type { Entry, NewEntry } from './port.ts';

/** Entries of one append. */
export const maxEntriesPerAppend = 1000;
/** Entries of one read. */
export const maxEntriesPerRead = 1000;
/** Content after which a read stops, though entries remain. */
export const maxBytesPerRead = 4 * 1024 * 1024;
/** Streams of one heads query. */
export const maxStreamsPerHeads = 1000;

/** An entry ready to be stored: its data as text. Both adapters keep data as text, since nothing ever queries into it. */
export interface PreparedEntry {
  type: string;
  at: string;
  actor: string;
  idemKey: string | null;
  fingerprint: string | null;
  text: string;
  bytes: Uint8Array | null;
}

// Names and separators that a store adds around an entry.
const envelopeBytes = 128;
/** About what an entry takes in a store, in bytes. */
export function sizeOf({ type, at, actor, idemKey, fingerprint, text, bytes }: PreparedEntry): number {
  const envelope = type.length + at.length + actor.length + 2 * (idemKey?.length ?? 0) + (fingerprint?.length ?? 0);
  return envelopeBytes + 3 * envelope + Buffer.byteLength(text) + (bytes?.byteLength ?? 0);
}

function prepareEntry(entry: NewEntry): PreparedEntry {
  checkKey(entry.type, 'type');
  checkKey(entry.at, 'at');
  checkKey(entry.actor, 'actor');
  if (entry.idemKey !== undefined) {
    checkKey(entry.idemKey, 'idemKey');
    checkKey(entry.fingerprint, 'fingerprint');
  }
  const text = toText(entry.data);
  const fingerprint = entry.idemKey === undefined ? null : (entry.fingerprint ?? null);
  return {
    type: entry.type,
    at: entry.at,
    actor: entry.actor,
    idemKey: entry.idemKey ?? null,
    fingerprint,
    text,
    bytes: entry.bytes ?? null,
  };
}

/** Checks what a writer gives; one call fits one MongoDB document, hence its bounds. @throws ContentRefusedError */
export function prepareAppend(stream: string, entries: readonly NewEntry[]): PreparedEntry[] {
  checkKey(stream, 'stream');
  if (entries.length > maxEntriesPerAppend) throw new ContentRefusedError('tooLarge', `more than ${maxEntriesPerAppend} entries`);
  const keys = new Map<string, string | undefined>();
  for (const { idemKey, fingerprint } of entries) {
    if (idemKey === undefined) continue;
    if (keys.has(idemKey) && keys.get(idemKey) !== fingerprint) throw new ContentRefusedError('badValue', 'one idemKey for two contents');
    keys.set(idemKey, fingerprint);
  }
  const prepared = entries.map(prepareEntry);
  const total = prepared.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (total > maxContentBytes) throw new ContentRefusedError('tooLarge', `entries of more than ${maxContentBytes} bytes`);
  return prepared;
}

/** A limit within 1 and the most a read gives; anything else is the caller's mistake. @throws ContentRefusedError */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxEntriesPerRead) {
    throw new ContentRefusedError('badValue', `limit must be 1 to ${maxEntriesPerRead}`);
  }
}

/** What an adapter read, as the port gives it. */
export interface StoredEntry extends PreparedEntry {
  seq: number;
  blanked: boolean;
}
/** The port's entry; absent fields are absent, never undefined. */
export function toEntry(stored: StoredEntry): Entry {
  return {
    seq: stored.seq,
    type: stored.type,
    at: stored.at,
    actor: stored.actor,
    ...(stored.idemKey === null ? {} : { idemKey: stored.idemKey }),
    ...(stored.fingerprint === null ? {} : { fingerprint: stored.fingerprint }),
    data: parseData(stored.text),
    ...(stored.bytes === null ? {} : { bytes: stored.bytes }),
    ...(stored.blanked ? { blanked: true as const } : {}),
  };
}

function parseData(text: string): { [key: string]: Json } {
  return JSON.parse(text);
}
