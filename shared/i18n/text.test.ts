import { describe, expect, test } from 'vitest';
import { lookAlikes } from './look-alikes.ts';
import { cleanName, cleanPersonName, codePointCount, initials, isReservedName, skeleton } from './text.ts';

const bidi = ['\u202A', '\u202E', '\u2066', '\u2069', '\u200E', '\u200F', '\u061C'];

describe('names', () => {
  test.each(bidi)('a bidi control %j is taken out', (control) => {
    expect(cleanName(`a${control}b`)).toEqual({ ok: true, name: 'ab' });
  });

  test.each(['\u200B', '\uFEFF', '\u00AD', '\u2060', '\u{E0001}'])('an invisible %j is refused', (character) => {
    expect(cleanName(`Sal${character}ma`)).toEqual({ ok: false, flaw: 'invisibleCharacter' });
  });

  test.each(['\u200C', '\u200D'])('a joiner %j stays between Arabic letters only', (joiner) => {
    expect(cleanName(`می${joiner}نا`)).toEqual({ ok: true, name: `می${joiner}نا` });
    expect(cleanName(`مِ${joiner}نا`).ok).toBe(true);
    expect(cleanName(`Sal${joiner}ma`)).toEqual({ ok: false, flaw: 'joinerMisplaced' });
    expect(cleanName(`${joiner}سلمى`)).toEqual({ ok: false, flaw: 'joinerMisplaced' });
    expect(cleanName(`سلمى${joiner}`)).toEqual({ ok: false, flaw: 'joinerMisplaced' });
    expect(cleanName(`سل${joiner}${joiner}مى`)).toEqual({ ok: false, flaw: 'joinerMisplaced' });
  });

  test('spaces are made one, composition is canonical', () => {
    expect(cleanName('  Lei\u0308la \u00A0 M.\n')).toEqual({ ok: true, name: 'Leïla M.' });
  });

  test('nothing, marks only, control characters, a line of marks and a book are refused', () => {
    expect(cleanName(' \u202E ')).toEqual({ ok: false, flaw: 'empty' });
    expect(cleanName('...')).toEqual({ ok: false, flaw: 'empty' });
    expect(cleanName('a\u0000b')).toEqual({ ok: false, flaw: 'controlCharacter' });
    expect(cleanName('\uD800a')).toEqual({ ok: false, flaw: 'controlCharacter' });
    expect(cleanName(`z${'\u0300\u0316'.repeat(4)}`)).toEqual({ ok: false, flaw: 'tooManyMarks' });
    expect(cleanName('ن'.repeat(81))).toEqual({ ok: false, flaw: 'tooLong' });
    expect(cleanName('x'.repeat(1_000_000))).toEqual({ ok: false, flaw: 'tooLong' });
  });

  test('the 60 characters of a long Arabic name are kept', () => {
    const name = 'أمّ كلثوم بنت عبد الرحمن بن محمّد الهاشميّة القرشيّة';
    expect(cleanName(name)).toEqual({ ok: true, name: name.normalize('NFC') });
  });

  test.each([
    'INTERPOL',
    'Moderator',
    'مشرف',
    'مُشرِفة',
    'الإنتربول',
    'الانتربول',
    'Система',
    'аdmin',
    'ＡＤＭＩＮ',
    '𝐚𝐝𝐦𝐢𝐧',
    'Mоderаtоr',
    'lnterpol',
    'M0derat0r',
  ])('%s is reserved', (name) => {
    expect(isReservedName(name)).toBe(true);
    expect(cleanPersonName(name).ok).toBe(false);
  });

  test.each(['سلمى ب.', 'Айгүл Н.', 'Dilnoza Oʻ.', 'Yasmine T.', 'Ҷамшед Қ.', 'Aýna G.'])('%s is not', (name) => {
    expect(cleanPersonName(name)).toEqual({ ok: true, name });
  });
});

describe('skeleton', () => {
  test.each([
    ['Pasha', 'Раsha'],
    ['كريم', 'کریم'],
    ['علي', 'علی'],
    ['علي', 'على'],
    ['Room 10', 'Room ١٠'],
    ['Room 10', 'Room ۱۰'],
    ['Dilnoza Oʻ.', "Dilnoza O'."],
    ['Ali', 'AIi'],
    ['Omar', 'Ｏmar'],
    ['burn', 'bum'],
  ])('%s and %s look the same', (one, other) => {
    expect(skeleton(one)).toBe(skeleton(other));
  });

  test.each([
    ['Salma', 'Selma'],
    ['نهى', 'نور'],
    ['Айгүл', 'Айзада'],
  ])('%s and %s do not', (one, other) => {
    expect(skeleton(one)).not.toBe(skeleton(other));
  });

  test('the table pairs single characters', () => {
    for (const [from, to] of lookAlikes) expect([codePointCount(from), codePointCount(to), from === to]).toEqual([1, 1, false]);
  });
});

test.each([
  ['سلمى بنت أحمد', 'س\u200C ب'],
  ['Leïla M.', 'LM'],
  ['Omar', 'O'],
  ['Айгүл Н.', 'АН'],
  ['Dilnoza Oʻ.', 'DO'],
  ['(Clara) V.', 'CV'],
  ['  ', ''],
  ['𝒳avier 7', '𝒳7'],
])('initials of %s', (name, expected) => {
  expect(initials(name)).toBe(expected);
});

test('length counts code points', () => {
  expect(codePointCount('a😀ن')).toBe(3);
});
