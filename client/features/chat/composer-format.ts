import { editText, type MentionText } from './mention-input.ts';

export const formats = ['bold', 'list', 'quote', 'code'] as const;
export type Format = (typeof formats)[number];

/** What is marked in the text box; `start` and `end` are equal where only the caret stands. */
export interface Selection {
  start: number;
  end: number;
}

/** A text, and what is marked in it after a change. */
export interface Written {
  state: MentionText;
  selection: Selection;
}

/** Mentions around what is put in stay mentions, since each change is one piece at one place. */
function put(state: MentionText, { start, end }: Selection, piece: string): MentionText {
  return editText(state, state.text.slice(0, start) + piece + state.text.slice(end));
}

/** Puts a piece in place of what is marked; the caret goes behind it. */
export function insertAt(state: MentionText, selection: Selection, piece: string): Written {
  const caret = selection.start + piece.length;
  return { state: put(state, selection, piece), selection: { start: caret, end: caret } };
}

/** Marks on both sides of what is marked, or away from there when they stand already. */
function wrap(state: MentionText, { start, end }: Selection, [open, close]: readonly [string, string]): Written {
  const { text } = state;
  const inside = { start: start - open.length, end: end + close.length };
  if (text.slice(inside.start, start) === open && text.slice(end, inside.end) === close) {
    const opened = put(state, { start: end, end: inside.end }, '');
    return { state: put(opened, { start: inside.start, end: start }, ''), selection: { start: inside.start, end: end - open.length } };
  }
  const closed = put(state, { start: end, end }, close);
  return { state: put(closed, { start, end: start }, open), selection: { start: start + open.length, end: end + open.length } };
}

/** Spaces at the ends stay outside: a mark beside a space is no mark. */
function trimmed(text: string, { start, end }: Selection): Selection {
  const words = text.slice(start, end);
  const lead = words.length - words.trimStart().length;
  return words.trim() === '' ? { start: end, end } : { start: start + lead, end: start + lead + words.trim().length };
}

function linesOf(text: string, { start, end }: Selection): number[] {
  const first = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const starts = [first];
  for (let at = text.indexOf('\n', first); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  // A mark that ends at the beginning of a line does not take it in.
  return starts.filter((at) => at === first || at < end);
}

/** A mark before each line; where all have it, it goes. */
function prefix(state: MentionText, selection: Selection, mark: string): Written {
  const starts = linesOf(state.text, selection);
  const isOff = starts.every((at) => state.text.startsWith(mark, at));
  let next = state;
  let { start, end } = selection;
  // From below, so that the places above stay where they are.
  for (const at of [...starts].reverse()) {
    if (!isOff && state.text.startsWith(mark, at)) continue;
    next = put(next, { start: at, end: isOff ? at + mark.length : at }, isOff ? '' : mark);
    const shift = isOff ? -mark.length : mark.length;
    if (at <= start) start = Math.max(at, start + shift);
    end = Math.max(at, end + shift);
  }
  return { state: next, selection: { start, end } };
}

const lineMarks = { list: '- ', quote: '> ' } as const;

/** Lays out what is marked, or what will be written at the caret; the same again takes it away. */
export function applyFormat(state: MentionText, selection: Selection, format: Format): Written {
  if (format === 'list' || format === 'quote') return prefix(state, selection, lineMarks[format]);
  const words = trimmed(state.text, selection);
  if (format === 'bold') return wrap(state, words, ['**', '**']);
  const isBlock = state.text.slice(words.start, words.end).includes('\n');
  return wrap(state, words, isBlock ? ['```\n', '\n```'] : ['`', '`']);
}
