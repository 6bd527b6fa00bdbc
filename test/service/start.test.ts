import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/program.ts';

interface Started {
  url: string;
  readyMs: number;
  child: ChildProcess;
  /** Exit code of npm, or the signal that ended it. */
  ended: Promise<number | string>;
}

describe('npm start', () => {
  let dataDir: string;
  beforeAll(() => void (dataDir = mkdtempSync(path.join(tmpdir(), 'multaqa-start-'))));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  const environment = (more: Record<string, string>): NodeJS.ProcessEnv => {
    // What npm and vitest set for their own children is not what a person's terminal holds.
    const plain = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_ENV$|MONGO_URL$|REDIS_URL$)/.test(name));
    return { ...Object.fromEntries(plain), DATA_DIR: dataDir, DEMO: '1', DEMO_BOT: '0', LOG_LEVEL: 'warn', ...more };
  };

  async function start(): Promise<Started> {
    const startedAt = performance.now();
    const child = spawn('npm', ['start'], {
      env: environment({ PORT: String(await freePort()) }),
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? 'unknown');
    // npm, killed, would leave the hub behind: a group of its own takes both.
    onTestFinished(() => endGroup(child.pid));
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) {
      const url = /open at (http:\S+)/.exec(line)?.[1];
      if (url !== undefined) return { url, readyMs: performance.now() - startedAt, child, ended };
    }
    throw new Error(`npm start ended with ${await ended} before it was open`);
  }

  test('serves a page and says it is ready; SIGTERM ends it with 0; the second start is quick', async () => {
    const first = await start();
    const page = await fetch(first.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<html[^>]*\blang=/);
    expect((await fetch(new URL('/readyz', first.url))).status).toBe(200);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);

    const second = await start();
    console.log(`ready ${Math.round(second.readyMs)} ms after npm start`);
    expect(second.readyMs).toBeLessThan(10_000);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  test('the hub does not outlive npm, not even npm killed', async () => {
    const { url, child } = await start();
    expect((await fetch(new URL('/healthz', url))).status).toBe(200);
    child.kill('SIGKILL');
    const answers = (): Promise<boolean> =>
      fetch(new URL('/healthz', url)).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 15_000 }).toBe(false);
  });

  test('--help names every setting and starts nothing', () => {
    const { stdout, status } = spawnSync('npm', ['start', '--silent', '--', '--help'], { env: environment({}), encoding: 'utf8' });
    expect(status).toBe(0);
    for (const setting of [
      'PORT',
      'HOST',
      'DATA_DIR',
      'PUBLIC_URL',
      'MONGO_URL',
      'REDIS_URL',
      'SESSION_SECRET',
      'DEMO',
      'LOG_LEVEL',
      'SMTP_URL',
    ])
      expect(stdout).toContain(setting);
  });

  test('what is set wrongly is said in a sentence, without a stack', () => {
    const { stderr, status } = spawnSync('npm', ['start', '--silent'], {
      env: environment({ HOST: '0.0.0.0', PORT: '0' }),
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/loopback/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
