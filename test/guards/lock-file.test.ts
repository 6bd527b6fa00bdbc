import { expect, test } from 'vitest';
import { holesOf } from '../../scripts/fix-lock.mjs';
import { readProjectFile } from '../support/sources.ts';

interface Lock {
  packages: Record<string, { version?: string; resolved?: string; optionalDependencies?: Record<string, string> }>;
}

const lock: Lock = JSON.parse(readProjectFile('package-lock.json'));

test('package-lock.json holds every optional package it names, so that npm ci accepts it', () => {
  expect(holesOf(lock.packages)).toEqual([]);
});

test('a hole is found: the package of another system left out', () => {
  const packages = { '': {}, 'node_modules/a': { optionalDependencies: { 'a-linux': '1.0.0' } } };
  expect(holesOf(packages)).toEqual([{ parent: 'node_modules/a', name: 'a-linux', version: '1.0.0' }]);
  expect(holesOf({ ...packages, 'node_modules/a-linux': {} })).toEqual([]);
  expect(holesOf({ ...packages, 'node_modules/a/node_modules/a-linux': {} })).toEqual([]);
});

test('package-lock.json names no host: packages come from whatever registry the machine uses', () => {
  const hosts = Object.entries(lock.packages).flatMap(([place, { resolved }]) =>
    resolved?.includes('://') ? [`${place}: ${resolved}`] : [],
  );
  expect(hosts).toEqual([]);
});

test('package-lock.json is that of package.json', () => {
  const wanted: Record<string, Record<string, string>> = JSON.parse(readProjectFile('package.json'));
  const locked = lock.packages[''] as Record<string, unknown>;
  expect(locked['dependencies']).toEqual(wanted['dependencies']);
  expect(locked['devDependencies']).toEqual(wanted['devDependencies']);
});
