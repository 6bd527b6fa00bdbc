// `npm test`: set-up, build, real servers, then vitest. `npm test -- path` and `--project name` narrow it.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { ensureInstalled } = await import('./setup/install.mjs');
await ensureInstalled();
const { runTests } = await import('./setup/run-tests.mjs');
process.exitCode = await runTests(process.argv.slice(2));
