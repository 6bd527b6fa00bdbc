import { expect, test } from 'vitest';
import { can, documentRoleOf, type Actor, type Scope } from './can.ts';
import type { SpaceRole } from './permissions.ts';

const actor = (given: Partial<Actor> = {}): Actor => ({
  userId: 'amina',
  sessionId: 's',
  country: 'TN',
  hubRoles: [],
  countryRoles: [],
  spaces: new Map(),
  documents: new Map(),
  rooms: new Set(),
  hasAcceptedRules: true,
  freshUntil: 0,
  isDemo: false,
  ...given,
});
const lesson = { id: 'lesson', spaceId: 'circle', memberRole: 'commenter' as const, ownerId: 'layla' };
const circle = { id: 'circle', spaceId: 'circle', visibility: 'hidden' as const };

test('nobody may nothing, and what is not granted is refused', () => {
  expect(can(undefined, 'hub.see', { id: 'hub' })).toBe(false);
  expect(can(actor(), 'hub.readAudit', { id: 'hub' })).toBe(false);
  expect(can(actor(), 'hub.read', { id: 'hub' })).toBe(true);
});

test('a role holds in its own space only', () => {
  const member = actor({ spaces: new Map([['circle', 'coordinator']]) });
  expect(can(member, 'space.manage', circle)).toBe(true);
  expect(can(member, 'space.manage', { ...circle, id: 'other', spaceId: 'other' })).toBe(false);
});

test('what is for its owner alone is nobody else’s, whatever her role, and hers only where she may be', () => {
  const draft = { ...circle, ownerId: 'amina', isPrivate: true };
  const inCircle = { spaces: new Map([['circle', 'coordinator' as const]]) };
  expect(can(actor(inCircle), 'file.read', draft)).toBe(true);
  expect(can(actor({ userId: 'layla', ...inCircle }), 'file.see', draft)).toBe(false);
  expect(can(actor({ userId: 'layla', ...inCircle }), 'file.see', { ...draft, isPrivate: false })).toBe(true);
  expect(can(actor(), 'file.see', draft)).toBe(false);
});

test('a country role holds in its own country only', () => {
  const ncb = actor({ countryRoles: [{ country: 'TN', role: 'ncbAdmin' }] });
  expect(can(ncb, 'account.suspend', { id: 'x', ownerId: 'x', country: 'TN', spaceIds: [] })).toBe(true);
  expect(can(ncb, 'account.suspend', { id: 'x', ownerId: 'x', country: 'KZ', spaceIds: [] })).toBe(false);
});

test('a person is seen by those who share a space with her, and by herself', () => {
  const person = { id: 'layla', ownerId: 'layla', country: 'KZ', spaceIds: ['circle'] };
  expect(can(actor({ spaces: new Map([['circle', 'observer']]) }), 'account.read', person)).toBe(true);
  expect(can(actor({ spaces: new Map([['other', 'coordinator']]) }), 'account.read', person)).toBe(false);
  expect(can(actor({ userId: 'layla' }), 'account.read', person)).toBe(true);
});

test.each([
  ['coordinator', 'manager'],
  ['trainer', 'editor'],
  ['member', 'commenter'],
  ['moderator', 'reader'],
  ['observer', 'reader'],
] as const)('a %s of the space is %s of its documents', (spaceRole, documentRole) => {
  expect(documentRoleOf(actor({ spaces: new Map([['circle', spaceRole]]) }), lesson)).toBe(documentRole);
});

test('the stronger of a granted and a following role counts; who began the document manages it', () => {
  const spaces = new Map([['circle', 'observer' as const]]);
  expect(documentRoleOf(actor({ spaces, documents: new Map([['lesson', 'editor']]) }), lesson)).toBe('editor');
  expect(documentRoleOf(actor({ spaces: new Map([['circle', 'coordinator']]), documents: new Map([['lesson', 'reader']]) }), lesson)).toBe(
    'manager',
  );
  expect(documentRoleOf(actor({ spaces, userId: 'layla' }), lesson)).toBe('manager');
});

test('a role granted on a document ends with the membership of its space', () => {
  const gone = actor({ documents: new Map([['lesson', 'manager']]) });
  expect(documentRoleOf(gone, lesson)).toBeUndefined();
  expect(can(gone, 'document.read', lesson)).toBe(false);
  expect(can({ ...gone, userId: 'layla' }, 'document.read', lesson)).toBe(false);
});

test('each document role may what the ones below it may', () => {
  const rights = ['document.read', 'document.comment', 'document.suggest', 'document.edit', 'document.manage'] as const;
  const held = (['reader', 'commenter', 'suggester', 'editor', 'manager'] as const).map((role) => {
    const one = actor({ spaces: new Map([['circle', 'observer']]), documents: new Map([['lesson', role]]) });
    return rights.filter((right) => can(one, right, lesson)).length;
  });
  expect(held).toEqual([1, 2, 3, 4, 5]);
});

const board = { id: 'board', spaceId: 'circle', visibility: 'hidden' as const, isRestricted: true };
const inCircle = (role: SpaceRole, rooms: readonly string[] = []) => actor({ spaces: new Map([['circle', role]]), rooms: new Set(rooms) });
const roomRights = ['room.see', 'room.read', 'room.post', 'room.manage'] as const;
const heldIn = (one: Actor, scope: Scope) => roomRights.filter((right) => can(one, right, scope));

test('a room for chosen people does not exist for the other members; who runs rooms sees and manages it without reading', () => {
  expect(heldIn(inCircle('trainer'), board)).toEqual([]);
  expect(heldIn(inCircle('member', ['another']), board)).toEqual([]);
  expect(heldIn(inCircle('moderator'), board)).toEqual(['room.see', 'room.manage']);
  expect(heldIn(actor({ hubRoles: ['admin'] }), board)).toEqual(['room.see', 'room.manage']);
});

test('being chosen opens the room as far as the space role goes, and ends with the membership of the space', () => {
  expect(heldIn(inCircle('observer', ['board']), board)).toEqual(['room.see', 'room.read']);
  expect(heldIn(inCircle('member', ['board']), board)).toEqual(['room.see', 'room.read', 'room.post']);
  expect(heldIn(inCircle('coordinator', ['board']), board)).toEqual([...roomRights]);
  expect(heldIn(actor({ rooms: new Set(['board']) }), board)).toEqual([]);
});

test('a direct conversation is for the people in it, whatever role somebody else has', () => {
  const talk = { id: 'talk', isDirect: true, isRestricted: true };
  expect(heldIn(actor({ rooms: new Set(['talk']) }), talk)).toEqual(['room.see', 'room.read', 'room.post']);
  expect(heldIn(actor({ hubRoles: ['admin', 'auditor', 'safetyOfficer'] }), talk)).toEqual([]);
  expect(heldIn(inCircle('coordinator'), talk)).toEqual([]);
});

test('nobody decides about a report that concerns herself', () => {
  const report = { id: 'report', spaceId: 'circle', partyIds: ['amina', 'layla'] };
  const others = { ...report, partyIds: ['layla'] };
  for (const one of [inCircle('coordinator'), inCircle('moderator'), actor({ hubRoles: ['safetyOfficer'] })]) {
    expect([can(one, 'report.see', report), can(one, 'report.see', others), can(one, 'report.handle', others)]).toEqual([
      false,
      true,
      true,
    ]);
  }
  expect(can(inCircle('trainer'), 'report.see', others)).toBe(false);
  expect(can(actor({ hubRoles: ['admin'] }), 'report.see', others)).toBe(false);
});
