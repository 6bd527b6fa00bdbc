import { browserTiming } from '#client/kernel/connection.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { shrinkImage } from './shrink-image.ts';
import { createUploads, type Uploads } from './uploads.ts';

/** Files on their way, of one person: they go on while she looks into another room. */
interface Shelf {
  userId: string;
  byPlace: Map<string, Uploads>;
}
const shelves = new WeakMap<Hub, Shelf>();
const maxPlaces = 20;

function shelfOf(hub: Hub, userId: string): Shelf {
  const known = shelves.get(hub);
  if (known?.userId === userId) return known;
  // Another person at this computer: what was begun before her is given up.
  for (const uploads of known?.byPlace.values() ?? []) uploads.dispose();
  const shelf: Shelf = { userId, byPlace: new Map() };
  shelves.set(hub, shelf);
  return shelf;
}

/** The files of the message that a person writes in a room or in one of its threads, as long as the page lives. */
export function uploadsOf(hub: Hub, userId: string, { roomId, thread }: { roomId: string; thread: number | undefined }): Uploads {
  const place = thread === undefined ? roomId : `${roomId} ${thread}`;
  const { byPlace } = shelfOf(hub, userId);
  const known = byPlace.get(place);
  if (known) return known;
  for (const [other, uploads] of byPlace) if (byPlace.size >= maxPlaces && uploads.current().length === 0) byPlace.delete(other);
  const made = createUploads(roomId, {
    hub,
    timing: browserTiming,
    shrink: shrinkImage,
    createUrl: (content) => URL.createObjectURL(content),
    revokeUrl: (url) => URL.revokeObjectURL(url),
  });
  byPlace.set(place, made);
  return made;
}
