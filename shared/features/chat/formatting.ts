import { newBudget, parseLine, type Budget, type Inline } from './formatting-inline.ts';
import type { Mention } from './mentions.ts';

export type { Inline } from './formatting-inline.ts';

export interface ListItem {
  /** As it was typed, in the digits of its author: `1.`, `٢-`, `•`. */
  marker: string;
  /** Undefined in a list without numbers. */
  number: number | undefined;
  children: Inline[];
}

export type Block =
  /** Lines as they were broken; empty lines part paragraphs. */
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; isOrdered: boolean; items: ListItem[] };

/** A quotation in a quotation in a quotation; what is quoted deeper keeps its marks. */
const maxDepth = 3;

const listMark = /^[ \t]{0,3}(?:([0-9٠-٩۰-۹]{1,3})[.)-]|[-*•])[ \t]+(?=\S)/;
const quoteMark = /^[ \t]{0,3}>[ \t]?/;
const fence = '```';

interface Reader {
  lines: string[];
  at: number;
  depth: number;
  budget: Budget;
}

const zeros = [0x30, 0x660, 0x6f0];
function numberOf(digits: string): number {
  return [...digits].reduce((sum, digit) => {
    const code = digit.codePointAt(0) ?? 0;
    return sum * 10 + code - (zeros.find((zero) => code >= zero && code < zero + 10) ?? 0);
  }, 0);
}

/** Up to the next fence; undefined when there is none, and the fence is three characters like others. */
function takeCode(reader: Reader): Block | undefined {
  const line = reader.lines[reader.at] ?? '';
  if (reader.budget.marks === 0 || !line.trimStart().startsWith(fence)) return undefined;
  const start = line.indexOf(fence) + fence.length;
  for (let end = reader.at; end < reader.lines.length; end += 1) {
    const last = reader.lines[end] ?? '';
    const close = last.indexOf(fence, end === reader.at ? start : 0);
    if (close < 0) continue;
    const inner =
      end === reader.at ? [line.slice(start, close)] : [line.slice(start), ...reader.lines.slice(reader.at + 1, end), last.slice(0, close)];
    const rest = last.slice(close + fence.length);
    reader.at = end + 1;
    // What follows on the line of the closing fence is read as a line of its own.
    if (rest.trim() !== '') reader.lines[(reader.at -= 1)] = rest;
    reader.budget.marks -= 1;
    return { kind: 'code', text: inner.filter((text, index) => text.trim() !== '' || (index > 0 && index < inner.length - 1)).join('\n') };
  }
  return undefined;
}

function takeQuote(reader: Reader): Block | undefined {
  if (reader.depth >= maxDepth || reader.budget.marks === 0) return undefined;
  const quoted: string[] = [];
  for (; reader.at < reader.lines.length; reader.at += 1) {
    const line = reader.lines[reader.at] ?? '';
    const mark = quoteMark.exec(line);
    if (!mark) break;
    quoted.push(line.slice(mark[0].length));
  }
  if (quoted.length === 0) return undefined;
  reader.budget.marks -= 1;
  return { kind: 'quote', blocks: readBlocks({ lines: quoted, at: 0, depth: reader.depth + 1, budget: reader.budget }) };
}

function takeList(reader: Reader): Block | undefined {
  if (reader.depth >= maxDepth) return undefined;
  const items: ListItem[] = [];
  let isOrdered: boolean | undefined;
  for (; reader.at < reader.lines.length && reader.budget.marks > 0; reader.at += 1) {
    const line = reader.lines[reader.at] ?? '';
    const mark = listMark.exec(line);
    if (!mark || (isOrdered !== undefined && isOrdered !== (mark[1] !== undefined))) break;
    isOrdered = mark[1] !== undefined;
    reader.budget.marks -= 1;
    const number = mark[1] === undefined ? undefined : numberOf(mark[1]);
    items.push({ marker: mark[0].trim(), number, children: parseLine(line.slice(mark[0].length), reader.budget) });
  }
  return isOrdered === undefined ? undefined : { kind: 'list', isOrdered, items };
}

function readBlocks(reader: Reader): Block[] {
  const blocks: Block[] = [];
  let open: Inline[][] | undefined;
  while (reader.at < reader.lines.length) {
    const line = reader.lines[reader.at] ?? '';
    const block = line.trim() === '' ? undefined : (takeCode(reader) ?? takeQuote(reader) ?? takeList(reader));
    if (block) {
      blocks.push(block);
      open = undefined;
      continue;
    }
    reader.at += 1;
    if (line.trim() === '') {
      open = undefined;
      continue;
    }
    if (!open) blocks.push({ kind: 'paragraph', lines: (open = []) });
    open.push(parseLine(line, reader.budget));
  }
  return blocks;
}

/**
 * A message as blocks and lines: bold (`*…*`, `**…**`), code, quotations, lists, addresses, mentions; no italics, which
 * Arabic has not, and no HTML. Linear in the length, at most some hundred elements, nothing deeper than three; no letter
 * is lost but the marks themselves.
 */
export function parseMessage(text: string): Block[] {
  return readBlocks({ lines: text.split(/\r\n?|\n/), at: 0, depth: 0, budget: newBudget() });
}

export type NameOf = (mention: Mention) => string;

function plainInline(inline: Inline, nameOf: NameOf): string {
  if (inline.kind === 'bold') return plainLine(inline.children, nameOf);
  return inline.kind === 'mention' ? `@${nameOf(inline.mention)}` : inline.text;
}
const plainLine = (line: readonly Inline[], nameOf: NameOf): string => line.map((inline) => plainInline(inline, nameOf)).join('');

function plainBlock(block: Block, nameOf: NameOf): string {
  if (block.kind === 'paragraph') return block.lines.map((line) => plainLine(line, nameOf)).join(' ');
  if (block.kind === 'code') return block.text;
  if (block.kind === 'quote') return block.blocks.map((inner) => plainBlock(inner, nameOf)).join(' ');
  return block.items
    .map(({ marker, number, children }) => (number === undefined ? '' : `${marker} `) + plainLine(children, nameOf))
    .join(' ');
}

/** One line for previews, notices and screen readers: the author's own words; what she quotes only when there is nothing else. */
export function plainTextOf(text: string, nameOf: NameOf): string {
  const blocks = parseMessage(text);
  const own = blocks.filter(({ kind }) => kind !== 'quote');
  return (own.length > 0 ? own : blocks)
    .map((block) => plainBlock(block, nameOf))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whom a message calls: not in code, which is shown as it is, nor in what it quotes, where they were called before. Each once, in order. */
export function mentionsOf(text: string): Mention[] {
  const found = new Map<string, Mention>();
  const look = (inline: Inline): void => {
    if (inline.kind === 'bold') inline.children.forEach(look);
    if (inline.kind === 'mention') found.set(JSON.stringify(inline.mention), inline.mention);
  };
  const walk = (block: Block): void => {
    if (block.kind === 'paragraph') block.lines.forEach((line) => line.forEach(look));
    if (block.kind === 'list') block.items.forEach(({ children }) => children.forEach(look));
  };
  parseMessage(text).forEach(walk);
  return [...found.values()];
}
