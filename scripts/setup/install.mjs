import fs from 'node:fs';
import { inRoot } from './paths.mjs';
import { withLock } from './lock.mjs';
import { run } from './run.mjs';
import { giveUp, say, since } from './say.mjs';

const lockFile = inRoot('package-lock.json');
/** npm writes this at the end of each installation: what it says is there, is there. */
const installedFile = inRoot('node_modules', '.package-lock.json');

/** Installs the packages when they are missing or not those of package-lock.json. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await withLock('install', async () => {
    if (isInstalled()) return;
    const startedAt = Date.now();
    say('Installing packages (a minute or two the first time) …');
    const { program, args } = npmCommand();
    // --include=dev: the client is built here, also where NODE_ENV=production.
    const { code } = await run(program, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund']);
    if (code > 128) process.exit(code);
    if (code !== 0) {
      giveUp(
        'The packages could not be installed; npm says why above.',
        'Most often the npm registry is out of reach: check the network, or `npm config get registry` and `npm config get proxy`.',
      );
    }
    say(`Packages installed in ${since(startedAt)}.`);
  });
}

function isInstalled() {
  const installedAt = modifiedAt(installedFile);
  if (installedAt === undefined) return false;
  const lockedAt = modifiedAt(lockFile);
  if (lockedAt === undefined || installedAt >= lockedAt) return true;
  // A checkout gives the lock a new date without new contents: look before installing all again.
  if (!sameVersions()) return false;
  const now = new Date();
  fs.utimesSync(installedFile, now, now);
  return true;
}

function sameVersions() {
  const wanted = packagesOf(lockFile);
  const present = packagesOf(installedFile);
  return Object.entries(wanted).every(
    ([place, entry]) => place === '' || (present[place] ? present[place].version === entry.version : entry.optional === true),
  );
}

/** @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesOf(/** @type {string} */ file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? {};
}

function modifiedAt(/** @type {string} */ file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/** The npm that started us where one did, so that two versions of npm do not take turns on one folder. */
function npmCommand() {
  const started = process.env.npm_execpath;
  if (started && /npm-cli\.[cm]?js$/.test(started)) return { program: process.execPath, args: [started] };
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
