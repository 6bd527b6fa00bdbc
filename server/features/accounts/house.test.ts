import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { interfaceLanguages } from '#shared/i18n/languages.ts';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { openHouse } from './house.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'house');

test('rules, notice and house rules stand in five languages, in one version, with as many headings', () => {
  const house = openHouse();
  const outline = (language: (typeof interfaceLanguages)[number]) =>
    house.list(language).map(({ kind, version, markdown }) => ({
      kind,
      version,
      headings: markdown.match(/^## /gm)?.length ?? 0,
      points: markdown.match(/^(?:-|\d\.) /gm)?.length ?? 0,
    }));
  for (const language of interfaceLanguages) expect(outline(language)).toEqual(outline('ar'));
  expect(house.current()).toHaveLength(3);
});

test('accepted means all three in the version in force', () => {
  const house = openHouse();
  const accepted = house.current().map((one) => ({ ...one, at: '2026-01-01T00:00:00.000Z' }));
  expect(house.hasAccepted({ acceptedRules: accepted })).toBe(true);
  expect(house.hasAccepted({ acceptedRules: accepted.slice(1) })).toBe(false);
  expect(house.hasAccepted({ acceptedRules: accepted.map((one) => ({ ...one, version: one.version - 1 })) })).toBe(false);
  expect(house.hasAccepted({ acceptedRules: [] })).toBe(false);
});

test('a language that lags behind stops the start', () => {
  const dir = tempDir('house');
  try {
    cpSync(folder, dir.path, { recursive: true });
    const file = join(dir.path, 'fr', 'house-rules.md');
    writeFileSync(file, readFileSync(file, 'utf8').replace('version: 1', 'version: 2'));
    expect(() => openHouse(dir.path)).toThrow('docs/house/fr/house-rules.md has version 2');
    writeFileSync(file, '# Règles');
    expect(() => openHouse(dir.path)).toThrow('has no version or title');
  } finally {
    dir.remove();
  }
});
