import { expect, test } from 'vitest';
import { linesWith, projectFiles } from '../support/sources.ts';

test('only server/config.ts reads the environment', () => {
  const files = projectFiles(['shared', 'server', 'client'], /\.(ts|tsx|mjs)$/).filter((file) => !/\.test\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(0);
  const readers = linesWith(
    files.filter((file) => file !== 'server/config.ts'),
    /process\s*\.\s*env|process\[.env.\]|import\.meta\.env\.(?!DEV\b|PROD\b)/,
  );
  expect(readers).toEqual([]);
});
