import { maxCodePoints, maxPollOptions } from '#shared/features/chat/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import type { Direction } from '#shared/kernel/fields.ts';

export const minPollOptions = 2;
/** As the hub counts: code units of one line. */
export const maxOptionLength = 200;
export const maxQuestionLength = 500;

export const showings = ['always', 'voted', 'closed'] as const;
export const endings = ['never', 'hour', 'day', 'threeDays', 'week', 'date'] as const;
export type Showing = (typeof showings)[number];
export type Ending = (typeof endings)[number];

/** What is filled in. */
export interface PollForm {
  question: string;
  /** Each with a key of its own, so that it keeps its field when it is moved. */
  options: readonly { key: number; text: string }[];
  isMultiple: boolean;
  isAnonymous: boolean;
  shows: Showing;
  ending: Ending;
  /** `2026-11-30` and `14:30`, on the clock of her device; for the ending `date`. */
  date: string;
  time: string;
}

/** A poll as it is sent: its question is the text of the message. */
export interface OutgoingPoll {
  text: string;
  direction: Direction;
  poll: { options: string[]; isMultiple: boolean; isAnonymous: boolean; shows: Showing; closesAt?: string };
}

export const emptyPoll: PollForm = {
  question: '',
  options: [
    { key: 0, text: '' },
    { key: 1, text: '' },
  ],
  ...{ isMultiple: false, isAnonymous: false, shows: 'always', ending: 'never', date: '', time: '' },
};

export const isPollEmpty = ({ question, options }: PollForm): boolean =>
  question.trim() === '' && options.every(({ text }) => text.trim() === '');

export function withOption(form: PollForm): PollForm {
  if (form.options.length >= maxPollOptions) return form;
  const key = 1 + Math.max(...form.options.map((option) => option.key));
  return { ...form, options: [...form.options, { key, text: '' }] };
}

export function withoutOption(form: PollForm, key: number): PollForm {
  if (form.options.length <= minPollOptions) return form;
  return { ...form, options: form.options.filter((option) => option.key !== key) };
}

export function changeOption(form: PollForm, key: number, text: string): PollForm {
  return { ...form, options: form.options.map((option) => (option.key === key ? { key, text } : option)) };
}

/** One place up (-1) or down (1); at the end nothing moves. */
export function moveOption(form: PollForm, key: number, step: -1 | 1): PollForm {
  const from = form.options.findIndex((option) => option.key === key);
  const moved = form.options[from];
  const to = from + step;
  if (!moved || to < 0 || to >= form.options.length) return form;
  const others = form.options.filter((option) => option !== moved);
  return { ...form, options: [...others.slice(0, to), moved, ...others.slice(to)] };
}

export type OptionFlaw = 'empty' | 'tooLong' | 'twice';
export interface PollFlaws {
  question?: 'empty' | 'tooLong';
  options: ReadonlyMap<number, OptionFlaw>;
  ending?: 'missing' | 'past';
}

const lineOf = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();

/** Empty ones beyond the second are left out, not complained of. */
function optionFlaws(form: PollForm): Map<number, OptionFlaw> {
  const flaws = new Map<number, OptionFlaw>();
  const seen = new Set<string>();
  let missing = minPollOptions - form.options.filter(({ text }) => lineOf(text) !== '').length;
  for (const { key, text } of form.options) {
    const line = lineOf(text);
    if (line === '') {
      if (missing > 0) flaws.set(key, 'empty');
      missing -= 1;
    } else if (line.length > maxOptionLength) flaws.set(key, 'tooLong');
    else if (seen.has(line)) flaws.set(key, 'twice');
    seen.add(line);
  }
  return flaws;
}

const hoursOf: Record<Exclude<Ending, 'never' | 'date'>, number> = { hour: 1, day: 24, threeDays: 72, week: 168 };

/** Milliseconds since the epoch; NaN while it is not filled in. */
function endOf({ ending, date, time }: PollForm, now: number): number | undefined {
  if (ending === 'never') return undefined;
  if (ending !== 'date') return now + hoursOf[ending] * 3_600_000;
  return date === '' ? Number.NaN : new Date(`${date}T${time === '' ? '23:59' : time}`).getTime();
}

export function pollFlaws(form: PollForm, now: number): PollFlaws {
  const end = endOf(form, now);
  const length = codePointCount(form.question);
  const question = form.question.trim() === '' ? 'empty' : length > Math.min(maxQuestionLength, maxCodePoints) ? 'tooLong' : undefined;
  const ending = end === undefined ? undefined : Number.isNaN(end) ? 'missing' : end <= now ? 'past' : undefined;
  return { options: optionFlaws(form), ...(question && { question }), ...(ending && { ending }) };
}

export const hasFlaws = ({ question, options, ending }: PollFlaws): boolean =>
  question !== undefined || ending !== undefined || options.size > 0;

/** Only of a form without flaws. */
export function pollOf(form: PollForm, fallback: Direction, now: number): OutgoingPoll {
  const { question, options, isMultiple, isAnonymous, shows } = form;
  const end = endOf(form, now);
  const texts = options.map(({ text }) => lineOf(text)).filter((text) => text !== '');
  const text = question.trim();
  return {
    ...{ text, direction: directionOf(text, fallback) },
    poll: { options: texts, isMultiple, isAnonymous, shows, ...(end !== undefined && { closesAt: new Date(end).toISOString() }) },
  };
}
