import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectFiles, readProjectFile } from '../support/sources.ts';

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readProjectFile('package.json'));

/** Documents a person follows by typing what they say. */
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...projectFiles(['docs'], /\.md$/).filter((file) => !file.startsWith('docs/decisions/')),
];

/** npm's own commands: no script of ours. */
const builtIn = new Set(['ci', 'install', 'run', 'view', 'ls', 'exec', 'audit', 'config']);

function commandsIn(text: string): string[] {
  const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name);
  const short = [...text.matchAll(/\bnpm (start|test|stop|restart)\b/g)].map(([, name]) => name);
  return [...named, ...short].filter((name): name is string => name !== undefined && !builtIn.has(name));
}

test.each(documents)('%s: each npm command exists', (file) => {
  expect(commandsIn(readProjectFile(file)).filter((name) => !(name in scripts))).toEqual([]);
});

test('README.md names the two commands', () => {
  expect(commandsIn(readProjectFile('README.md'))).toEqual(expect.arrayContaining(['start', 'test']));
});

test('the scripts that package.json runs exist', () => {
  const files = Object.values(scripts).flatMap((command) => [...command.matchAll(/scripts\/[\w./-]+/g)].map(([file]) => file));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(() => readProjectFile(file), file).not.toThrow();
});

test('.ci/run can be run, and runs the tests', () => {
  expect(readProjectFile('.ci/run')).toMatch(/^npm test$/m);
  expect(statSync('.ci/run').mode & 0o111).not.toBe(0);
});
