import { expect, test } from 'vitest';
import { linesWith, projectFiles } from '../support/sources.ts';

/** What reaches a browser: a sign that it does not know is a syntax error, and takes everything in that chunk with it. */
const files = projectFiles(['client', 'shared'], /(?<!\.test)\.tsx?$/).filter((file) => !file.startsWith('client/build/'));

test('no pattern looks behind: Safari does only since 16.4', () => {
  expect(files.length).toBeGreaterThan(200);
  expect(linesWith(files, /\(\?<[!=]/)).toEqual([]);
});
