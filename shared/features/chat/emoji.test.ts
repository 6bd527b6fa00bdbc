import { describe, expect, test } from 'vitest';
import { interfaceLanguages } from '../../i18n/languages.ts';
import list from '../../reference/emoji/list.json' with { type: 'json' };
import ar from '../../reference/emoji/ar.json' with { type: 'json' };
import en from '../../reference/emoji/en.json' with { type: 'json' };
import es from '../../reference/emoji/es.json' with { type: 'json' };
import fr from '../../reference/emoji/fr.json' with { type: 'json' };
import ru from '../../reference/emoji/ru.json' with { type: 'json' };
import { isEmoji, looksLikeEmoji, withSkinTone, type SkinTone } from './emoji.ts';

const names = { ar, en, es, fr, ru };

describe('exactly one emoji', () => {
  test.each(['👍', '👍🏽', '❤️', '👩🏽‍💻', '👮‍♀️', '🇲🇦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '5️⃣', '#️⃣', '🧑🏽‍🤝‍🧑🏿', '👩🏻‍❤️‍💋‍👩🏽', '☺️'])('%s', (emoji) => {
    expect([isEmoji(emoji), looksLikeEmoji(emoji)]).toEqual([true, true]);
  });

  test.each([
    ['nothing', ''],
    ['a letter', 'a'],
    ['a digit', '5'],
    ['two', '👍👍'],
    ['one and a space', '👍 '],
    ['a text sign', '❤'],
    ['a tone alone beside a letter', 'a🏽'],
    ['half a flag', '🇲'],
    ['a joiner at the end', '👩‍'],
    ['a tag flag that does not end', '🏴󠁧󠁢󠁥󠁮󠁧'],
    ['a line', '👍\n'],
    ['very many', '👩‍'.repeat(4_000) + '👩'],
  ])('%s is none', (_what, text) => {
    expect([isEmoji(text), looksLikeEmoji(text)]).toEqual([false, false]);
  });

  test('three things joined that are no emoji are refused by who knows the set', () => {
    expect(isEmoji('👍‍🍎‍🚀')).toBe(false);
  });
});

describe('what the picker offers', () => {
  const offered = list.flat().map((entry) => ({ emoji: entry.replace(/\+$/, ''), hasTones: entry.endsWith('+') }));

  test('everything of it is an emoji, with each skin tone', () => {
    const tones: SkinTone[] = [1, 2, 3, 4, 5];
    const all = offered.flatMap(({ emoji, hasTones }) => (hasTones ? [emoji, ...tones.map((tone) => withSkinTone(emoji, tone))] : [emoji]));
    expect(all.filter((emoji) => !isEmoji(emoji))).toEqual([]);
    expect(all.filter((emoji) => !looksLikeEmoji(emoji))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
    expect(offered.length).toBeGreaterThan(1_700);
  });

  test('the hands of two people keep their tone, a sign without people has none', () => {
    expect(withSkinTone('🧑‍🤝‍🧑', 3)).toBe('🧑🏽‍🤝‍🧑🏽');
    expect(withSkinTone('🕵️‍♀️', 5)).toBe('🕵🏿‍♀️');
    expect(withSkinTone('👍', 0)).toBe('👍');
  });

  test.each(interfaceLanguages)('%s names every one but the flags of countries', (language) => {
    const unnamed = list.flatMap((group, index) => group.filter((_emoji, place) => (names[language][index]?.[place] ?? '') === ''));
    expect(unnamed.filter((emoji) => !/^\p{RI}{2}$/u.test(emoji))).toEqual([]);
    expect(names[language].map((group) => group.length)).toEqual(list.map((group) => group.length));
  });
});
