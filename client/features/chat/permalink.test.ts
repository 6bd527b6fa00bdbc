import { describe, expect, test } from 'vitest';
import { canShare, copyLink, messageOfSearch, messagePath, shareLink } from './permalink.ts';

const place = { spaceId: 'mena', roomId: 'general', seq: 12 };

function device(share?: (data: { url: string }) => Promise<void>) {
  const copied: string[] = [];
  const made = {
    clipboard: { writeText: async (text: string) => void copied.push(text) } as unknown as Clipboard,
    ...(share && { share: share as unknown as Navigator['share'] }),
  };
  return { made, copied };
}

test('a message has a path in its room, in its conversation, in its thread', () => {
  expect(messagePath(place)).toBe('/s/mena/chat/general?m=12');
  expect(messagePath({ roomId: 'dm-1', seq: 3 })).toBe('/inbox/dm-1?m=3');
  expect(messagePath({ ...place, thread: 9 })).toBe('/s/mena/chat/general?thread=9&reply=12');
});

test('an address names a message by a whole number, or none', () => {
  const seqOf = (search: string) => messageOfSearch(new URLSearchParams(search));
  expect(seqOf('?m=12')).toBe(12);
  for (const search of ['', '?m=', '?m=0', '?m=-1', '?m=1.5', '?m=12x', '?m=99999999999999999999']) expect(seqOf(search)).toBeUndefined();
});

describe('a link is handed on', () => {
  test('by the clipboard', async () => {
    const { made, copied } = device();
    expect(await copyLink(place, made, 'https://hub.example')).toBe('copied');
    expect(copied).toEqual(['https://hub.example/s/mena/chat/general?m=12']);
  });

  test('a browser that refuses the clipboard is told of', async () => {
    const clipboard = { writeText: () => Promise.reject(new Error('refused')) } as unknown as Clipboard;
    expect(await copyLink(place, { clipboard }, 'https://hub.example')).toBe('failed');
  });

  test('by the device, with nothing but the address', async () => {
    const shared: unknown[] = [];
    const { made, copied } = device(async (data) => void shared.push(data));
    expect(canShare(made)).toBe(true);
    expect(await shareLink(place, made, 'https://hub.example')).toBe('shared');
    expect(shared).toEqual([{ url: 'https://hub.example/s/mena/chat/general?m=12' }]);
    expect(copied).toEqual([]);
  });

  test('closing the menu of the device is no failure; what fails otherwise is copied', async () => {
    const dismissing = device(() => Promise.reject(new DOMException('closed', 'AbortError')));
    expect(await shareLink(place, dismissing.made, '')).toBe('dismissed');
    expect(dismissing.copied).toEqual([]);
    const failing = device(() => Promise.reject(new DOMException('not now', 'NotAllowedError')));
    expect(await shareLink(place, failing.made, '')).toBe('copied');
    expect(failing.copied).toHaveLength(1);
  });

  test('a device that cannot share copies', async () => {
    const { made, copied } = device();
    expect(canShare(made)).toBe(false);
    expect(await shareLink(place, made, '')).toBe('copied');
    expect(copied).toHaveLength(1);
  });
});
