/** A message, and where it stands. */
export interface MessagePlace {
  /** Absent: a conversation of two. */
  spaceId?: string | undefined;
  roomId: string;
  seq: number;
  /** Number of the first message of its thread; absent in the room itself. */
  thread?: number | undefined;
}

/** Path of a message: `/s/<space>/chat/<room>?m=<seq>`, in a conversation `/inbox/<room>?m=<seq>`; a reply opens its thread. */
export function messagePath({ spaceId, roomId, seq, thread }: MessagePlace): string {
  const room = encodeURIComponent(roomId);
  const path = spaceId === undefined ? `/inbox/${room}` : `/s/${encodeURIComponent(spaceId)}/chat/${room}`;
  return thread === undefined ? `${path}?m=${seq}` : `${path}?thread=${thread}&reply=${seq}`;
}

/** The number of the message an address leads to; undefined when it names none. */
export function messageOfSearch(search: URLSearchParams): number | undefined {
  const value = search.get('m') ?? '';
  return /^[1-9]\d{0,15}$/.test(value) ? Number(value) : undefined;
}

type Sharing = Pick<Navigator, 'clipboard'> & Partial<Pick<Navigator, 'share'>>;

/** Whether this device hands links to other programs. */
export const canShare = (device: Partial<Pick<Navigator, 'share'>> = navigator): boolean => typeof device.share === 'function';

export type LinkEnd = 'copied' | 'shared' | 'dismissed' | 'failed';

/** Puts the address of a message on the clipboard. `failed`: the browser does not let us. */
export async function copyLink(place: MessagePlace, device: Sharing = navigator, origin = window.location.origin): Promise<LinkEnd> {
  try {
    await device.clipboard.writeText(origin + messagePath(place));
    return 'copied';
  } catch {
    return 'failed';
  }
}

/** Hands the address to the device's own way of sharing; copies it where there is none. Never the words of the message. */
export async function shareLink(place: MessagePlace, device: Sharing = navigator, origin = window.location.origin): Promise<LinkEnd> {
  if (typeof device.share !== 'function') return copyLink(place, device, origin);
  try {
    await device.share({ url: origin + messagePath(place) });
    return 'shared';
  } catch (error) {
    // Closing the device's own menu is no failure.
    if (error instanceof DOMException && error.name === 'AbortError') return 'dismissed';
    return copyLink(place, device, origin);
  }
}
