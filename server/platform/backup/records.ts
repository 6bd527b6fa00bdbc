import type { BackupRecord } from './port.ts';

/*
 * A record as bytes: two lengths of 4 bytes (little-endian), a JSON array, then raw bytes. The array begins with a
 * letter for the kind. The second length is 0xffffffff where there are no raw bytes, which is not the same as none of them.
 */
const noBytes = 0xffff_ffff;
const lengths = 8;
/** The stores take 15 MiB of text and of bytes each; JSON in JSON may double the text. */
const maxTextBytes = 64 * 1024 * 1024;
const maxRawBytes = 32 * 1024 * 1024;

/** A backup holds something that is no record: it was not written by this program. */
export class BadRecordError extends Error {
  override name = 'BadRecordError';
}

function toArray(record: BackupRecord): unknown[] {
  switch (record.kind) {
    case 'hub':
      return ['h', record.secretCheck, record.secret];
    case 'stream':
      return ['s', record.name];
    case 'entry': {
      const { seq, type, at, actor, idemKey, fingerprint, text, isBlanked } = record;
      return ['e', seq, type, at, actor, idemKey, fingerprint, text, isBlanked ? 1 : 0];
    }
    case 'collection':
      return ['c', record.name];
    case 'document':
      return ['d', record.id, record.version, record.text];
    case 'blob':
      return ['b', record.key, record.size, record.sha256];
    case 'piece':
      return ['p'];
    case 'dropped':
      return ['x'];
  }
}

const bytesOf = (record: BackupRecord): Uint8Array | null => ('bytes' in record ? record.bytes : null);

/** Records as one buffer. */
export function encodeRecords(records: readonly BackupRecord[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const record of records) {
    const text = Buffer.from(JSON.stringify(toArray(record)));
    const bytes = bytesOf(record);
    const head = Buffer.allocUnsafe(lengths);
    head.writeUInt32LE(text.length, 0);
    head.writeUInt32LE(bytes === null ? noBytes : bytes.byteLength, 4);
    parts.push(head, text);
    if (bytes !== null) parts.push(bytes);
  }
  return Buffer.concat(parts);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function entryOf([seq, type, at, actor, idemKey, fingerprint, text, blanked]: unknown[], bytes: Uint8Array | null) {
  if (!isWhole(seq) || !isText(type) || !isText(at) || !isText(actor) || !isText(text)) return undefined;
  if (!isTextOrNull(idemKey) || !isTextOrNull(fingerprint)) return undefined;
  return { kind: 'entry', seq, type, at, actor, idemKey, fingerprint, text, bytes, isBlanked: blanked === 1 } as const;
}

function toRecord([letter, ...fields]: unknown[], bytes: Uint8Array | null): BackupRecord | undefined {
  const [first, second, third] = fields;
  if (letter === 'e') return entryOf(fields, bytes);
  if (letter === 'p') return bytes === null ? undefined : { kind: 'piece', bytes };
  if (letter === 'x') return { kind: 'dropped' };
  if (!isText(first)) return undefined;
  if (letter === 'h' && isTextOrNull(second)) return { kind: 'hub', secretCheck: first, secret: second };
  if (letter === 's') return { kind: 'stream', name: first };
  if (letter === 'c') return { kind: 'collection', name: first };
  if (letter === 'd' && isWhole(second) && isText(third)) return { kind: 'document', id: first, version: second, text: third };
  if (letter === 'b' && isWhole(second) && isText(third)) return { kind: 'blob', key: first, size: second, sha256: third };
  return undefined;
}

function parse(text: string, bytes: Uint8Array | null): BackupRecord {
  let array: unknown;
  try {
    array = JSON.parse(text);
  } catch {
    array = undefined;
  }
  const record = Array.isArray(array) ? toRecord(array, bytes) : undefined;
  if (!record) throw new BadRecordError('an unreadable record');
  return record;
}

/** Takes bytes as they come, gives the records that are whole. Holds at most one record and one chunk. */
export function createDecoder(): { push(chunk: Uint8Array): BackupRecord[]; end(): void } {
  let rest: Uint8Array[] = [];
  let have = 0;
  let need = lengths;

  function joined(): Buffer {
    const all = Buffer.concat(rest);
    rest = [all];
    return all;
  }
  return {
    push(chunk) {
      rest.push(chunk);
      have += chunk.byteLength;
      if (have < need) return [];
      const all = joined();
      const records: BackupRecord[] = [];
      let at = 0;
      for (need = lengths; have - at >= lengths; need = lengths) {
        const text = all.readUInt32LE(at);
        const raw = all.readUInt32LE(at + 4);
        const rawLength = raw === noBytes ? 0 : raw;
        if (text > maxTextBytes || rawLength > maxRawBytes) throw new BadRecordError('a record that is too long');
        need = lengths + text + rawLength;
        if (have - at < need) break;
        const textEnd = at + lengths + text;
        // A copy of its own: a view would keep the whole chunk.
        const bytes = raw === noBytes ? null : new Uint8Array(all.subarray(textEnd, textEnd + rawLength));
        records.push(parse(all.toString('utf8', at + lengths, textEnd), bytes));
        at += need;
      }
      rest = at < have ? [all.subarray(at)] : [];
      have -= at;
      return records;
    },
    end() {
      if (have > 0) throw new BadRecordError('half a record');
    },
  };
}
