import { expect, test } from 'vitest';
import { deriveKey, hashToken, hmac, isSameSecret, newId, newToken } from './ids.ts';

test('ids sort by time, are fit for blob keys and URLs, and never repeat', () => {
  const times = [0, 1, 31, 32, 1_700_000_000_000, Date.now(), Date.now() + 1, 2 ** 48 - 1];
  const ids = times.map((ms) => newId(new Date(ms)));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  const now = new Date();
  expect(new Set(Array.from({ length: 20_000 }, () => newId(now))).size).toBe(20_000);
});

test('the random part uses all its bits', () => {
  const letters = new Set(Array.from({ length: 500 }, () => newId().slice(10)).join(''));
  expect(letters.size).toBe(32);
  for (let place = 10; place < 26; place += 1) {
    const here = new Set(Array.from({ length: 500 }, () => newId().charAt(place)));
    expect(here.size).toBeGreaterThan(24);
  }
});

test('tokens are 256 bits of base64url, and their hash is SHA-256', () => {
  expect(newToken()).toMatch(/^[\w-]{43}$/);
  expect(newToken()).not.toBe(newToken());
  // FIPS 180-2, B.1
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a keyed hash depends on the key, on each part and on where parts end', () => {
  const hashes = [hmac('k', 'ab', 'c'), hmac('k', 'a', 'bc'), hmac('k', 'abc'), hmac('k', 'ab', 'c', ''), hmac('l', 'ab', 'c')];
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hmac('k', 'ab', 'c')).toBe(hmac('k', 'ab', 'c'));
  expect(hmac('k', '3:abc')).not.toBe(hmac('k', 'abc'));
});

test('purposes get keys of their own', () => {
  const secret = 'a secret of the hub';
  expect(deriveKey(secret, 'totp')).toHaveLength(32);
  expect(deriveKey(secret, 'totp')).toEqual(deriveKey(secret, 'totp'));
  expect(deriveKey(secret, 'totp')).not.toEqual(deriveKey(secret, 'csrf'));
});

test('secrets are compared whole', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true);
  expect(isSameSecret('abc', 'abd')).toBe(false);
  expect(isSameSecret('abc', 'abcd')).toBe(false);
});
