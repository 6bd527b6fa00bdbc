import { expect, test } from 'vitest';
import { can, type Actor } from '#shared/access/can.ts';
import type { SpaceRole } from '#shared/access/permissions.ts';
import type { Room } from '#shared/features/spaces/room.ts';
import type { Can } from '#client/kernel/session.tsx';
import { closedFor } from './composer-closed.ts';

const room: Room = {
  ...{ id: 'general', spaceId: 'champions', name: 'عام', language: 'ar', purpose: '', bannerText: '', kind: 'chat', position: 0 },
  ...{ isArchived: false, postBy: 'members', slowModeSeconds: 0, receipts: 'off', hasVoiceNotes: false, access: 'space', isJoined: false },
};
const now = new Date('2026-11-30T10:00:00Z');
const locked: Partial<Room> = { lock: { reason: 'استراحة', until: '2026-11-30T11:00:00Z' } };

function whyFor(role: SpaceRole, more: Partial<Room>, { at = now, isSpaceArchived = false } = {}) {
  const actor: Actor = {
    ...{ userId: 'salma', sessionId: 's', country: 'TN', hubRoles: [], countryRoles: [], documents: new Map() },
    ...{ rooms: new Set<string>(), hasAcceptedRules: true, freshUntil: 0, isDemo: false },
    spaces: new Map([['champions', role]]),
  };
  const asked: Can = (permission, scope) => can(actor, permission, scope);
  const who = { can: asked, isTrainer: role === 'trainer', isSpaceArchived };
  return closedFor({ ...room, ...more }, who, at)?.why;
}

test('a member writes, an observer reads', () => {
  expect(whyFor('member', {})).toBeUndefined();
  expect(whyFor('observer', {})).toBe('observer');
});

test('what is archived is closed to everybody, the whole space too', () => {
  expect(whyFor('coordinator', { isArchived: true })).toBe('archived');
  expect(whyFor('coordinator', {}, { isSpaceArchived: true })).toBe('archived');
});

test('a lock holds also for those who can take it away, until it ends', () => {
  expect(whyFor('member', locked)).toBe('locked');
  expect(whyFor('coordinator', locked)).toBe('locked');
  expect(whyFor('member', locked, { at: new Date('2026-11-30T11:00:01Z') })).toBeUndefined();
});

test('announcements, and rooms in which some write, are open to those who run them', () => {
  expect(whyFor('member', { kind: 'announcements' })).toBe('announcements');
  expect(whyFor('moderator', { kind: 'announcements' })).toBeUndefined();
  expect(whyFor('member', { postBy: 'trainers' })).toBe('trainers');
  expect(whyFor('trainer', { postBy: 'trainers' })).toBeUndefined();
  expect(whyFor('trainer', { postBy: 'moderators' })).toBe('moderators');
  expect(whyFor('coordinator', { postBy: 'moderators' })).toBeUndefined();
});
