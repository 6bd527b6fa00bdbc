// Builds one part or both, always: `node scripts/build.mjs [client] [server]`.
// What is asked for by `npm start` and `npm test` goes through setup/stale.mjs, which builds only what is stale.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './setup/paths.mjs';

/** Node's oldest version in package.json `engines`. */
const nodeTarget = 'node20.19';

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
  fs.mkdirSync(outdir, { recursive: true });
  const esbuild = await import('esbuild');
  const entries = ['server/main.ts', 'server/hub.ts', ...workers()];
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: entries.filter((file) => fs.existsSync(inRoot(file))),
    outdir,
    // Flat: an entry finds its worker as a sibling (server/platform/worker-url.ts).
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    alias: Object.fromEntries(['shared', 'server'].map((side) => [`#${side}`, inRoot(side)])),
    platform: 'node',
    format: 'esm',
    target: nodeTarget,
    sourcemap: 'linked',
    logLevel: 'warning',
  });
}

/** Each `<name>-worker.ts` under server runs in a thread, and so is a bundle of its own. */
function workers() {
  return fs
    .readdirSync(inRoot('server'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('-worker.ts'))
    .map((file) => path.join('server', file));
}
