import type { Collection, Db } from 'mongodb';
import { RestoreUnfinishedError } from '../port.ts';

// No collection of a feature can be called so: their names hold no dot.
const marks = (db: Db): Collection<{ _id: string; at: Date }> => db.collection('hub.restoreUnfinished');

export const isMarked = async (db: Db): Promise<boolean> => (await marks(db).findOne({})) !== null;

/** Durable before anything else is written. */
export async function setMark(db: Db): Promise<void> {
  await marks(db).insertOne({ _id: 'restore', at: new Date() });
}

export async function removeMark(db: Db): Promise<void> {
  await marks(db).drop();
}

/** @throws RestoreUnfinishedError for a database in which a restore was cut off */
export async function refuseMarkedDatabase(db: Db): Promise<void> {
  if (await isMarked(db)) throw new RestoreUnfinishedError(`The database ${db.databaseName}`);
}
