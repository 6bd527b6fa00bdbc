import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import layers from '../../scripts/layers.json' with { type: 'json' };
import { projectFiles } from '../support/sources.ts';

/** Each file breaks one rule of .dependency-cruiser.cjs, named on the right. */
const planted: Record<string, [source: string, rule: string | undefined]> = {
  'shared/kernel/bad.ts': ["import '#server/kernel/run.ts';", 'shared-is-pure'],
  'client/app/bad.ts': ["import type { Run } from '#server/kernel/run.ts'; export type R = Run;", 'client-not-server'],
  'server/app-bad.ts': ["import '#client/ui/button.ts';", 'server-not-client'],
  'server/features/chat/bad.ts': ["import '../spaces/service.ts';", 'features-meet-at-index'],
  'server/features/spaces/bad.ts': ["import '../chat/index.ts';", 'layer-3-spaces'],
  'server/features/chat/good.ts': ["import '../spaces/index.ts'; import './bad.ts';", undefined],
  'server/features/accounts/bad.ts': ["import '#server/platform/store/embedded/store.ts';", 'ports-not-adapters'],
  'server/kernel/bad.ts': ["import '../features/chat/index.ts';", 'kernel-knows-no-feature'],
  'server/platform/store/embedded/bad.ts': ["import '#server/kernel/run.ts';", 'platform-knows-no-hub'],
  'client/ui/bad.ts': ["import '../app/page.ts';", 'ui-knows-no-feature'],
  'server/kernel/circle-a.ts': ["import './circle-b.ts';", 'no-circular'],
  // A circle is told of once, at the file where it was found.
  'server/kernel/circle-b.ts': ["import './circle-a.ts';", undefined],
  'server/kernel/lost.ts': ["import './nowhere.ts';", 'resolvable'],
  'server/kernel/run.ts': ["export type Run = 'run';", undefined],
  'server/features/spaces/index.ts': ["export const spaces = 'spaces';", undefined],
  'server/features/spaces/service.ts': ["export const service = 'service';", undefined],
  'server/features/chat/index.ts': ["export const chat = 'chat';", undefined],
  'server/platform/store/embedded/store.ts': ["export const store = 'store';", undefined],
  'client/ui/button.ts': ["export const button = 'button';", undefined],
  'client/app/page.ts': ["export const page = 'page';", undefined],
};

describe('the boundaries find a planted breach', () => {
  let folder: string;
  let found: { rule: string; from: string }[];

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'multaqa-boundaries-'));
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs', 'scripts/layers.json'])
      cpSync(file, path.join(folder, file));
    for (const [file, [source]] of Object.entries(planted)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), `${source}\n`);
    }
    found = cruise(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.entries(planted))('%s', (file, [, rule]) => {
    expect([...new Set(found.filter(({ from }) => from === file).map(({ rule: name }) => name))]).toEqual(rule === undefined ? [] : [rule]);
  });
});

function cruise(cwd: string): { rule: string; from: string }[] {
  const cli = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cli, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'shared', 'server', 'client'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (stderr) throw new Error(stderr);
  const { summary }: { summary: { violations: { rule: { name: string }; from: string }[] } } = JSON.parse(stdout);
  return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

test('no feature stands in two layers, and every feature in one', () => {
  const names = layers.flat();
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  const features = projectFiles(['shared/features', 'server/features', 'client/features'], /\/features\/[^/]+\//).map(
    (file) => file.split('/')[2],
  );
  expect([...new Set(features)].filter((name) => name === undefined || !names.includes(name))).toEqual([]);
});

describe('the lint finds a planted import', () => {
  // Without type information, which files that do not exist cannot have; the rules tried here need none.
  const typed = ['no-floating-promises', 'no-misused-promises', 'await-thenable', 'switch-exhaustiveness-check'];
  const eslint = new ESLint({
    overrideConfig: {
      files: ['**/*.ts'],
      languageOptions: { parserOptions: { projectService: false } },
      rules: Object.fromEntries(typed.map((name) => [`@typescript-eslint/${name}`, 'off'])),
    },
  });
  const rulesBrokenBy = async (filePath: string, source: string): Promise<(string | null)[]> => {
    const results = await eslint.lintText(`${source}\n`, { filePath });
    return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
  };

  test.each([
    ['shared/features/chat/contract.ts', "export { z } from 'zod';"],
    ['client/features/chat/page.ts', "export { z } from 'zod';"],
    ['server/features/chat/service.ts', "export { Redis } from 'ioredis';"],
    ['server/kernel/http.ts', "export { betterAuth } from 'better-auth';"],
    ['shared/kernel/ids.ts', "export { randomUUID } from 'node:crypto';"],
  ])('%s: %s', async (file, source) => {
    expect(await rulesBrokenBy(file, source)).toEqual(['no-restricted-imports']);
  });

  test.each([
    ['shared/features/chat/contract.ts', "export * as z from 'zod/mini';"],
    ['server/platform/bus/redis/bus.ts', "export { Redis } from 'ioredis';"],
    ['server/features/accounts/better-auth.ts', "export { betterAuth } from 'better-auth';"],
  ])('but not in %s: %s', async (file, source) => {
    expect(await rulesBrokenBy(file, source)).toEqual([]);
  });

  test('the environment, and a test that is the only one', async () => {
    expect(await rulesBrokenBy('server/kernel/http.ts', 'export const port = process.env.PORT;')).toEqual(['no-restricted-properties']);
    expect(await rulesBrokenBy('server/config.ts', 'export const port = process.env.PORT;')).toEqual([]);
    expect(await rulesBrokenBy('server/kernel/run.test.ts', "import { test } from 'vitest';\ntest.only('one', () => undefined);")).toEqual([
      'no-restricted-syntax',
    ]);
  });
});
