import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mention } from '#shared/features/chat/mentions.ts';
import { editText, fromStored, insertMention, plain, queryAt, toStored, type MentionText } from './mention-input.ts';

const salma: Mention = { kind: 'person', id: 'demo-salma' };
const names: Record<string, string> = { 'demo-salma': 'سلمى ب.', omar: 'Omar D.', twin: 'Omar' };
const nameOf = (mention: Mention): string | undefined =>
  mention.kind === 'person' ? names[mention.id] : mention.kind === 'space' ? 'الجميع' : mention.role;

function choose(text: string, mention: Mention = salma): { state: MentionText; caret: number } {
  const query = queryAt(plain(text), text.length);
  if (!query) throw new Error('nothing asked');
  return insertMention(plain(text), query, { mention, name: nameOf(mention) ?? '' });
}

describe('what is asked', () => {
  test.each([
    ['@', ''],
    ['مرحباً @سل', 'سل'],
    ['(@Omar', 'Omar'],
    ['شكراً «@سلمى ب', 'سلمى ب'],
    ['first line\n@o', 'o'],
  ])('%j', (text, asked) => {
    expect(queryAt(plain(text), text.length)?.asked).toBe(asked);
  });

  test.each(['', 'no one', 'salma@example', 'سلمى@', '@ then', '@one two three four', '@a\nb', '@@', `@${'x'.repeat(60)}`, '@a  b'])(
    'nothing in %j',
    (text) => {
      expect(queryAt(plain(text), text.length)).toBeUndefined();
    },
  );

  test('a name that stands there is not asked for again, another is', () => {
    const { state, caret } = choose('@سل');
    expect(queryAt(state, caret - 1)).toBeUndefined();
    const next = editText(state, `${state.text}@o`);
    expect(queryAt(next, next.text.length)?.asked).toBe('o');
  });
});

describe('writing around names', () => {
  test('a chosen name is shown with a space behind it, and stored as whom it names', () => {
    const { state, caret } = choose('مرحباً @سل');
    expect(state.text).toBe('مرحباً @سلمى ب. ');
    expect(caret).toBe(state.text.length);
    expect(toStored(state)).toBe('مرحباً <@demo-salma> ');
  });

  test('no space where a mark or a space follows already', () => {
    const state = plain('شكراً @سل، نعم');
    const chosen = insertMention(state, { start: 6, asked: 'سل' }, { mention: salma, name: 'سلمى ب.' });
    expect(chosen.state.text).toBe('شكراً @سلمى ب.، نعم');
    expect(toStored(chosen.state)).toBe('شكراً <@demo-salma>، نعم');
  });

  test('words before, behind and between leave the names what they are', () => {
    const { state } = choose('@سل');
    const before = editText(state, `صباح الخير ${state.text}`);
    const behind = editText(before, `${before.text}متى؟`);
    expect(toStored(behind)).toBe('صباح الخير <@demo-salma> متى؟');
    const query = queryAt(behind, behind.text.length);
    expect(query).toBeUndefined();
    const asked = editText(behind, `${behind.text} @om`);
    const two = insertMention(asked, queryAt(asked, asked.text.length)!, { mention: { kind: 'person', id: 'omar' }, name: 'Omar D.' });
    const cut = editText(two.state, two.state.text.replace(' متى؟', ''));
    expect(toStored(cut)).toBe('صباح الخير <@demo-salma> <@omar> ');
  });

  test('a name of which a letter is deleted or added is plain text', () => {
    const { state } = choose('@سل');
    expect(toStored(editText(state, state.text.replace('ب', '')))).toBe('@سلمى . ');
    expect(toStored(editText(state, state.text.replace('سلمى', 'سلمىى')))).toBe('@سلمىى ب. ');
    expect(toStored(editText(state, state.text.slice(3)))).toBe('مى ب. ');
  });

  test('a letter directly behind a name does not undo it', () => {
    const { state } = choose('@سل');
    expect(toStored(editText(state, '@سلمى ب.، '))).toBe('<@demo-salma>، ');
  });

  test('of two equal names side by side the deleted one goes', () => {
    const state = fromStored('<@twin> <@twin> ', nameOf);
    expect(toStored(editText(state, '@Omar '))).toBe('<@twin> ');
  });

  test('everything replaced at once keeps nothing', () => {
    const { state } = choose('@سل');
    expect(editText(state, 'نص آخر').mentions).toEqual([]);
    expect(editText(state, '')).toEqual(plain(''));
  });
});

describe('stored texts', () => {
  test.each(['', 'بلا أحد', '<@demo-salma>', 'ل<@demo-salma> و<@omar>، <@space> <@role:trainer>', '<@unknown> `<@omar>` <@a b>'])(
    '%j comes back as it was',
    (stored) => {
      expect(toStored(fromStored(stored, nameOf))).toBe(stored);
    },
  );

  test('somebody unknown here stays a token', () => {
    expect(fromStored('<@unknown> <@omar>', nameOf).text).toBe('<@unknown> @Omar D.');
  });

  test('whatever is done to a text, each mention left is a whole name at its place', () => {
    const pieces = fc.constantFrom('@', 'سلمى', ' ', 'Omar', ' D.', 'x', '<@omar>', '<@twin>', '\n', '😀');
    const edit = fc.record({ at: fc.nat(60), remove: fc.nat(12), add: fc.array(pieces, { maxLength: 2 }) });
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), fc.array(edit, { maxLength: 12 }), (start, edits) => {
        let state = fromStored(start.join(''), nameOf);
        for (const { at, remove, add } of edits) {
          const text = state.text.slice(0, at) + add.join('') + state.text.slice(at + remove);
          state = editText(state, text);
          expect(state.text).toBe(text);
          for (const { name, start: from, end } of state.mentions) expect(text.slice(from, end)).toBe(`@${name}`);
          const places = state.mentions.flatMap(({ start: from, end }) => [from, end]);
          expect(places).toEqual([...places].sort((one, other) => one - other));
        }
      }),
    );
  });
});
