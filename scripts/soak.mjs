// `npm run soak -- [path]`: the long scenarios in full: 100,000 frames of fuzz, 20 kills, every page in every state. Their result belongs in docs/reliability.md or docs/performance.md.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { ensureInstalled } = await import('./setup/install.mjs');
await ensureInstalled();
const { runTests } = await import('./setup/run-tests.mjs');
process.exitCode = await runTests(process.argv.slice(2), { MULTAQA_SOAK: '1', FUZZ_FRAMES: '100000' });
