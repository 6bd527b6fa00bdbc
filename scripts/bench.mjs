// `npm run bench -- <name> [arguments]`: runs scripts/bench/<name>.{mjs,ts} on a built hub.
import fs from 'node:fs';
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { inRoot } = await import('./setup/paths.mjs');
const { say } = await import('./setup/say.mjs');

const names = ['documents', 'chat', 'search'];
const files = new Map(
  names
    .flatMap((name) => ['mjs', 'ts'].map((ending) => [name, inRoot('scripts', 'bench', `${name}.${ending}`)]))
    .filter(([, file]) => fs.existsSync(file)),
);
const [name, ...args] = process.argv.slice(2);
const file = name === undefined ? undefined : files.get(name);

if (file === undefined) {
  if (name !== undefined && names.includes(name)) say(`The bench "${name}" is not there yet.`);
  else if (name !== undefined) say(`There is no bench "${name}".`);
  say(`npm run bench -- <name>, where name is ${[...files.keys()].join(' or ') || 'nothing yet'}.`);
  process.exitCode = 2;
} else {
  const { ensureInstalled } = await import('./setup/install.mjs');
  await ensureInstalled();
  const { ensureBuilt } = await import('./setup/stale.mjs');
  await ensureBuilt(['server', 'client']);
  const { run } = await import('./setup/run.mjs');
  const loader = file.endsWith('.ts') ? ['--import', 'tsx'] : [];
  process.exitCode = (
    await run(process.execPath, [...loader, '--max-semi-space-size=2', '--enable-source-maps', file, ...args], { result: true })
  ).code;
}
