// `npm run hub -- <command>`: the administrator's commands, built like the server and without the client.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { runBuilt } = await import('./setup/run-built.mjs');
await runBuilt('hub', { parts: ['server'] });
