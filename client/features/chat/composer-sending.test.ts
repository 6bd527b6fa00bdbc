import { describe, expect, test } from 'vitest';
import { maxCodePoints } from '#shared/features/chat/contract.ts';
import { pauseLeft } from './composer-pause.ts';
import { needsConfirmation, reachOf, type CountOf } from './composer-reach.ts';
import { flawOf, stepAfter } from './composer-sending.ts';
import { askedToWaitMs } from './composer-wait.ts';
import { shownState } from './composer-text.ts';
import { fromStored, plain, toStored } from './mention-input.ts';
import { HubError } from '#shared/kernel/errors.ts';

describe('what cannot leave', () => {
  test('is empty, too long or names too many, counted as the hub counts', () => {
    expect(flawOf(' \n', 0)).toBe('empty');
    expect(flawOf('', 1)).toBeUndefined();
    expect(flawOf('🙂'.repeat(maxCodePoints), 0)).toBeUndefined();
    expect(flawOf('🙂'.repeat(maxCodePoints + 1), 0)).toBe('tooLong');
    const named = (count: number) => Array.from({ length: count }, (_unused, index) => `<@p${index}>`).join(' ');
    expect(flawOf(named(20), 0)).toBeUndefined();
    expect(flawOf(named(21), 0)).toBe('tooManyMentions');
  });
});

describe('mentions of many', () => {
  const countOf: CountOf = (mention) => (mention.kind === 'space' ? 48 : mention.kind === 'role' ? 30 : 1);
  test('more than thirty are asked about, each group counted by itself', () => {
    expect(needsConfirmation(reachOf('<@role:trainer>', countOf))).toBe(false);
    expect(reachOf('<@role:trainer> <@salma> <@salma>', countOf)).toEqual({ count: 31, isKnown: true });
    expect(needsConfirmation(reachOf('<@role:trainer> <@salma>', countOf))).toBe(true);
    expect(reachOf('<@space>', countOf).count).toBe(48);
    expect(needsConfirmation(reachOf('مرحباً', countOf))).toBe(false);
  });
  test('a group whose size is not known is asked about too', () => {
    expect(needsConfirmation(reachOf('<@space>', () => undefined))).toBe(true);
  });
});

describe('on the way out', () => {
  const ready = {
    ...{ flaw: undefined, isPaused: false, reach: { count: 0, isKnown: true }, isConfirmed: false },
    ...{ isUploading: false, failed: 0, withoutFailed: false },
  };
  test('a message leaves when nothing holds it', () => {
    expect(stepAfter(ready)).toBe('deliver');
    expect(stepAfter({ ...ready, flaw: 'empty' })).toBeUndefined();
    expect(stepAfter({ ...ready, isPaused: true })).toBeUndefined();
  });
  test('first its reach is confirmed, then its files are waited for, then those that failed are named', () => {
    const many = { ...ready, reach: { count: 48, isKnown: true }, isUploading: true, failed: 1 };
    expect(stepAfter(many)).toBe('askReach');
    expect(stepAfter({ ...many, isConfirmed: true })).toBe('uploading');
    expect(stepAfter({ ...many, isConfirmed: true, isUploading: false })).toBe('askFailed');
    expect(stepAfter({ ...many, isConfirmed: true, isUploading: false, withoutFailed: true })).toBe('deliver');
  });
});

describe('slow mode', () => {
  const now = Date.parse('2026-11-30T10:00:00Z');
  const slow = {
    room: { slowModeSeconds: 60, slowModeUntil: undefined },
    isExempt: false,
    lastOwnAt: now - 20_000,
    refusedUntil: undefined,
  };
  test('asks to wait since one’s own last message', () => {
    expect(pauseLeft(slow, now)).toBe(40_000);
    expect(pauseLeft({ ...slow, lastOwnAt: now - 61_000 }, now)).toBe(0);
    expect(pauseLeft({ ...slow, lastOwnAt: undefined }, now)).toBe(0);
  });
  test('is not guessed for hours from a message that may be older than it', () => {
    const hours = { ...slow, room: { slowModeSeconds: 21_600, slowModeUntil: undefined } };
    expect(pauseLeft({ ...hours, lastOwnAt: now - 301_000 }, now)).toBe(0);
    expect(pauseLeft({ ...hours, lastOwnAt: undefined, sentAt: now - 301_000 }, now)).toBe(21_299_000);
  });
  test('asks nobody who manages the room, and nobody when it has ended', () => {
    expect(pauseLeft({ ...slow, isExempt: true }, now)).toBe(0);
    expect(pauseLeft({ ...slow, room: { slowModeSeconds: 60, slowModeUntil: '2026-11-30T09:59:00Z' } }, now)).toBe(0);
    expect(pauseLeft({ ...slow, room: { slowModeSeconds: 0, slowModeUntil: undefined } }, now)).toBe(0);
  });
  test('knows better from the hub, but never waits longer than it would', () => {
    expect(pauseLeft({ ...slow, refusedUntil: now + 50_000 }, now)).toBe(50_000);
    expect(pauseLeft({ ...slow, lastOwnAt: now + 3_600_000 }, now)).toBe(60_000);
    expect(askedToWaitMs(new HubError('chat/slowMode', 429, { retryAfterMs: 50_000, seconds: 60 }))).toBe(50_000);
    expect(askedToWaitMs(new HubError('chat/roomLocked', 423, { retryAfterMs: 50_000 }))).toBeUndefined();
    expect(askedToWaitMs(new TypeError('no answer'))).toBeUndefined();
  });
});

describe('a text that was kept', () => {
  const nameOf = () => 'سلمى';
  test('shows names once they are known, and means the same', () => {
    const before = fromStored('إلى <@salma>', () => undefined);
    expect(before.text).toBe('إلى <@salma>');
    const named = shownState(before, 'إلى <@salma>', nameOf);
    expect(named.text).toBe('إلى @سلمى');
    expect(toStored(named)).toBe('إلى <@salma>');
    expect(shownState(named, 'إلى <@salma>', nameOf)).toBe(named);
  });
  test('follows what was put into the draft from outside', () => {
    expect(shownState(plain('قديم'), 'معاد\nقديم', nameOf).text).toBe('معاد\nقديم');
  });
});
