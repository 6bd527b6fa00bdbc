import { newId } from '../../../platform/ids/ids.ts';
import { GuardError, DuplicateError } from '../../../platform/store/port.ts';
import { versionTimes } from './bounds.ts';
import type { VersionRecord } from './repository.ts';
import { readPresent, takeVersion, type VersionPorts, type VersionWorld } from './take-version.ts';
import { removeVersions, sweepBlobs, thinningJobKind } from './thinning.ts';

/** Compacts log and snapshots of a document so that what was deleted is in neither; what it says now stays. Repeatable. */
export type EraseLog = (world: VersionPorts, documentId: string) => Promise<void>;

export interface Erasure {
  documentId: string;
  /** Absent when whoever runs the server did it. */
  userId?: string;
}

const maxTries = 20;

/** From here on nobody stores a version of a state that was read before. */
async function invalidate({ ports, notes }: VersionWorld, documentId: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ports.store.commit([notes.advance(documentId, await notes.read(documentId), { close: true })]);
    } catch (error) {
      if (!(error instanceof GuardError || error instanceof DuplicateError) || attempt >= maxTries) throw error;
    }
  }
}

/**
 * Erases what was deleted from a document: from its log by `eraseLog`, and every version that says, or hides in its
 * state, anything else than the document says now. Then one version is taken, from which a new history begins, and the
 * database's files are scrubbed. Repeat it when it fails half-way.
 */
export async function eraseDocumentHistory(
  world: VersionWorld,
  eraseLog: EraseLog,
  { documentId, userId }: Erasure,
): Promise<{ version: VersionRecord; removed: number }> {
  const { ports, versions } = world;
  await eraseLog(ports, documentId);
  const before = ports.clock.now();
  await invalidate(world, documentId);
  const after = ports.clock.now();
  const { state } = await readPresent(ports, documentId);
  // A later one is of a later state.
  const gone = (await versions.all(documentId)).filter((version) => version.state !== state && version.at <= after.toISOString());
  await removeVersions(world, gone);
  await sweepBlobs(world, documentId, before);
  const { version } = await takeVersion(
    world,
    { documentId, kind: 'afterErasure', ...(userId !== undefined && { createdBy: userId }) },
    () => undefined,
  );
  // What another node had put and could not store any more, if it died before taking it back.
  await ports.jobs.schedule({
    id: `sweep ${documentId} ${newId(after)}`,
    kind: thinningJobKind,
    dueAt: new Date(after.getTime() + 2 * versionTimes.orphanMs).toISOString(),
    data: { documentId },
  });
  await ports.log.scrub();
  return { version, removed: gone.length };
}
