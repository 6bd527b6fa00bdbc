// `npm run dev`: the hub from its sources. The server starts again and the page renews itself when a file changes.
import { spawn } from 'node:child_process';
import { requireNode } from './setup/node-version.mjs';

requireNode();
const { ensureInstalled } = await import('./setup/install.mjs');
await ensureInstalled();

const { inRoot, root } = await import('./setup/paths.mjs');
const { forwardSignals } = await import('./setup/run.mjs');
const { say } = await import('./setup/say.mjs');

const pagePort = Number(process.env.PORT ?? 3000);
const host = process.env.HOST ?? '127.0.0.1';
/** The server stands behind vite, which passes on all that is not a page. */
const serverPort = 20_000 + Math.floor(Math.random() * 12_000);

const vite = await startPages();
const server = startServer();
forwardSignals(server);
server.on('exit', async (code) => {
  await vite.close();
  process.exit(code ?? 0);
});

async function startPages() {
  const { createServer } = await import('vite');
  const target = `http://127.0.0.1:${serverPort}`;
  const proxy = Object.fromEntries(
    ['/api', '/socket.io', '/collab', '/healthz', '/readyz', '/metrics'].map((place) => [place, { target, ws: true }]),
  );
  const pages = await createServer({
    configFile: inRoot('vite.config.ts'),
    server: { host, port: pagePort, strictPort: true, proxy },
  });
  await pages.listen();
  return pages;
}

function startServer() {
  const url = `http://${host}:${pagePort}`;
  say(`Development hub: ${url} (server on port ${serverPort})`);
  return spawn(
    process.execPath,
    [inRoot('node_modules', 'tsx', 'dist', 'cli.mjs'), 'watch', '--clear-screen=false', 'server/main.ts', ...process.argv.slice(2)],
    {
      cwd: root,
      // tsx asks its terminal for Enter; ours stays with vite.
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, HOST: '127.0.0.1', PORT: String(serverPort), PUBLIC_URL: process.env.PUBLIC_URL ?? url },
    },
  );
}
