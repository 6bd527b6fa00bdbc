import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { inRoot, root } from './paths.mjs';

/**
 * Makes sure that what an entry needs is installed and built, then becomes it.
 *
 * The entry runs in this process rather than in a child: signals and the exit code are then its own, and
 * killing what `npm start` started kills the server.
 *
 * @param {string} entry  file name in dist/server without its ending
 * @param {{ parts: ('client' | 'server')[] }} needs
 */
export async function runBuilt(entry, { parts }) {
  await ensureInstalled();
  const { ensureBuilt } = await import('./stale.mjs');
  await ensureBuilt(parts);
  const file = inRoot('dist', 'server', `${entry}.js`);
  // Paths such as the data folder are meant from here, wherever the command was given.
  process.chdir(root);
  process.argv[1] = file;
  await import(pathToFileURL(file).href);
}
