// Bundles programs of the server, with the threads they start.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';

/** Node's oldest version in package.json `engines`. */
const nodeTarget = 'node20.19';

/**
 * @param {string[]} entries  files of the programs, from the root
 * @param {string} outdir  each becomes `<name>.js` in it
 */
export async function bundleServer(entries, outdir) {
  fs.mkdirSync(outdir, { recursive: true });
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [...entries, ...threads()].filter((file) => fs.existsSync(inRoot(file))),
    outdir,
    // Flat: a program finds its threads as siblings (server/platform/worker-url.ts).
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

/** Each `<name>-worker.ts` of the server runs in a thread, and so is a bundle of its own. */
function threads() {
  return fs
    .readdirSync(inRoot('server'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('-worker.ts'))
    .map((file) => path.join('server', file));
}
