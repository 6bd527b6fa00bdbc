import type { Job } from '../../../platform/jobs/port.ts';
import { versionTimes } from './bounds.ts';
import { versionJobKind } from './edit-notes.ts';
import { takeVersion, whenUnchanged, type VersionPorts, type VersionWorld } from './take-version.ts';
import { planThinning, thinningJobKind, thinVersions } from './thinning.ts';

const documentIdOf = ({ data }: Job): string => (typeof data['documentId'] === 'string' ? data['documentId'] : '');

/** Takes the version that was asked for ten minutes ago, unless somebody took one since and nothing was edited after it. */
async function takeAutomatic(world: VersionWorld, documentId: string): Promise<void> {
  const { ports, notes } = world;
  const history = await notes.read(documentId);
  if (history?.windowFrom === undefined) return;
  // A later time of activity has a job of its own.
  if (Date.parse(history.windowFrom) + versionTimes.activityMs > ports.clock.now().getTime()) return;
  const { isNew } = await takeVersion(world, { documentId, kind: 'automatic' }, whenUnchanged);
  // Nothing differs from the last version: the time of activity ends all the same.
  if (!isNew) await ports.store.commit([notes.advance(documentId, history, { close: true })]);
  if (isNew) await planThinning(world, documentId);
  await thinVersions(world, documentId);
}

export function handleVersionJobs(world: VersionWorld, { jobs }: Pick<VersionPorts, 'jobs'>): void {
  jobs.handle(versionJobKind, (job) => takeAutomatic(world, documentIdOf(job)));
  jobs.handle(thinningJobKind, (job) => thinVersions(world, documentIdOf(job)));
}
