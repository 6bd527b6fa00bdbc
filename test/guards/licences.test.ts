import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readProjectFile } from '../support/sources.ts';

const allowed = new Set([
  ...['MIT', 'MIT-0', 'X11', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense', 'Zlib'],
  ...['OFL-1.1', 'MPL-2.0', 'CC0-1.0', 'Python-2.0', 'CC-BY-4.0'],
]);

/** What the lock does not say, or says otherwise; each with the reason why it may stay. */
const exceptions: Record<string, string> = {
  'svg-tags': 'MIT in the old form of package.json (`licenses`); a development tool of stylelint.',
  'xmlhttprequest-ssl': 'MIT in the old form of package.json (`licenses`); of socket.io-client, used by Node only.',
};

/**
 * libvips, which sharp reads images with, is LGPL: used as the unmodified, exchangeable binary that its makers publish
 * (docs/decisions/0008-files.md). Nothing else under that licence is let in by it.
 */
const isLibvips = (name: string, licence: string): boolean =>
  name.startsWith('@img/sharp-') && licence.split(' AND ').every((part) => part === 'LGPL-3.0-or-later' || allowed.has(part));

interface Package {
  license?: string | { type?: string };
}

/** Whether an SPDX expression can be met: one side of an OR, both sides of an AND. */
function isAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1').trim();
  if (/ OR /i.test(bare)) return bare.split(/ OR /i).some(isAllowed);
  if (/ AND /i.test(bare)) return bare.split(/ AND /i).every(isAllowed);
  return allowed.has(bare);
}

function licenceOf(place: string, entry: Package): string {
  const said = entry.license ?? fromFolder(place);
  return (typeof said === 'string' ? said : said?.type) ?? 'unknown';
}

function fromFolder(place: string): Package['license'] {
  const file = `${place}/package.json`;
  if (!existsSync(file)) return undefined;
  const described: Package = JSON.parse(readFileSync(file, 'utf8'));
  return described.license;
}

test('every package is under a licence that the project may use', () => {
  const { packages }: { packages: Record<string, Package> } = JSON.parse(readProjectFile('package-lock.json'));
  const refused = Object.entries(packages)
    .filter(([place]) => place !== '')
    .map(([place, entry]) => ({
      name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
      licence: licenceOf(place, entry),
    }))
    .filter(({ name, licence }) => !isAllowed(licence) && !(name in exceptions) && !isLibvips(name, licence))
    .map(({ name, licence }) => `${name}: ${licence}`);
  expect(refused).toEqual([]);
});

test('a licence that asks for more is refused', () => {
  expect(['GPL-3.0', 'AGPL-3.0-only', 'SSPL-1.0', 'MIT AND GPL-3.0', 'unknown'].filter(isAllowed)).toEqual([]);
  expect(isLibvips('@img/sharp-libvips-linux-x64', 'GPL-3.0')).toBe(false);
  expect(isLibvips('libvips', 'LGPL-3.0-or-later')).toBe(false);
  expect(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'].map(isAllowed)).toEqual([true, true, true]);
});
