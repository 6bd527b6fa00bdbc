import { describe, expect, test } from 'vitest';
import type { Actor } from '#shared/access/can.ts';
import type { SpaceRole } from '#shared/access/permissions.ts';
import { postingRefusal } from './posting.ts';
import { wholeRoom, type StoredRoom } from './repository.ts';

const now = new Date('2026-12-01T10:00:00.000Z');
const scope = { id: 'talk', spaceId: 'circle' };
const stored: StoredRoom = {
  id: 'talk',
  spaceId: 'circle',
  name: 'talk',
  language: 'ar',
  purpose: '',
  kind: 'chat',
  position: 0,
  isArchived: false,
};
const inRole = (role: SpaceRole): Actor => ({
  userId: 'amina',
  sessionId: 's',
  country: 'TN',
  hubRoles: [],
  countryRoles: [],
  spaces: new Map([['circle', role]]),
  documents: new Map(),
  rooms: new Set(),
  hasAcceptedRules: true,
  freshUntil: 0,
  isDemo: false,
});
const reasonFor = (room: Partial<StoredRoom>, role: SpaceRole) =>
  postingRefusal(wholeRoom({ ...stored, ...room }), inRole(role), scope, now)?.reason;

describe('who may post', () => {
  const roles = ['coordinator', 'moderator', 'trainer', 'member'] as const;
  test.each([
    [{}, [undefined, undefined, undefined, undefined]],
    [{ postBy: 'trainers' }, [undefined, undefined, undefined, 'notAllowedToPost']],
    [{ postBy: 'moderators' }, [undefined, undefined, 'notAllowedToPost', 'notAllowedToPost']],
    [{ kind: 'announcements' }, [undefined, undefined, 'announcementsOnly', 'announcementsOnly']],
  ] as const)('%j', (room, reasons) => {
    expect(roles.map((role) => reasonFor(room, role))).toEqual(reasons);
  });
});

test('a lock holds for everybody until its end has come', () => {
  for (const role of ['coordinator', 'member'] as const) {
    expect(reasonFor({ lock: { reason: 'استراحة' } }, role)).toBe('roomLocked');
    expect(reasonFor({ lock: { reason: 'استراحة', until: '2026-12-01T10:00:01.000Z' } }, role)).toBe('roomLocked');
    expect(reasonFor({ lock: { reason: 'استراحة', until: '2026-12-01T10:00:00.000Z' } }, role)).toBeUndefined();
  }
});

test('why it is locked is told with the refusal', () => {
  const room = wholeRoom({ ...stored, lock: { reason: 'استراحة', until: '2026-12-01T12:00:00.000Z' } });
  expect(postingRefusal(room, inRole('member'), scope, now)?.params).toEqual({ lockReason: 'استراحة', until: '2026-12-01T12:00:00.000Z' });
});
