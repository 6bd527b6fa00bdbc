import { beforeAll, describe, expect, test } from 'vitest';
import { buildEmojiSet, emojiGroups, findEmoji, loadEmojiSet, searchEmoji, type EmojiSet } from './emoji-data.ts';
import { readHabits, withChosen, writeHabits, type EmojiHabits } from './emoji-habits.ts';

const country = (language: string) => {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  return (code: string): string => names.of(code) ?? code;
};
let arabic: EmojiSet;
let russian: EmojiSet;

beforeAll(async () => {
  arabic = await loadEmojiSet('ar', country('ar'));
  russian = await loadEmojiSet('ru', country('ru'));
});
const found = (set: EmojiSet, asked: string): string[] => searchEmoji(set, asked).map(({ emoji }) => emoji);

describe('the set', () => {
  test('the groups are those of the list, in its order', () => {
    const beginnings = ['😀', '👋', '🐵', '🍇', '🌍', '🎃', '👓', '🏧', '🏁'];
    expect(emojiGroups.map((group) => arabic[group][0]?.emoji.replace('\uFE0F', ''))).toEqual(beginnings);
  });

  test('a flag has the name of its country, in the language of the page', () => {
    expect(findEmoji(arabic, '🇲🇦')?.name).toBe('المغرب');
    expect(findEmoji(russian, '🇰🇿')?.name).toBe('Казахстан');
  });

  test('a name that is missing is empty, not an error', () => {
    expect(buildEmojiSet([['😀', '👍+']], [['وجه']], (code) => code).smileys).toEqual([
      { emoji: '😀', name: 'وجه', words: ['وجه'], hasTones: false },
      { emoji: '👍', name: '', words: [], hasTones: true },
    ]);
  });
});

describe('search', () => {
  test.each([
    ['قلب', '❤️'],
    ['تصفيق', '👏'],
    ['شكر', '🙏'],
    ['شُرطة', '👮'],
    ['شرطة', '👮‍♀️'],
    ['ضابط', '👮‍♀️'],
    ['المغرب', '🇲🇦'],
    ['قلب احمر', '❤️'],
  ])('%s finds %s', (asked, emoji) => {
    expect(found(arabic, asked)).toContain(emoji);
  });

  test('in Russian, without ё, by the beginning of a word', () => {
    expect(found(russian, 'сердц')).toContain('❤️');
    expect(found(russian, 'елка')).toContain('🎄');
  });

  test('what bears the name comes first, and the list has an end', () => {
    expect(found(arabic, 'قلب')[0]).toMatch(/❤|💘|💝|💖|💗|💓|💞|💕/u);
    expect(found(arabic, 'و').length).toBeLessThanOrEqual(80);
    expect(found(arabic, ' ')).toEqual([]);
    expect(found(arabic, 'لاشيءكهذا')).toEqual([]);
  });
});

describe('what is remembered on the device', () => {
  function storage(entries: Record<string, string> = {}) {
    const kept = new Map(Object.entries(entries));
    return {
      kept,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
      key: () => null,
      length: 0,
    };
  }

  test('each person has her own', () => {
    const device = storage();
    writeHabits(device, 'salma', { recent: ['👍🏽'], tone: 3 });
    expect(readHabits(device, 'salma')).toEqual({ recent: ['👍🏽'], tone: 3 });
    expect(readHabits(device, 'omar')).toEqual({ recent: [], tone: 0 });
  });

  test('the newest is first, once, and the oldest go', () => {
    let habits: EmojiHabits = { recent: [], tone: 0 };
    for (let number = 0; number < 40; number += 1) habits = withChosen(habits, String.fromCodePoint(0x1f600 + number));
    habits = withChosen(habits, '\u{1F626}');
    expect(habits.recent).toHaveLength(24);
    expect(habits.recent.slice(0, 2)).toEqual(['\u{1F626}', '\u{1F627}']);
  });

  test.each(['', 'null', '7', '{"recent":"x","tone":9}', '{"recent":["<b>",5]}', '{broken'])('%j there is nothing remembered', (left) => {
    expect(readHabits(storage({ 'emoji:salma': left }), 'salma')).toEqual({ recent: [], tone: 0 });
  });

  test('a device that forbids it remembers nothing', () => {
    const forbidden = {
      ...storage(),
      getItem(): string {
        throw new Error('SecurityError');
      },
      setItem(): void {
        throw new Error('QuotaExceededError');
      },
    };
    expect(readHabits(forbidden, 'salma').recent).toEqual([]);
    expect(() => writeHabits(forbidden, 'salma', { recent: [], tone: 1 })).not.toThrow();
  });
});
