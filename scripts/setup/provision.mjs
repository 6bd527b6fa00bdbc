// Finds or fetches the real servers of the tests.
import fs from 'node:fs';
import path from 'node:path';
import { aptInstall } from './apt.mjs';
import { locate } from './locate.mjs';
import { fetchMongod } from './mongod.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';

/** @typedef {import('./locate.mjs').Service} Service */

/** The variable that tells the tests where a program is. */
export const variableOf = /** @type {const} */ ({
  redis: 'MULTAQA_TEST_REDIS',
  mongo: 'MULTAQA_TEST_MONGOD',
  chromium: 'MULTAQA_TEST_CHROMIUM',
});

const advice = {
  redis: 'Install it (Debian: apt-get install redis-server; macOS: brew install redis) or put redis-server on PATH.',
  mongo: 'Name a mongod 6 or newer in MONGOMS_SYSTEM_BINARY, or put mongod on PATH.',
  chromium: 'Name a Chromium in CHROMIUM_PATH, or install it (Debian: apt-get install chromium fonts-noto-core).',
};

const fetchers = {
  redis: () => aptInstall('redis-server'),
  mongo: fetchMongod,
  chromium: async () => (await aptInstall('chromium', 'fonts-noto-core')) || playwrightInstall(),
};

/**
 * @param {Service[]} services
 * @returns {Promise<{ env: Record<string, string>, missing: Service[] }>} variables for the tests, and what cannot be had
 */
export async function provision(services) {
  /** @type {Record<string, string>} */
  const env = {};
  /** @type {Service[]} */
  const missing = [];
  for (const service of services) {
    const program = await findOrFetch(service);
    if (program) env[variableOf[service]] = program;
    else missing.push(service);
  }
  for (const service of missing) say(`NO ${service.toUpperCase()}: its suites are skipped. ${advice[service]}`);
  return { env, missing };
}

/** @param {Service} service */
async function findOrFetch(service) {
  const found = locate(service);
  if (found && (await starts(found))) return found;
  if (found) say(`${found} does not start here; looking for another ${service}.`);
  const fetched = await fetchers[service]();
  const program = typeof fetched === 'string' ? fetched : locate(service);
  return program && program !== found && (await starts(program)) ? program : undefined;
}

/** A program of another system, or one that lacks a library, is as good as none. */
async function starts(/** @type {string} */ program) {
  return (await run(program, ['--version'], { quiet: true })).code === 0;
}

/** @returns {Promise<string | undefined>} */
async function playwrightInstall() {
  const { chromium } = await import('playwright-core');
  const target = chromium.executablePath();
  if (!fs.existsSync(target)) {
    say('Fetching Chromium with playwright-core …');
    const cli = path.join(path.dirname(new URL(import.meta.resolve('playwright-core')).pathname), 'cli.js');
    await run(process.execPath, [cli, 'install', 'chromium']);
  }
  return fs.existsSync(target) ? target : undefined;
}
