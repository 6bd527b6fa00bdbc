// `npm start`: everything from a bare clone to a running hub, with nothing but Node.
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { runBuilt } = await import('./setup/run-built.mjs');
await runBuilt('main', { parts: process.argv.includes('--help') ? ['server'] : ['client', 'server'] });
endWithNpm();

/**
 * npm passes SIGTERM on, but cannot when it is killed: the hub would stay behind and hold its port.
 * Only under npm: whoever runs this file itself may well want it to outlive the shell.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
