import { maxNamedVersions } from '#shared/features/documents/versions-contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { GuardError } from '../../../platform/store/port.ts';
import type { VersionRecord } from './repository.ts';
import { takeVersion, whenUnchanged, type VersionWorld } from './take-version.ts';

/** A document has as many versions with names as it may. */
export class TooManyNamesError extends Error {
  override name = 'TooManyNamesError';
}

async function checkRoom({ versions }: VersionWorld, documentId: string): Promise<void> {
  if ((await versions.countNamed(documentId)) >= maxNamedVersions) throw new TooManyNamesError();
}

/**
 * Gives a version a name, another, or with `null` none.
 *
 * @throws TooManyNamesError
 * @throws common/conflict when somebody else did in the same moment
 */
export async function setName(
  world: VersionWorld,
  before: VersionRecord,
  { name, userId }: { name: string | null; userId: string },
): Promise<VersionRecord> {
  if (name !== null && !before.isNamed) await checkRoom(world, before.documentId);
  const { name: _former, ...rest } = before;
  const after = { ...rest, isNamed: name !== null, ...(name !== null && { name, createdBy: before.createdBy ?? userId }) };
  try {
    await world.ports.store.commit([world.versions.replace(before, after)]);
  } catch (error) {
    throw error instanceof GuardError ? commonError('conflict') : error;
  }
  return after;
}

/** Names what a document says now; a second press of the button names nothing more. @throws TooManyNamesError */
export async function nameNow(world: VersionWorld, documentId: string, by: { name: string; userId: string }): Promise<VersionRecord> {
  await checkRoom(world, documentId);
  const { name, userId } = by;
  const { version, isNew } = await takeVersion(world, { documentId, kind: 'named', createdBy: userId, name }, (moment) => {
    const same = whenUnchanged(moment);
    return same && (!same.isNamed || same.name === name) ? same : undefined;
  });
  return isNew || version.isNamed ? version : setName(world, version, by);
}
