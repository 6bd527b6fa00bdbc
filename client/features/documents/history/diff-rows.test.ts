import { expect, test } from 'vitest';
import { plainTextOf, type LessonNode } from '#shared/features/documents/lesson-content.ts';
import { compareBlocks } from '#shared/features/documents/lesson-diff.ts';
import { diffRows, hasDifferences } from './diff-rows.ts';

const paragraph = (id: string, text: string, bold = false): LessonNode => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text, ...(bold && { marks: [{ type: 'bold' }] }) }],
});
const rowsOf = (from: LessonNode[], to: LessonNode[]) => diffRows(from, compareBlocks(from, to));

test('what stays is gathered, what changed is cut into stretches', () => {
  const from = [paragraph('a', 'one'), paragraph('b', 'two'), paragraph('c', 'نستمع ثم نكتب')];
  const rows = rowsOf(from, [paragraph('a', 'one'), paragraph('b', 'two'), paragraph('c', 'نستمع ثم نوثّق')]);
  expect(rows.map(({ kind }) => kind)).toEqual(['same', 'changed']);
  const changed = rows[1];
  if (changed?.kind !== 'changed') throw new Error('not changed');
  expect(changed.pieces?.map(({ kind, content }) => [kind, content.map(plainTextOf).join('')])).toEqual([
    ['same', 'نستمع ثم '],
    ['removed', 'نكتب'],
    ['added', 'نوثّق'],
  ]);
  expect(changed.isFormatOnly).toBe(false);
});

test('where only the form changed the words are shown once', () => {
  const [row] = rowsOf([paragraph('a', 'one')], [paragraph('a', 'one', true)]);
  expect(row).toMatchObject({ kind: 'changed', isFormatOnly: true, pieces: [{ kind: 'same', content: [{ marks: [{ type: 'bold' }] }] }] });
  const [heading] = rowsOf([paragraph('a', 'one')], [{ ...paragraph('a', 'one'), type: 'heading' }]);
  expect(heading).toMatchObject({ kind: 'changed', isFormatOnly: true, block: { type: 'heading' } });
});

test('what moved, came and went has a row of its own; equal lessons have no difference', () => {
  const from = [paragraph('a', 'one'), paragraph('b', 'two'), paragraph('c', 'three')];
  const to = [paragraph('c', 'three'), paragraph('a', 'one'), paragraph('d', 'four')];
  expect(rowsOf(from, to).map(({ kind }) => kind)).toEqual(['moved', 'same', 'removed', 'added']);
  expect(hasDifferences(compareBlocks(from, to))).toBe(true);
  expect(hasDifferences(compareBlocks(from, from))).toBe(false);
});
