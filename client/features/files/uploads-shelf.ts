import type { Session } from '#shared/features/accounts/contract.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import { uploadsName } from '#client/kernel/device-copies.ts';
import type { Database } from '#client/kernel/device-database.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { shrinkImage } from './shrink-image.ts';
import { databaseFiles, openUploads } from './kept-database.ts';
import { noKeptFiles, type KeptFiles } from './kept-files.ts';
import { createUploads, type Uploads } from './uploads.ts';

/** Files on their way, of one person: they go on while she looks into another room. */
interface Shelf {
  userId: string;
  /** Absent where nothing may be kept. */
  database: Database | undefined;
  byPlace: Map<string, Uploads>;
}
type Person = Pick<Session, 'userId' | 'isSharedComputer'>;
const shelves = new WeakMap<Hub, Shelf>();
const maxPlaces = 20;

/** Where the browser can list its databases and knows locks: otherwise nothing would be cleared, or two tabs would send. */
function canKeep(): boolean {
  try {
    return 'databases' in window.indexedDB && 'locks' in window.navigator;
  } catch {
    return false;
  }
}

function shelfOf(hub: Hub, { userId, isSharedComputer }: Person): Shelf {
  const known = shelves.get(hub);
  if (known?.userId === userId) return known;
  // Another person at this computer: what was begun before her is given up.
  for (const uploads of known?.byPlace.values() ?? []) uploads.dispose();
  known?.database?.close();
  const database = isSharedComputer || !canKeep() ? undefined : openUploads(window.indexedDB, userId);
  const shelf: Shelf = { userId, database, byPlace: new Map() };
  shelves.set(hub, shelf);
  return shelf;
}

/** In this tab's hand until it is released; not where another tab has it already. */
function keptAt(place: string, { userId, database }: Shelf): KeptFiles {
  if (!database) return noKeptFiles;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isOurs = new Promise<boolean>((resolve) => {
    window.navigator.locks
      .request(`${uploadsName(userId)}:${place}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : released;
      })
      .catch(() => resolve(false));
  });
  return databaseFiles({ database, name: place, isOurs, release });
}

/** The files of the message that a person writes in a room or in one of its threads, as long as the page lives. */
export function uploadsOf(hub: Hub, person: Person, { roomId, thread }: { roomId: string; thread: number | undefined }): Uploads {
  const place = thread === undefined ? roomId : `${roomId} ${thread}`;
  const shelf = shelfOf(hub, person);
  const { byPlace } = shelf;
  const known = byPlace.get(place);
  if (known) return known;
  for (const [other, uploads] of byPlace) {
    if (byPlace.size < maxPlaces || uploads.current().length > 0) continue;
    byPlace.delete(other);
    uploads.dispose();
  }
  const made = createUploads(roomId, {
    hub,
    timing: browserTiming,
    shrink: shrinkImage,
    createUrl: (content) => URL.createObjectURL(content),
    revokeUrl: (url) => URL.revokeObjectURL(url),
    kept: keptAt(place, shelf),
  });
  byPlace.set(place, made);
  return made;
}
