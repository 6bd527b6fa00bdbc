// `npm run format`: lays out every file as `npm run check` wants it.
import { ensureInstalled } from './setup/install.mjs';
import { inRoot } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

await ensureInstalled();
const asked = process.argv.slice(2);
const { code } = await run(process.execPath, [
  inRoot('node_modules', 'prettier', 'bin', 'prettier.cjs'),
  ...['--write', '--log-level', 'warn'],
  ...(asked.length > 0 ? asked : ['.']),
]);
process.exitCode = code;
