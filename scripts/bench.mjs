// `npm run bench -- <name> [arguments]`: runs scripts/bench/<name>.{mjs,ts} on a built hub.
import fs from 'node:fs';
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { inRoot } = await import('./setup/paths.mjs');

const names = ['documents', 'chat', 'search'];
const [asked = '', ...args] = process.argv.slice(2);
const file = names.includes(asked) ? fileOf(asked) : undefined;
process.exitCode = file === undefined ? await explain() : await measure(file);

/** @param {string} name */
function fileOf(name) {
  return ['mjs', 'ts'].map((ending) => inRoot('scripts', 'bench', `${name}.${ending}`)).find((candidate) => fs.existsSync(candidate));
}

async function explain() {
  const { say } = await import('./setup/say.mjs');
  if (asked !== '') say(names.includes(asked) ? `The bench "${asked}" is not there yet.` : `There is no bench "${asked}".`);
  say(`npm run bench -- <name>, where name is ${names.filter(fileOf).join(' or ') || 'nothing yet'}.`);
  return 2;
}

/** @param {string} program */
async function measure(program) {
  const { ensureInstalled } = await import('./setup/install.mjs');
  await ensureInstalled();
  const { ensureBuilt } = await import('./setup/stale.mjs');
  await ensureBuilt(['server', 'client']);
  const { run } = await import('./setup/run.mjs');
  const loader = program.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const { code } = await run(process.execPath, [...loader, '--enable-source-maps', program, ...args], { result: true });
  return code;
}
