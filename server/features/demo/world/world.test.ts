import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { Node } from 'prosemirror-model';
import { newBlockId } from '#shared/features/documents/block-id.ts';
import { lessonSchema } from '#shared/features/documents/schema.ts';
import { ProfileInput, SettingsInput } from '#shared/features/people/contract.ts';
import { imitates, maxDisplayName, personName } from '#shared/features/people/rules.ts';
import { spaces as spacesContract } from '#shared/features/spaces/contract.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import { contentLanguages } from '#shared/i18n/languages.ts';
import { country, email, id } from '#shared/kernel/fields.ts';
import { emailOfPersona, userIdOf } from '../identity.ts';
import { messagesOf } from '../talks.ts';
import type { LessonBlock } from './types.ts';
import { world } from './world.ts';

const { people, institutions, networks, spaces, talks, lessons } = world;
const rooms = spaces.flatMap((space) => space.rooms.map((room) => ({ ...room, space })));
const lines = talks.flatMap((talk) =>
  talk.days.flatMap(({ day, lines: said }) => said.map(([time, author, text]) => ({ roomId: talk.roomId, day, time, author, text }))),
);
const person = (key: string) => people.find((candidate) => candidate.key === key);

const accepts = (schema: z.ZodMiniType, value: unknown) =>
  expect({ value, error: schema.safeParse(value).error?.issues }).toEqual({ value, error: undefined });

describe('people', () => {
  test('are 36, each once, and may have their name, address and settings', () => {
    expect(new Set(people.map(({ key }) => key)).size).toBe(36);
    for (const { key, displayName, latinName, rank, post, languages, functions, ...settings } of people) {
      accepts(id, userIdOf(key));
      accepts(email, emailOfPersona(key));
      accepts(country, settings.country);
      accepts(ProfileInput, {
        displayName,
        ...(latinName && { latinName }),
        ...(rank && { rank }),
        ...(post && { post }),
        languages,
        functions,
      });
      accepts(SettingsInput, {
        language: settings.language,
        addressForm: settings.addressForm,
        digits: settings.digits,
        calendar: settings.calendar,
        timeZone: settings.timeZone,
      });
      expect(() => new Intl.DateTimeFormat('en', { timeZone: settings.timeZone })).not.toThrow();
      for (const language of languages) expect(contentLanguages).toContain(language);
      expect({ displayName, ...personName(displayName) }).toEqual({ displayName, ok: true, name: displayName });
    }
  });

  test('one has a name of exactly the greatest length, one a name in two scripts, none imitates another', () => {
    expect(Math.max(...people.map(({ displayName }) => codePointCount(displayName)))).toBe(maxDisplayName);
    expect(
      people.filter(({ displayName }) => /\p{Script=Cyrillic}/u.test(displayName) && /\p{Script=Latin}/u.test(displayName)),
    ).toHaveLength(1);
    const names = people.flatMap(({ displayName, latinName }) => [displayName, ...(latinName ? [latinName] : [])]);
    for (const name of names)
      for (const other of names) expect({ name, other, imitates: imitates(name, other) }).toEqual({ name, other, imitates: false });
  });

  test('have an institution of their own country, or none', () => {
    for (const { key, institutionId, country: from } of people) {
      if (institutionId !== undefined)
        expect({ key, country: institutions.find(({ id: known }) => known === institutionId)?.country }).toEqual({ key, country: from });
    }
  });

  test('one administrator, five moderators of whom at least three are women, a board of one for each country', () => {
    expect(people.filter(({ hubRoles }) => hubRoles?.includes('admin')).map(({ key }) => key)).toEqual(['omar']);
    const moderators = [...new Set(spaces.flatMap(({ members }) => members.moderator ?? []))];
    expect(moderators).toHaveLength(5);
    expect(moderators.filter((key) => person(key)?.addressForm === 'feminine').length).toBeGreaterThanOrEqual(3);
    const board = spaces.find(({ id: space }) => space === 'demo-board')?.members.member ?? [];
    expect(board.map((key) => person(key)?.country).sort()).toEqual(['DZ', 'EG', 'JO', 'LB', 'MA', 'PS', 'TN']);
  });

  test('forms of address, digits and calendars differ', () => {
    for (const field of ['addressForm', 'digits', 'calendar'] as const)
      expect(new Set(people.map((one) => one[field])).size).toBeGreaterThan(1);
  });
});

describe('spaces', () => {
  test('are eight, as the contract takes them, in a network that exists', () => {
    expect(new Set(spaces.map((space) => space.id)).size).toBe(8);
    for (const { id: spaceId, rooms: itsRooms, members: _members, ...space } of spaces) {
      accepts(id, spaceId);
      accepts(spacesContract.operations.createSpace.input, { ...space, clientId: 'demo-demo' });
      expect(networks.map(({ id: network }) => network)).toContain(space.networkId);
      for (const { id: roomId, ...room } of itsRooms) {
        accepts(id, roomId);
        accepts(spacesContract.operations.createRoom.input, { ...room, spaceId, clientId: 'demo-demo' });
      }
    }
    expect(new Set(rooms.map((room) => room.id)).size).toBe(rooms.length);
  });

  test('every member is a person, once in a space, and every space has a coordinator', () => {
    for (const { id: space, members } of spaces) {
      const keys = Object.values(members).flat();
      expect({ space, twice: keys.filter((key, index) => keys.indexOf(key) !== index) }).toEqual({ space, twice: [] });
      expect({ space, unknown: keys.filter((key) => !person(key)) }).toEqual({ space, unknown: [] });
      expect(members.coordinator?.length ?? 0).toBeGreaterThan(0);
    }
  });
});

describe('conversations', () => {
  // A moment just after midnight is the hardest: the day is young and yesterday near.
  const midnight = new Date('2026-11-24T00:00:30.000Z');

  test('are about 420 messages, no two alike', () => {
    expect(lines.length).toBeGreaterThanOrEqual(400);
    expect(lines.map(({ text }) => text).filter((text, index, all) => all.indexOf(text) !== index)).toEqual([]);
  });

  test('every message is by somebody who may post in that room', () => {
    for (const { roomId, author, text } of lines) {
      const room = rooms.find((one) => one.id === roomId);
      const { coordinator = [], moderator = [], trainer = [], member = [] } = room?.space.members ?? {};
      const posters =
        room?.kind === 'announcements' ? [...coordinator, ...moderator] : [...coordinator, ...moderator, ...trainer, ...member];
      expect({ roomId, author, text, may: posters.includes(author) }).toEqual({ roomId, author, text, may: true });
    }
  });

  test('each room is talked in; times ascend and none lies in the future, whenever the demo is made', () => {
    expect(talks.map(({ roomId }) => roomId).sort()).toEqual(rooms.map((room) => room.id).sort());
    for (const madeAt of [midnight, new Date('2026-03-08T12:00:00.000Z'), new Date('2026-02-28T23:59:00.000Z')]) {
      for (const talk of talks) {
        const times = messagesOf(talk, 'ar', madeAt).map(({ at }) => Date.parse(at));
        expect({ room: talk.roomId, times: [...times].sort((a, b) => a - b) }).toEqual({ room: talk.roomId, times });
        expect(Math.max(...times)).toBeLessThan(madeAt.getTime());
      }
    }
  });

  test('Arabic is written from the right and French from the left, in one room', () => {
    const [mena] = talks.filter(({ roomId }) => roomId === 'demo-mena-general').map((talk) => messagesOf(talk, 'fr', midnight));
    const directions = mena?.map(({ direction }) => direction) ?? [];
    expect(directions.filter((direction) => direction === 'rtl').length).toBeGreaterThan(15);
    expect(directions.filter((direction) => direction === 'ltr').length).toBeGreaterThan(15);
  });

  test('Arabic speaks to everybody: no masculine imperative or address in the plural', () => {
    const masculine =
      /(?:^|[\s.،:«])(?:اكتبوا|أرسلوا|اقرؤوا|اقرأوا|انتظروا|شاركوا|اتركوا|لديكم|بلدانكم|رأيكم|أيها|أنتم|عزيزي|الإخوة)(?=[\s.،؟]|$)/u;
    for (const { author, text } of lines)
      expect({ author, text, found: masculine.exec(text)?.[0] }).toEqual({ author, text, found: undefined });
  });

  test('letters of every language of the region are there', () => {
    const all = lines.map(({ text }) => text).join('');
    for (const letters of ['әғқңөұүі', 'ңөү', 'ғӣқӯҳҷ', 'ўқғҳ', 'äöüýžňş', 'ʻʼ', 'éçñ']) {
      for (const letter of letters) expect({ letter, there: all.includes(letter) }).toEqual({ letter, there: true });
    }
  });
});

describe('lessons', () => {
  const paragraph = (text: string) => ({ type: 'paragraph', attrs: { id: newBlockId() }, content: [{ type: 'text', text }] });
  function node(block: LessonBlock) {
    const attrs = { id: newBlockId() };
    if (block.type === 'heading')
      return { type: 'heading', attrs: { ...attrs, level: block.level }, content: [{ type: 'text', text: block.text }] };
    if ('text' in block)
      return block.type === 'paragraph' ? paragraph(block.text) : { type: 'blockquote', attrs, content: [paragraph(block.text)] };
    return {
      type: block.type,
      attrs,
      content: block.items.map((item) => ({ type: 'listItem', attrs: { id: newBlockId() }, content: [paragraph(item)] })),
    };
  }

  test.each(lessons.map((lesson) => [lesson.id, lesson] as const))(
    '%s fits schema 1, stands in a space of its author, and has 20 blocks',
    (_id, lesson) => {
      expect(lesson.blocks.length).toBeGreaterThanOrEqual(20);
      expect(() => Node.fromJSON(lessonSchema, { type: 'doc', content: lesson.blocks.map(node) }).check()).not.toThrow();
      const space = spaces.find((one) => one.id === lesson.spaceId);
      expect(Object.values(space?.members ?? {}).flat()).toContain(lesson.author);
      expect(lesson.blocks[0]).toMatchObject({ type: 'heading', level: 1, text: lesson.title });
    },
  );
});
