// A vitest reporter that counts the tests for scripts/setup/run-tests.mjs.
import fs from 'node:fs';

export default class SummaryReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.MULTAQA_TEST_SUMMARY;
    if (!file) return;
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, skippedWhy: [] };
    for (const module of modules) count(module, counts);
    fs.writeFileSync(file, JSON.stringify(counts));
  }
}

/**
 * @param {import('vitest/node').TestModule} module
 * @param {{ passed: number, failed: number, skipped: number, skippedWhy: string[] }} counts
 */
function count(module, counts) {
  const before = counts.failed;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') counts.passed += 1;
    else if (state === 'failed') counts.failed += 1;
    else counts.skipped += 1;
  }
  for (const suite of module.children.allSuites()) {
    if (suite.name.startsWith('NO ')) counts.skippedWhy.push(`${module.relativeModuleId}: ${suite.name}`);
  }
  // A file that could not be loaded, or whose hook failed, has no failed test to show for it.
  if (counts.failed === before && module.state() === 'failed') counts.failed += 1;
}
