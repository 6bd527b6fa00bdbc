// Who imports whom, by the rules of .dependency-cruiser.cjs. Part of `npm run check`.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { say } from './setup/say.mjs';

const sides = ['shared', 'server', 'client'];
const { default: config } = await import('../.dependency-cruiser.cjs');
/** @type {string[][]} */
const layers = JSON.parse(fs.readFileSync(inRoot('scripts', 'layers.json'), 'utf8'));

const { modules, summary } = await cruise();
const problems = [...violations(), ...unseen(), ...withoutLayer()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  say(`${problems.length} broken boundaries.`);
  process.exitCode = 1;
} else {
  say(`Boundaries hold: ${modules.length} modules, ${summary.totalDependenciesCruised} imports.`);
}

/** @returns {Promise<{ modules: { source: string }[], summary: any }>} */
async function cruise() {
  const cli = inRoot('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...sides.filter((side) => fs.existsSync(inRoot(side)))];
  const { output } = await run(process.execPath, [cli, ...args], { quiet: true });
  try {
    return JSON.parse(output);
  } catch {
    console.error(output);
    throw new Error('dependency-cruiser did not answer');
  }
}

function violations() {
  return summary.violations.map((/** @type {any} */ { rule, from, to, cycle, comment }) => {
    const way = cycle ? [from, ...cycle.map((/** @type {any} */ step) => step.name)].join(' → ') : `${from} → ${to}`;
    const why = comment ?? config.forbidden.find((/** @type {any} */ { name }) => name === rule.name)?.comment;
    return `${rule.name}: ${way}${why ? `\n    ${why}` : ''}`;
  });
}

/** A cruiser that cannot read TypeScript sees nothing, and so finds nothing wrong. */
function unseen() {
  const seen = new Set(modules.map(({ source }) => source));
  return sides
    .flatMap(sourceFiles)
    .filter((file) => !seen.has(file))
    .map((file) => `not-seen: ${file} was not read by dependency-cruiser`);
}

function withoutLayer() {
  const known = new Set(layers.flat());
  return sides
    .flatMap((side) => foldersIn(path.join(side, 'features')))
    .filter((folder) => !known.has(path.basename(folder)))
    .map((folder) => `no-layer: ${folder} is in no layer; add it to scripts/layers.json`);
}

function foldersIn(/** @type {string} */ place) {
  if (!fs.existsSync(inRoot(place))) return [];
  return fs
    .readdirSync(inRoot(place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(place, entry.name));
}

function sourceFiles(/** @type {string} */ side) {
  if (!fs.existsSync(inRoot(side))) return [];
  return fs
    .readdirSync(inRoot(side), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => path.posix.join(side, file));
}
