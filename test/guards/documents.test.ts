import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedPages } from '../../scripts/docs/pages.ts';

// A change of docs/openapi.json is a change of the outside surface: it shows in review.
test.each(Object.entries(generatedPages))('%s is as the code writes it (npm run docs)', (path, page) => {
  expect(readFileSync(path, 'utf8')).toBe(page());
});
