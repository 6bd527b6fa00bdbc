// The harness that measures rival servers and ours in one run lies beside the project (../shared/peers, or --peers DIR);
// it is copied into .cache, installed and run there.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleServer } from '../setup/bundle-server.mjs';
import { inRoot } from '../setup/paths.mjs';
import { say } from '../setup/say.mjs';

const copy = inRoot('.cache', 'peers');

/** @param {string[]} args @returns {{ folder: string | undefined, rest: string[] }} */
function readArguments(args) {
  const at = args.indexOf('--peers');
  const given = at < 0 ? undefined : args[at + 1];
  const folder = given ?? inRoot('..', 'shared', 'peers');
  return {
    folder: fs.existsSync(path.join(folder, 'bench.mjs')) ? folder : undefined,
    rest: at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)],
  };
}

/**
 * Makes the harness ready in a folder of its own.
 * @param {string[]} args arguments of the command
 * @returns {{ folder: string, rest: string[] } | undefined} undefined when there is no harness; it was said why
 */
export function prepareHarness(args) {
  const { folder, rest } = readArguments(args);
  if (folder === undefined) {
    say('The harness was not found. Say where it lies: npm run bench -- <name> --peers <folder>');
    return undefined;
  }
  fs.cpSync(folder, copy, { recursive: true, filter: (source) => !source.includes('node_modules') });
  if (!fs.existsSync(path.join(copy, 'node_modules')))
    spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: copy, stdio: 'inherit' });
  return { folder: copy, rest };
}

const bundle = inRoot('.cache', 'bench-server');

/** Bundles the hub for measurements as the product is bundled; answers the command that starts it, from whichever folder. */
export async function ourServer() {
  fs.rmSync(bundle, { recursive: true, force: true });
  await bundleServer(['scripts/bench/start.ts'], bundle);
  return `${process.execPath} --max-semi-space-size=2 ${path.join(bundle, 'start.js')}`;
}

/**
 * Runs one measurement and reads the line of JSON it prints; its progress is shown.
 * @param {string} folder @param {string} script @param {string[]} args
 */
export function measure(folder, script, args) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'multaqa-bench-'));
  const env = { ...process.env, DATA_DIR: dataDir, HOST: '127.0.0.1' };
  const result = lastLine(folder, [script, ...args], env);
  fs.rmSync(dataDir, { recursive: true, force: true });
  return result;
}

/**
 * Runs a program of Node and reads the last line it prints as JSON; `{}` when there is none.
 * @param {string} cwd @param {string[]} command @param {NodeJS.ProcessEnv} [env]
 */
export function lastLine(cwd, command, env = process.env) {
  const { stdout } = spawnSync(process.execPath, command, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  return JSON.parse(stdout.trim().split('\n').at(-1) || '{}');
}

/** @param {string} title @param {readonly (readonly (string | number)[])[]} rows */
export function table(title, rows) {
  console.log(`\n${title}\n`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}
