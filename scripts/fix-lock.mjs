// Fills the holes of package-lock.json: npm leaves out optional packages of other systems when it cannot look them
// up, and `npm ci` then refuses the lock. Run it after `npm install`; test/guards/lock-file.test.ts finds what it fills.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from './setup/paths.mjs';

/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], optionalDependencies?: Record<string, string> }} Entry */

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * Optional dependencies that the lock names and does not hold.
 *
 * @param {Record<string, Entry>} packages  `packages` of the lock
 * @returns {{ parent: string, name: string, version: string }[]}
 */
export function holesOf(packages) {
  return Object.entries(packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isHeld(packages, parent, name))
      .map(([name, version]) => ({ parent, name, version })),
  );
}

/** As Node looks for it: in the parent's own node_modules, then in each one above. */
function isHeld(/** @type {Record<string, Entry>} */ packages, /** @type {string} */ parent, /** @type {string} */ name) {
  for (let place = parent; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    if (packages[place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`]) return true;
    if (place === '') return false;
  }
}

/** @param {{ packages: Record<string, Entry> }} lock */
function fill(lock) {
  const holes = holesOf(lock.packages);
  for (const { parent, name, version } of holes) {
    const words = name.split(/[-/]/);
    const os = systems.filter((system) => words.includes(system));
    const cpu = processors.filter((processor) => words.includes(processor));
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[^\d]*/, ''),
      ...(lock.packages[parent]?.dev ? { dev: true } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {}),
      ...(cpu.length > 0 ? { cpu } : {}),
    };
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return holes.length;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = inRoot('package-lock.json');
  const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
  const filled = fill(lock);
  if (filled > 0) fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(filled > 0 ? `${filled} holes filled.` : 'The lock has no holes.');
}
