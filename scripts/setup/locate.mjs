// Where the real servers of the tests are on this machine. Looks only; scripts/setup/provision.mjs fetches.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, userCache } from './paths.mjs';

/** @typedef {'redis' | 'mongo' | 'chromium'} Service */

/** The first executable of these names on PATH. */
export function onPath(/** @type {string[]} */ ...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.exe', ''] : [''];
  return names.flatMap((name) => folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)))).find(isExecutable);
}

/** @returns {boolean} */
export function isExecutable(/** @type {string | undefined} */ file) {
  if (!file) return false;
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Folders in which a fetched mongod may lie: this clone's, then the one that all clones of this user share. */
export const mongodFolders = () => ({ own: inRoot('.cache', 'mongod'), shared: path.join(userCache(), 'mongod') });

/**
 * The program of a service, or undefined. The environment's word comes first.
 *
 * @param {Service} service
 * @returns {string | undefined}
 */
export function locate(service) {
  return candidates[service]().find(isExecutable);
}

const candidates = {
  redis: () => [process.env.MULTAQA_TEST_REDIS, onPath('redis-server')],
  mongo: () => [
    process.env.MULTAQA_TEST_MONGOD,
    process.env.MONGOMS_SYSTEM_BINARY,
    onPath('mongod'),
    ...Object.values(mongodFolders()).flatMap(programsIn),
  ],
  chromium: () => [
    process.env.MULTAQA_TEST_CHROMIUM,
    process.env.CHROMIUM_PATH,
    onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'),
    ...macApplications(),
  ],
};

/** mongod itself, or what mongodb-memory-server names `mongod-x64-debian-7.0.14`. */
function programsIn(/** @type {string} */ folder) {
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => name.startsWith('mongod') && !name.endsWith('.part'))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function macApplications() {
  if (process.platform !== 'darwin') return [];
  return ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
}
