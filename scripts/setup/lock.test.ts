import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withLock } from './lock.mjs';

const newName = (): string => `test-${randomUUID()}`;
const folderOf = (name: string): string => `.cache/${name}.lock`;

test('work of one name is done one at a time', async () => {
  const name = newName();
  const steps: string[] = [];
  const work = (who: string) => async (): Promise<void> => {
    steps.push(`${who} in`);
    await new Promise(setImmediate);
    steps.push(`${who} out`);
  };
  await Promise.all([withLock(name, work('a')), withLock(name, work('b'))]);
  expect(steps).toEqual(['a in', 'a out', 'b in', 'b out']);
  expect(existsSync(folderOf(name))).toBe(false);
});

test('work that fails gives the lock back', async () => {
  const name = newName();
  await expect(withLock(name, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await withLock(name, () => Promise.resolve('again'))).toBe('again');
});

test('the lock of a process that died is taken over', async () => {
  const name = newName();
  const { pid } = spawnSync(process.execPath, ['--eval', '']);
  mkdirSync(folderOf(name), { recursive: true });
  writeFileSync(`${folderOf(name)}/pid`, String(pid));
  expect(await withLock(name, () => Promise.resolve('mine'))).toBe('mine');
});
