// Builds one part or both, always: `node scripts/build.mjs [client] [server]`.
// What is asked for by `npm start` and `npm test` goes through setup/stale.mjs, which builds only what is stale.
import fs from 'node:fs';
import { bundleServer } from './setup/bundle-server.mjs';
import { inRoot } from './setup/paths.mjs';

const asked = process.argv.slice(2);
const parts = asked.length > 0 ? asked : ['client', 'server'];
process.env.NODE_ENV = 'production';
for (const part of parts) await build(part);

async function build(/** @type {string} */ part) {
  const builder = { client: buildClient, server: buildServer }[part];
  if (!builder) throw new Error(`There is no part "${part}": client or server.`);
  // Built beside and then swapped: a running hub never serves half a build.
  const draft = inRoot('dist', `.${part}-${process.pid}`);
  const target = inRoot('dist', part);
  try {
    await builder(draft);
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(draft, target);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

async function buildClient(/** @type {string} */ outDir) {
  const vite = await import('vite');
  await vite.build({
    configFile: inRoot('vite.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
}

async function buildServer(/** @type {string} */ outdir) {
  await bundleServer(['server/main.ts', 'server/hub.ts'], outdir);
}
