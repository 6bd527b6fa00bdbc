// `npm run check`: everything that needs no test. What is quick and finds most comes first.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { ensureInstalled } = await import('./setup/install.mjs');
await ensureInstalled();
const { runSteps } = await import('./setup/steps.mjs');
process.exitCode = await runSteps(process.argv.slice(2));
