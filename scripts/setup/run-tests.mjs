import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { provision } from './provision.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';
import { ensureBuilt } from './stale.mjs';

/** What a test needs beside the packages, by its folder; a folder that is not named needs all. */
const needs = [
  { folder: /^(server|shared|client|scripts)(\/|$)/, project: 'unit', build: false, servers: false },
  { folder: /^test\/guards(\/|$)/, project: 'guards', build: false, servers: false },
  { folder: /^test\/conformance(\/|$)/, project: 'conformance', build: false, servers: true },
];

/**
 * Runs the tests and ends with the one plain line `N passed, N failed, N skipped`.
 *
 * @param {string[]} args  passed on to `vitest run`
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {Promise<number>} exit code: 0 when something passed and nothing failed
 */
export async function runTests(args, extra = {}) {
  const { env, missing } = await prepare(args);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'multaqa-test-'));
  const summaryFile = path.join(folder, 'summary.json');
  try {
    const { code } = await run(process.execPath, [inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], {
      env: { ...process.env, ...env, ...extra, MULTAQA_TEST_SUMMARY: summaryFile },
      result: true,
    });
    const summary = readSummary(summaryFile);
    for (const reason of summary?.skippedWhy ?? []) say(`SKIPPED: ${reason}`);
    const { exitCode, line } = conclude(summary, { code, missing, isCi: process.env.CI === 'true' });
    console.log(line);
    return exitCode;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string[]} args */
async function prepare(args) {
  const asked = needsOf(args);
  if (asked.some(({ build }) => build)) await ensureBuilt(['server', 'client']);
  if (!asked.some(({ servers }) => servers)) return { env: {}, missing: [] };
  return provision(['redis', 'mongo', 'chromium']);
}

/**
 * What the tests that `args` ask for need, beside the packages.
 *
 * @param {string[]} args
 * @returns {{ build: boolean, servers: boolean }[]}
 */
export function needsOf(args) {
  const all = { build: true, servers: true };
  const projects = args.flatMap((arg, index) => (args[index - 1] === '--project' ? [arg] : []));
  if (projects.length > 0) return projects.map((name) => needs.find(({ project }) => project === name) ?? all);
  const places = args.filter((arg, index) => !arg.startsWith('-') && !args[index - 1]?.startsWith('--'));
  if (places.length === 0) return [all];
  return places.map((place) => needs.find(({ folder }) => folder.test(place.replace(/^\.\//, ''))) ?? all);
}

/** @typedef {{ passed: number, failed: number, skipped: number, skippedWhy: string[] }} Summary */

/** @returns {Summary | undefined} */
function readSummary(/** @type {string} */ file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

/**
 * The closing line and exit code of a run.
 *
 * @param {Summary | undefined} summary  undefined when vitest ended without counting
 * @param {{ code: number, missing: string[], isCi: boolean }} end  vitest's exit code; servers that could not be had
 */
export function conclude(summary, { code, missing, isCi }) {
  const { passed, skipped } = summary ?? { passed: 0, skipped: 0 };
  let failed = summary?.failed ?? 1;
  // On a build machine, a server that cannot be had is a failure of the set-up, not a reason to test less.
  if (isCi) failed += missing.length;
  if (code !== 0 && failed === 0) failed = 1;
  return { exitCode: failed > 0 || passed === 0 ? 1 : 0, line: `${passed} passed, ${failed} failed, ${skipped} skipped` };
}
