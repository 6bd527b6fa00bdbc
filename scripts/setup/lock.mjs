import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { inRoot } from './paths.mjs';
import { say } from './say.mjs';

/**
 * Runs `work` while no other process of this project runs work of the same name: two terminals may say
 * `npm start` and `npm test` at once, and neither may read what the other has half written.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const folder = inRoot('.cache', `${name}.lock`);
  fs.mkdirSync(inRoot('.cache'), { recursive: true });
  await take(folder, name);
  const release = () => fs.rmSync(folder, { recursive: true, force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function take(/** @type {string} */ folder, /** @type {string} */ name) {
  let told = false;
  while (!tryTake(folder)) {
    const holder = holderOf(folder);
    if (holder === 'free') continue;
    if (holder === 'dead') {
      fs.rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) say(`Waiting for another ${name} of this project (process ${holder}) …`);
    told = true;
    await pause(200);
  }
}

function tryTake(/** @type {string} */ folder) {
  // The pid is written before the folder takes its name: a lock is never seen without its holder.
  const draft = `${folder}.${process.pid}`;
  fs.mkdirSync(draft, { recursive: true });
  fs.writeFileSync(`${draft}/pid`, String(process.pid));
  try {
    fs.renameSync(draft, folder);
    return true;
  } catch {
    fs.rmSync(draft, { recursive: true, force: true });
    return false;
  }
}

/**
 * The process that holds the lock, `dead` when it ended without giving the lock back.
 *
 * @returns {number | 'dead' | 'free'}
 */
function holderOf(/** @type {string} */ folder) {
  try {
    const pid = Number(fs.readFileSync(`${folder}/pid`, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ESRCH') return 'dead';
    // Given back since we looked. Anything else (EPERM) is alive, and another user's.
    return code === 'ENOENT' ? 'free' : -1;
  }
}
