import type { Session } from '#shared/features/accounts/contract.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import { uploadsName } from '#client/kernel/device-copies.ts';
import type { Database } from '#client/kernel/device-database.ts';
import type { Drafts } from '#client/kernel/drafts.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { keepingTools } from '#client/kernel/local-data.ts';
import { shrinkImage } from './shrink-image.ts';
import { databaseFiles, openUploads } from './kept-database.ts';
import { noKeptFiles, type KeptFiles } from './kept-files.ts';
import { createUploads, type Uploads } from './uploads.ts';

/** Files on their way, of one sign-in: they go on while she looks into another room. */
interface Shelf {
  whose: Whose;
  /** Absent where nothing may be kept. */
  device: { database: Database; locks: LockManager } | undefined;
  byPlace: Map<string, Uploads>;
}
/** `drafts` are made anew with each sign-in. */
interface Whose {
  session: Session;
  drafts: Drafts;
}
const shelves = new WeakMap<Hub, Shelf>();
const maxPlaces = 20;

function shelfOf(hub: Hub, whose: Whose): Shelf {
  const known = shelves.get(hub);
  if (known?.whose.drafts === whose.drafts) return known;
  const { userId, isSharedComputer } = whose.session;
  // Another sign-in at this computer: what was begun before it is given up.
  for (const uploads of known?.byPlace.values() ?? []) uploads.dispose();
  known?.device?.database.close();
  const tools = isSharedComputer ? undefined : keepingTools();
  const device = tools && { database: openUploads(tools.databases, userId), locks: tools.locks };
  const shelf: Shelf = { whose, device, byPlace: new Map() };
  shelves.set(hub, shelf);
  return shelf;
}

/** A page that was left, or a sign-in that ended, gives its files back within this; another tab does not. */
const handMs = 1_000;

/** In this tab's hand until it is released; not where another tab has it already. */
function keptAt(place: string, { whose, device }: Shelf): KeptFiles {
  if (!device) return noKeptFiles;
  const { database, locks } = device;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const patience = new AbortController();
  const stopWaiting = browserTiming.later(handMs, () => patience.abort());
  const isOurs = new Promise<boolean>((resolve) => {
    locks
      .request(`${uploadsName(whose.session.userId)}:${place}`, { signal: patience.signal }, () => {
        stopWaiting();
        resolve(true);
        return released;
      })
      .catch(() => resolve(false));
  });
  return databaseFiles({ database, name: place, isOurs, release });
}

/** The files of the message that a person writes in a room or in one of its threads, as long as the page lives. */
export function uploadsOf(hub: Hub, whose: Whose, { roomId, thread }: { roomId: string; thread: number | undefined }): Uploads {
  const place = thread === undefined ? roomId : `${roomId} ${thread}`;
  const shelf = shelfOf(hub, whose);
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
