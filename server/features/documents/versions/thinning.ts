import { newId } from '../../../platform/ids/ids.ts';
import { versionsToDrop, versionTimes } from './bounds.ts';
import { versionBlobKey, versionBlobPrefix, type VersionRecord } from './repository.ts';
import type { VersionWorld } from './take-version.ts';

export const thinningJobKind = 'documents.thinVersions';
const chunk = 200;
const listed = 1000;

/** First the records, then the content: what dies in between is swept as a blob without a record. */
export async function removeVersions({ ports, versions }: VersionWorld, gone: readonly VersionRecord[]): Promise<void> {
  for (let start = 0; start < gone.length; start += chunk) {
    const some = gone.slice(start, start + chunk);
    await ports.store.commit(some.map((version) => versions.delete(version)));
    for (const version of some) await ports.blobs.delete(versionBlobKey(version));
  }
}

/** Deletes blobs that no record names and that were put before `until`. Ids sort by time. */
export async function sweepBlobs({ ports, versions }: VersionWorld, documentId: string, until: Date): Promise<void> {
  const known = new Set((await versions.all(documentId)).map(versionBlobKey));
  const firstYoung = `${versionBlobPrefix(documentId)}${newId(until).slice(0, 10)}`;
  let after: string | undefined;
  do {
    const keys = await ports.blobs.list(versionBlobPrefix(documentId), listed, after);
    for (const key of keys) if (key < firstYoung && !known.has(key)) await ports.blobs.delete(key);
    after = keys.length === listed ? keys.at(-1) : undefined;
  } while (after !== undefined);
}

/** Lets unnamed versions go as they age, and blobs that a node left behind when it died. */
export async function thinVersions(world: VersionWorld, documentId: string): Promise<void> {
  const now = world.ports.clock.now();
  await removeVersions(world, versionsToDrop(await world.versions.unnamed(documentId), now));
  await sweepBlobs(world, documentId, new Date(now.getTime() - versionTimes.orphanMs));
}

/** Asks for the times at which versions taken today will have become too many. */
export async function planThinning({ ports }: VersionWorld, documentId: string): Promise<void> {
  const now = ports.clock.now();
  const today = now.toISOString().slice(0, 10);
  for (const delay of versionTimes.thinAfterMs) {
    await ports.jobs.schedule({
      id: `thin ${documentId} ${today} ${delay}`,
      kind: thinningJobKind,
      dueAt: new Date(Date.parse(`${today}T23:59:59.999Z`) + delay).toISOString(),
      data: { documentId },
    });
  }
}
