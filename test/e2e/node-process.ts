import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

const startMs = 60_000;

/** A hub as `npm start` runs it: the built server in a process of its own, which can be killed. */
export interface NodeProcess {
  url: string;
  kill9(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  terminate(): Promise<number | null>;
  /** The same port and data again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

async function untilReady(url: string, child: ChildProcess, told: () => string): Promise<void> {
  const deadline = Date.now() + startMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the hub ended at its start: ${told()}`);
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await pause(50);
  }
  throw new Error(`the hub was not ready within ${startMs} ms: ${told()}`);
}

/** Starts the built server (dist/) on a free port with the demo world, and waits until it is ready. */
export async function startNode(env: Record<string, string> = {}): Promise<NodeProcess> {
  const port = await freePort();
  const dir = tempDir('node');
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let output = '';

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ['--enable-source-maps', 'dist/server/main.js'], {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: dir.path,
        DEMO: '1',
        DEMO_BOT: '0',
        LOG_LEVEL: 'warn',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-4000);
      });
    await untilReady(url, started, () => output);
  }
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }
  process.once('exit', () => child?.kill('SIGKILL'));
  await start();
  return {
    url,
    kill9: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
    restart: start,
    async stop() {
      await end('SIGTERM');
      dir.remove();
    },
  };
}
