import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import layers from '../../scripts/layers.json' with { type: 'json' };
import { projectFiles, readProjectFile } from '../support/sources.ts';

const architecture = readProjectFile('docs/architecture.md');

/** Paths of an indented tree, one `name/  what it is` a line; a line without words says nothing and does not count. */
function foldersOfTree(tree: string): string[] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', name = ''] = /^((?: {2})*)([\w.-]+)\/\s+\S/.exec(line) ?? [];
    if (name === '') return [];
    parents.length = indent.length / 2;
    parents.push(name);
    return [parents.join('/')];
  });
}

function foldersOfDisk(): string[] {
  const ignored = new Set([
    '.git',
    ...readProjectFile('.gitignore')
      .split('\n')
      .map((line) => line.replace(/\/$/, '')),
  ]);
  const top = readdirSync('.', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !ignored.has(entry.name))
    .map(({ name }) => name);
  const files = projectFiles(top, /./);
  const depthOf = (file: string) => (/^(\w+\/features|server\/platform)\//.test(file) ? 3 : 2);
  // Languages and schemas of one thing are no parts of the house.
  const folders = files.flatMap((file) => {
    const parts = path.posix.dirname(file).split('/').slice(0, depthOf(file));
    return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(folders)].filter((folder) => !/^shared\/i18n\//.test(folder)).sort();
}

test('the tree in docs/architecture.md is the tree on the disk', () => {
  const told = foldersOfTree(/```\n(\.ci\/[\s\S]*?)```/.exec(architecture)?.[1] ?? '');
  expect(told.length).toBeGreaterThan(50);
  expect([...told].sort()).toEqual(foldersOfDisk());
});

test('the layers in docs/architecture.md are those that are checked', () => {
  const rows = [...architecture.matchAll(/^\| \d+ \| ([\w, ]+) \|$/gm)].map(([, names = '']) => names.split(', '));
  expect(rows).toEqual(layers);
});

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...projectFiles(['docs'], /\.md$/)];

/** Files and folders of the project that a page names in code marks, and relative targets of its links. */
function namedIn(page: string, text: string): string[] {
  const inCode = [...text.matchAll(/`((?:\.ci|client|docs|scripts|server|shared|test)\/[^`\s]*)`/g)].map(([, name = '']) =>
    name.replace(/:\d+$/, ''),
  );
  const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)[^)]*\)/g)].map(([, target = '']) =>
    path.posix.join(path.posix.dirname(page), target),
  );
  // `<feature>` and `…` stand for any name.
  return [...inCode, ...links].filter((name) => !/[<…]/.test(name));
}

/** `*` stands for any letters within one name; what follows it may be left out. */
function isThere(name: string): boolean {
  if (!name.includes('*')) return existsSync(name);
  const pattern = new RegExp(
    `^${name
      .split('*')
      .map((part) => part.replace(/[.\\/]/g, '\\$&'))
      .join('[^/]*')}`,
  );
  return projectFiles([name.split('/')[0] ?? ''], pattern).length > 0;
}

describe('every file that is named exists', () => {
  test.each(pages)('%s', (page) => {
    expect(namedIn(page, readProjectFile(page)).filter((name) => !isThere(name))).toEqual([]);
  });
  test('and some are', () => {
    expect(namedIn('README.md', readProjectFile('README.md')).length).toBeGreaterThan(5);
    expect(namedIn('docs/architecture.md', architecture).length).toBeGreaterThan(40);
  });
});

/** In a tour a file is named by its last part once its folder was. */
test('docs/architecture.md: file names without a folder are those of one file', () => {
  const names = new Set(projectFiles(['client', 'server', 'shared'], /\.tsx?$/).map((file) => path.posix.basename(file)));
  const bare = [...architecture.matchAll(/`([\w-]+\.tsx?)`/g)].map(([, name = '']) => name);
  expect(bare.filter((name) => !names.has(name))).toEqual([]);
});
