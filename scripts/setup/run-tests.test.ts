import { expect, test } from 'vitest';
import { conclude, needsOf } from './run-tests.mjs';

const nothing = { passed: 0, failed: 0, skipped: 0, skippedWhy: [] };

test('tests beside the sources need neither a build nor a server', () => {
  expect(needsOf(['server/kernel'])).toEqual([expect.objectContaining({ build: false, servers: false })]);
  expect(needsOf(['./shared/i18n/text.test.ts', '--reporter', 'dot'])).toEqual([expect.objectContaining({ build: false, servers: false })]);
  expect(needsOf(['--project', 'unit'])).toEqual([expect.objectContaining({ build: false, servers: false })]);
});

test('conformance needs servers, all else the build too', () => {
  expect(needsOf(['test/conformance/log.test.ts'])).toEqual([expect.objectContaining({ build: false, servers: true })]);
  for (const args of [[], ['test/e2e'], ['--project', 'cluster'], ['-t', 'a name']]) {
    expect(needsOf(args)).toEqual([{ build: true, servers: true }]);
  }
});

test('a run is good when something passed and nothing failed', () => {
  expect(conclude({ ...nothing, passed: 3, skipped: 1 }, { code: 0, missing: [], isCi: true })).toEqual({
    exitCode: 0,
    line: '3 passed, 0 failed, 1 skipped',
  });
  expect(conclude({ ...nothing, passed: 3, failed: 1 }, { code: 1, missing: [], isCi: false }).exitCode).toBe(1);
  expect(conclude(nothing, { code: 0, missing: [], isCi: false })).toEqual({ exitCode: 1, line: '0 passed, 0 failed, 0 skipped' });
});

test('a run that ended without counting has failed', () => {
  expect(conclude(undefined, { code: 137, missing: [], isCi: false })).toEqual({ exitCode: 1, line: '0 passed, 1 failed, 0 skipped' });
  expect(conclude({ ...nothing, passed: 3 }, { code: 1, missing: [], isCi: false })).toEqual({
    exitCode: 1,
    line: '3 passed, 1 failed, 0 skipped',
  });
});

test('a server that cannot be had fails a build machine, and only skips elsewhere', () => {
  const summary = { ...nothing, passed: 3, skipped: 5 };
  expect(conclude(summary, { code: 0, missing: ['mongo'], isCi: true })).toEqual({ exitCode: 1, line: '3 passed, 1 failed, 5 skipped' });
  expect(conclude(summary, { code: 0, missing: ['mongo'], isCi: false }).exitCode).toBe(0);
});
