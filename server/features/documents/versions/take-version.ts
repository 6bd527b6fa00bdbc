import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import * as Y from 'yjs';
import type { VersionKind } from '#shared/features/documents/versions-contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Ports } from '../../../kernel/feature.ts';
import { newId } from '../../../platform/ids/ids.ts';
import { DuplicateError, GuardError } from '../../../platform/store/port.ts';
import { documentStream } from '../engine/entries.ts';
import { loadDocument } from '../engine/load.ts';
import { authorsSince } from './authors.ts';
import { versionLimits } from './bounds.ts';
import type { EditNotes, HistoryRecord } from './edit-notes.ts';
import { versionBlobKey, type VersionRecord, type VersionsRepository } from './repository.ts';

export type VersionPorts = Pick<Ports, 'store' | 'log' | 'blobs' | 'clock' | 'jobs'>;

export interface VersionWorld {
  ports: VersionPorts;
  versions: VersionsRepository;
  notes: EditNotes;
}

export interface VersionWish {
  documentId: string;
  kind: VersionKind;
  createdBy?: string;
  name?: string;
  restoredFrom?: string;
}

/** The present state of a document. */
export interface Present {
  content: Uint8Array;
  stateVector: Uint8Array;
  /** Equal states have equal ones. */
  state: string;
  isDamaged: boolean;
}

const maxTries = 6;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What a document says now, as the log has it; of a damaged one, what it says up to the damage. */
export async function readPresent({ log }: Pick<VersionPorts, 'log'>, documentId: string): Promise<Present> {
  const { doc, damagedAt } = await loadDocument(log, documentStream(documentId));
  const present = {
    content: Y.encodeStateAsUpdate(doc),
    stateVector: Y.encodeStateVector(doc),
    // Sorted, and with deleted ranges joined: the same however the document came about.
    state: sha256(Y.encodeSnapshot(Y.snapshot(doc))),
    isDamaged: damagedAt !== undefined,
  };
  doc.destroy();
  return present;
}

/** What a version would be of: the present, the version before it, and the number that must not move until it is stored. */
interface Moment {
  history: HistoryRecord | undefined;
  present: Present;
  former: VersionRecord | undefined;
}

async function recordOf({ ports }: VersionWorld, wish: VersionWish, { history, present, former }: Moment): Promise<VersionRecord> {
  const { documentId, kind, createdBy, name, restoredFrom } = wish;
  const before = former && new Uint8Array(Buffer.from(former.stateVector, 'base64'));
  const now = ports.clock.now();
  return {
    ...{ id: newId(now), documentId, at: now.toISOString(), kind, isNamed: name !== undefined },
    ...(name !== undefined && { name }),
    ...(createdBy !== undefined && { createdBy }),
    ...(restoredFrom !== undefined && { restoredFrom }),
    authors: await authorsSince({ store: ports.store, documentId }, { before, after: present.stateVector }, history?.editors ?? []),
    bytes: present.content.byteLength,
    sha256: sha256(present.content),
    state: present.state,
    stateVector: Buffer.from(present.stateVector).toString('base64'),
  };
}

/** False when something was stored in the document's history meanwhile: the version may be of what was erased. */
async function store({ ports, versions, notes }: VersionWorld, version: VersionRecord, { history, present }: Moment): Promise<boolean> {
  const { documentId } = version;
  const key = versionBlobKey(version);
  await ports.blobs.put(key, Readable.from([Buffer.from(present.content)]), versionLimits.bytes);
  try {
    await ports.store.commit([versions.insert(version), notes.advance(documentId, history, { close: true })]);
    return true;
  } catch (error) {
    await ports.blobs.delete(key);
    if (error instanceof GuardError || error instanceof DuplicateError) return false;
    throw error;
  }
}

/**
 * Stores what a document says now as a version. `unless` may answer a version that serves as well (one of the same state);
 * then none is stored. It may also throw.
 *
 * @throws common/conflict when others store versions of it all the time
 */
export async function takeVersion(
  world: VersionWorld,
  wish: VersionWish,
  unless: (moment: Moment) => VersionRecord | undefined,
): Promise<{ version: VersionRecord; isNew: boolean }> {
  const { ports, versions, notes } = world;
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const history = await notes.read(wish.documentId);
    const moment = { history, present: await readPresent(ports, wish.documentId), former: await versions.newest(wish.documentId) };
    const serves = unless(moment);
    if (serves) return { version: serves, isNew: false };
    const version = await recordOf(world, wish, moment);
    if (await store(world, version, moment)) return { version, isNew: true };
  }
  throw commonError('conflict');
}

/** For `unless`: the newest version, when nothing changed since. */
export function whenUnchanged({ present, former }: Moment): VersionRecord | undefined {
  return former?.state === present.state ? former : undefined;
}
