import { crc32 } from 'node:zlib';
import type { Entry, Log, NewEntry } from '../../../platform/log/port.ts';
import { DamagedRecordError } from '../../../platform/errors.ts';
import { limits } from './limits.ts';

/**
 * Snapshots of a document stand in a stream of their own, so that nobody who follows the document is handed them.
 * Each is a group of entries `{group, part, parts, upTo, sum, vector}` with bytes, one after another, and says all that
 * the document's entries up to `upTo` say. The stream holds the newest one and the one before it.
 */
export const snapshotStreamOf = (stream: string) => stream.replace(/^document:/, 'snapshot:');

const entryType = 'snapshot';
const systemActor = 'system';

export interface Snapshot {
  /** Every entry of the document up to this seq is in it. */
  upTo: number;
  /** V1 update: the whole state. */
  state: Uint8Array;
  /** State vector of `state`. */
  vector: Uint8Array;
}

export interface StoredSnapshot extends Snapshot {
  /** Seqs of its first and last part in the snapshot stream. */
  from: number;
  to: number;
}

/** The snapshots that can be read, and the head of their stream. */
export interface Snapshots {
  newest: StoredSnapshot | undefined;
  head: number;
}

interface Header {
  group: string;
  part: number;
  parts: number;
  upTo: number;
  sum: number;
  vector: string;
}

function headerOf({ type, data, bytes }: Entry): Header | undefined {
  const { group, part, parts, upTo, sum, vector } = data;
  if (type !== entryType || !bytes || typeof group !== 'string' || typeof part !== 'number' || typeof parts !== 'number') return undefined;
  if (typeof upTo !== 'number' || typeof sum !== 'number' || typeof vector !== 'string') return undefined;
  return { group, part, parts, upTo, sum, vector };
}

/** One step back at a time: a damaged record hides only itself. */
async function partBefore(log: Log, stream: string, before: number | undefined): Promise<Entry | 'damaged' | undefined> {
  try {
    return (await log.readBack(stream, before, 1))[0];
  } catch (error) {
    if (error instanceof DamagedRecordError) return 'damaged';
    throw error;
  }
}

function assemble(parts: readonly Entry[], header: Header): StoredSnapshot | undefined {
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last || parts.length !== header.parts) return undefined;
  const pieces = parts.map(({ bytes }) => bytes ?? new Uint8Array(0));
  const state = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  // MongoDB would hand out a changed byte as truth.
  if (crc32(state) !== header.sum) return undefined;
  return { upTo: header.upTo, state, vector: Buffer.from(header.vector, 'base64'), from: first.seq, to: last.seq };
}

/** Parts looked at in search of a whole snapshot: those of two, and remains of writers that died. */
const maxParts = 64;

/**
 * The newest whole and sound snapshot; one whose writer died half-way or that was damaged is passed over for the one
 * before it.
 *
 * @param before only those that end before this seq of the snapshot stream
 */
export async function readSnapshot(log: Log, stream: string, before?: number): Promise<StoredSnapshot | undefined> {
  const snapshotStream = snapshotStreamOf(stream);
  let seq = before;
  let parts: Entry[] = [];
  let wanted: Header | undefined;
  for (let looked = 0; looked < maxParts; looked += 1) {
    const entry = await partBefore(log, snapshotStream, seq);
    if (!entry) return undefined;
    if (entry === 'damaged') {
      const head = seq ?? ((await log.heads([snapshotStream])).get(snapshotStream) ?? 0) + 1;
      seq = head - 1;
      wanted = undefined;
      continue;
    }
    seq = entry.seq;
    const header = headerOf(entry);
    if (header && header.part === header.parts - 1) {
      wanted = header;
      parts = [];
    }
    if (!header || header.group !== wanted?.group || header.part !== wanted.parts - 1 - parts.length) {
      wanted = undefined;
      continue;
    }
    parts.unshift(entry);
    const whole = header.part === 0 ? assemble(parts, header) : undefined;
    if (whole) return whole;
  }
  return undefined;
}

function toEntries({ upTo, state, vector }: Snapshot, about: { at: string; group: string }): NewEntry[] {
  const parts = Math.max(1, Math.ceil(state.byteLength / limits.entryBytes));
  const head = { group: about.group, parts, upTo, sum: crc32(state), vector: Buffer.from(vector).toString('base64') };
  return Array.from({ length: parts }, (_, part) => ({
    type: entryType,
    at: about.at,
    actor: systemActor,
    data: { ...head, part },
    bytes: state.subarray(part * limits.entryBytes, (part + 1) * limits.entryBytes),
  }));
}

/**
 * Stores a snapshot behind `head`; durable when it resolves.
 *
 * @returns seq of its first part
 * @throws HeadMovedError when another node stored one meanwhile: it must not hide a newer one
 */
export async function writeSnapshot(
  log: Log,
  stream: string,
  { snapshot, head, at, group }: { snapshot: Snapshot; head: number; at: string; group: string },
): Promise<number> {
  let expected = head;
  // One by one, since one append must fit one document of MongoDB; parts without their last are never read.
  for (const entry of toEntries(snapshot, { at, group })) {
    await log.append(snapshotStreamOf(stream), [entry], expected);
    expected += 1;
  }
  return head + 1;
}
