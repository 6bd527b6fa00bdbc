import { describe, expect, test } from 'vitest';
import { NewPoll } from '#shared/features/chat/contract.ts';
import {
  changeOption,
  emptyPoll,
  hasFlaws,
  moveOption,
  pollFlaws,
  pollOf,
  withoutOption,
  withOption,
  type PollForm,
} from './poll-dialog-form.ts';

const now = Date.parse('2026-11-30T10:00:00Z');
const texts = (form: PollForm) => form.options.map(({ text }) => text);
const filled: PollForm = {
  ...emptyPoll,
  question: ' متى نلتقي؟ ',
  options: [
    { key: 0, text: ' الأحد ' },
    { key: 1, text: 'الاثنين\tصباحاً' },
    { key: 2, text: '' },
  ],
};

describe('options', () => {
  test('are two to ten, and keep their own fields', () => {
    let form = emptyPoll;
    for (let index = 0; index < 20; index += 1) form = withOption(form);
    expect(form.options).toHaveLength(10);
    expect(new Set(form.options.map(({ key }) => key)).size).toBe(10);
    for (const { key } of form.options) form = withoutOption(form, key);
    expect(form.options).toHaveLength(2);
  });
  test('change places by one, and stay at the ends', () => {
    const form = changeOption(filled, 2, 'الثلاثاء');
    expect(texts(moveOption(form, 2, -1))).toEqual([' الأحد ', 'الثلاثاء', 'الاثنين\tصباحاً']);
    expect(moveOption(form, 0, -1)).toBe(form);
    expect(moveOption(form, 2, 1)).toBe(form);
  });
});

describe('what is wrong', () => {
  test('with nothing filled in: the question and two options', () => {
    const flaws = pollFlaws(emptyPoll, now);
    expect(flaws.question).toBe('empty');
    expect([...flaws.options]).toEqual([
      [0, 'empty'],
      [1, 'empty'],
    ]);
    expect(hasFlaws(flaws)).toBe(true);
  });
  test('an option too many left empty is none; the same twice and one too long are', () => {
    expect(hasFlaws(pollFlaws(filled, now))).toBe(false);
    expect(pollFlaws(changeOption(filled, 2, 'الأحد'), now).options.get(2)).toBe('twice');
    expect(pollFlaws(changeOption(filled, 2, 'س'.repeat(201)), now).options.get(2)).toBe('tooLong');
  });
  test('an end that is not given or has passed', () => {
    expect(pollFlaws({ ...filled, ending: 'date' }, now).ending).toBe('missing');
    expect(pollFlaws({ ...filled, ending: 'date', date: '2026-11-28' }, now).ending).toBe('past');
    expect(pollFlaws({ ...filled, ending: 'date', date: '2026-12-24', time: '09:30' }, now).ending).toBeUndefined();
  });
});

test('what is sent is taken by the hub: clean lines, the direction of the question, an end in UTC', () => {
  const { text, direction, poll } = pollOf({ ...filled, isAnonymous: true, shows: 'closed', ending: 'day' }, 'ltr', now);
  expect({ text, direction }).toEqual({ text: 'متى نلتقي؟', direction: 'rtl' });
  expect(poll).toEqual({
    ...{ options: ['الأحد', 'الاثنين صباحاً'], isMultiple: false, isAnonymous: true, shows: 'closed' },
    closesAt: '2026-12-01T10:00:00.000Z',
  });
  expect(NewPoll.safeParse(poll).success).toBe(true);
  const { date } = { date: pollOf({ ...filled, ending: 'date', date: '2026-12-24', time: '09:30' }, 'rtl', now).poll.closesAt ?? '' };
  expect(new Date(date).getHours()).toBe(9);
});
