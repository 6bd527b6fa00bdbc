// `npm start`: everything from a bare clone to a running hub, with nothing but Node.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { runBuilt } = await import('./setup/run-built.mjs');
await runBuilt('main', { parts: process.argv.includes('--help') ? ['server'] : ['client', 'server'] });
