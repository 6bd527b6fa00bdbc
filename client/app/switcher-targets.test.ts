import { expect, test } from 'vitest';
import type { Room, Space, SpaceCard } from '#shared/features/spaces/contract.ts';
import { findTargets, maxShown, targetsOf } from './switcher-targets.ts';

const card = (id: string, name: string): SpaceCard => ({
  id,
  name,
  language: 'ar',
  summary: '',
  visibility: 'listed',
  joinRule: 'request',
  purpose: 'nonOperational',
  countries: [],
  workingLanguages: ['ar'],
  memberCount: 3,
  myRole: 'member',
  hasRequested: false,
  isArchived: false,
});
const room = (id: string, name: string, more: Partial<Room> = {}): Room =>
  ({ id, spaceId: 's', name, language: 'ar', kind: 'chat', position: 0, isArchived: false, ...more }) as Room;
const space = (of: SpaceCard, rooms: Room[]): [string, Space] => [of.id, { ...of, rooms }];

const mena = card('mena', 'شبكة الشرق الأوسط وشمال أفريقيا');
const asia = card('asia', 'Центральная Азия');
const opened = new Map([
  space(mena, [
    room('old', 'قديم', { isArchived: true }),
    room('drafting', 'صياغة', { position: 2 }),
    room('general', 'النقاش العام', { position: 1 }),
  ]),
  space(asia, [room('news', 'Объявления', { kind: 'announcements' })]),
]);
const ids = (targets: readonly { id: string }[]): string[] => targets.map(({ id }) => id);

test('the space one is in comes first, its rooms in their order, archived ones not', () => {
  expect(ids(targetsOf([mena, asia], opened, '/s/asia/chat/news'))).toEqual(['asia', 'news', 'mena', 'general', 'drafting']);
  expect(ids(targetsOf([mena, asia], opened, '/home'))).toEqual(['mena', 'general', 'drafting', 'asia', 'news']);
});

test('a space whose rooms are not known yet is there already', () => {
  expect(ids(targetsOf([mena], new Map(), '/home'))).toEqual(['mena']);
});

test('a room is found by its name, by both names, in any spelling', () => {
  const targets = targetsOf([mena, asia], opened, '/home');
  expect(ids(findTargets(targets, 'نقاش'))).toEqual(['general']);
  expect(ids(findTargets(targets, 'صياغه افريقيا'))).toEqual(['drafting']);
  expect(ids(findTargets(targets, 'азия'))).toEqual(['asia', 'news']);
  expect(findTargets(targets, 'لا شيء كهذا')).toEqual([]);
});

test('a person of very many spaces sees a bounded list', () => {
  const many = Array.from({ length: 200 }, (_, index) => card(`s${index}`, `مساحة ${index}`));
  expect(findTargets(targetsOf(many, new Map(), '/'), '')).toHaveLength(maxShown);
});
