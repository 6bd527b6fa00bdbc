import { expect, test } from 'vitest';
import { projectFiles, readProjectFile } from '../support/sources.ts';

// A rule without a test is a wish, and a test that names no rule proves nothing of the specification.
const specifications = projectFiles(['docs/spec'], /\.md$/);
const tests = projectFiles(['test', 'server', 'client', 'shared'], /\.(test|conformance)\.tsx?$/)
  .map((file) => readProjectFile(file))
  .join('\n');
const rulesOf = (file: string): string[] => [...readProjectFile(file).matchAll(/^\| ([A-Z]{2}\d+) \|/gm)].map(([, id]) => id ?? '');
const named = new Set([...tests.matchAll(/\[([A-Z]{2}\d+)\]/g)].map(([, id]) => id ?? ''));

test.each(specifications)('%s: each rule is named by a test', (file) => {
  const rules = rulesOf(file);
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.filter((id) => !named.has(id))).toEqual([]);
});

test('no rule stands twice, and no test names a rule that is not there', () => {
  const rules = specifications.flatMap(rulesOf);
  expect(rules.filter((id, index) => rules.indexOf(id) !== index)).toEqual([]);
  const kinds = new Set(rules.map((id) => id.slice(0, 2)));
  expect([...named].filter((id) => kinds.has(id.slice(0, 2)) && !rules.includes(id))).toEqual([]);
});
