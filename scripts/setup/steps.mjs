import fs from 'node:fs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { say, since } from './say.mjs';
import { ensureBuilt } from './stale.mjs';

/** @typedef {{ name: string, does: string, run: () => Promise<{ code: number }> }} Step */

const tool = (/** @type {string} */ file, /** @type {string[]} */ ...args) =>
  run(process.execPath, [inRoot('node_modules', file), ...args]);

/** @type {Step[]} */
const steps = [
  {
    name: 'types',
    does: 'tsc',
    run: () => (fs.mkdirSync(inRoot('.cache'), { recursive: true }), tool('typescript/bin/tsc', '-p', 'tsconfig.json')),
  },
  { name: 'boundaries', does: 'who imports whom', run: () => run(process.execPath, [inRoot('scripts', 'boundaries.mjs')]) },
  { name: 'styles', does: 'stylelint', run: () => tool('stylelint/bin/stylelint.mjs', '--allow-empty-input', 'client/**/*.css') },
  { name: 'lint', does: 'eslint', run: () => tool('eslint/bin/eslint.js', '.') },
  { name: 'format', does: 'prettier', run: () => tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  {
    name: 'build',
    does: 'client and server',
    run: async () => {
      await ensureBuilt(['server', 'client']);
      return { code: 0 };
    },
  },
];

/**
 * Runs the steps in turn and stops at the first that fails.
 *
 * @param {string[]} names  only these steps; all when empty
 * @returns {Promise<number>} exit code
 */
export async function runSteps(names) {
  const unknown = names.find((name) => !steps.some((step) => step.name === name));
  if (unknown) {
    say(`There is no step "${unknown}": ${steps.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  for (const { name, does, run: start } of steps) {
    if (names.length > 0 && !names.includes(name)) continue;
    const startedAt = Date.now();
    const { code } = await start();
    say(`${name} (${does}): ${code === 0 ? 'good' : 'FAILED'}, ${since(startedAt)}`);
    if (code !== 0) return code;
  }
  return 0;
}
