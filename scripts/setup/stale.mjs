import fs from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { giveUp, say, since } from './say.mjs';

/** @typedef {'client' | 'server'} Part */

const common = ['shared', 'package.json', 'package-lock.json', 'tsconfig.json', 'scripts/build.mjs', 'scripts/setup/bundle-server.mjs'];

/** What each part is built from. A change in any of these files makes it stale. */
const sources = {
  client: ['client', 'vite.config.ts', ...common],
  server: ['server', ...common],
};

/**
 * Builds the parts whose sources changed since they were built. Says nothing when there is nothing to do.
 *
 * @param {Part[]} parts
 * @param {{ force?: boolean }} [options]
 */
export async function ensureBuilt(parts, { force = false } = {}) {
  if (!force && parts.every(isFresh)) return;
  await withLock('build', async () => {
    for (const part of parts) if (force || !isFresh(part)) await buildPart(part);
  });
}

/** In a process of its own: the bundlers' memory must not stay with the server. */
async function buildPart(/** @type {Part} */ part) {
  const startedAt = Date.now();
  // Taken before the build: what changes meanwhile is built the next time.
  const print = fingerprint(part);
  say(`Building the ${part} …`);
  const env = { ...process.env, NODE_ENV: 'production' };
  const { code } = await run(process.execPath, [inRoot('scripts', 'build.mjs'), part], { env });
  if (code > 128) process.exit(code);
  if (code !== 0) giveUp(`The ${part} could not be built; the reason stands above.`);
  fs.writeFileSync(stampOf(part), print);
  say(`The ${part} is built (${since(startedAt)}).`);
}

const stampOf = (/** @type {Part} */ part) => inRoot('dist', part, '.built-from');

function isFresh(/** @type {Part} */ part) {
  try {
    return fs.readFileSync(stampOf(part), 'utf8') === fingerprint(part);
  } catch {
    return false;
  }
}

/** How many files there are and when the newest was written: a deleted file shows too. */
function fingerprint(/** @type {Part} */ part) {
  let count = 0;
  let newest = 0;
  for (const source of sources[part]) {
    for (const file of filesUnder(inRoot(source))) {
      count += 1;
      newest = Math.max(newest, fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    }
  }
  return `${count} files, newest ${newest} ms`;
}

const isTest = /\.test\.tsx?$/;

/** @returns {Generator<string>} */
function* filesUnder(/** @type {string} */ place) {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    if (!isTest.test(place)) yield place;
    return;
  }
  for (const entry of fs.readdirSync(place, { withFileTypes: true })) {
    const child = path.join(place, entry.name);
    if (entry.isDirectory()) yield* filesUnder(child);
    else if (!isTest.test(entry.name)) yield child;
  }
}
