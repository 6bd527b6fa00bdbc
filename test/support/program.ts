import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A process that a test starts, ends and starts again in one folder of its own. */
export interface Program {
  readonly name: string;
  readonly folder: string;
  start: () => void;
  signal: (signal: NodeJS.Signals) => void;
  /** Sends the signal and waits for the end; at once when it does not run. */
  end: (signal: NodeJS.Signals) => Promise<void>;
  /** Ends it for good and deletes its folder. */
  stop: () => Promise<void>;
  /** How it ended, undefined while it runs. */
  ended: () => string | undefined;
  /** Its latest output, at most 8,000 characters. */
  output: () => string;
}

const keptOutput = 8_000;

/**
 * Prepares a program in a temporary folder.
 *
 * @param name     for messages and the folder's name
 * @param command  the program and its arguments, given that folder
 */
export function startProgram(name: string, command: (folder: string) => string[]): Program {
  const folder = mkdtempSync(path.join(tmpdir(), `multaqa-${name}-`));
  const [executable = '', ...args] = command(folder);
  const undertaker = watchOver(folder);
  let child: ChildProcess | undefined;
  let output = '';

  const running = (): ChildProcess | undefined => (child && child.exitCode === null && child.signalCode === null ? child : undefined);

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = running();
    if (!ending) return;
    const gone = once(ending, 'exit');
    // One that was paused hears SIGTERM only when it goes on.
    if (signal !== 'SIGKILL') ending.kill('SIGCONT');
    ending.kill(signal);
    await gone;
  };

  return {
    name,
    folder,
    start: () => {
      child = spawn(executable, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
      const keep = (chunk: Buffer | Error): void => void (output = (output + chunk.toString()).slice(-keptOutput));
      child.stdout?.on('data', keep);
      child.stderr?.on('data', keep);
      child.on('error', keep);
      if (child.pid !== undefined) undertaker.guard(child.pid);
    },
    signal: (signal) => void running()?.kill(signal),
    end,
    stop: async () => {
      await end('SIGTERM');
      undertaker.dismiss();
      rmSync(folder, { recursive: true, force: true });
    },
    ended: () => (child && !running() ? String(child.signalCode ?? child.exitCode) : undefined),
    output: () => output,
  };
}

/**
 * Ends the program and deletes its folder when this process is gone, however it went: a test's process may
 * be killed, and then runs no handler. A shell waits for the end of its input, which comes with our death.
 */
function watchOver(folder: string): { guard: (pid: number) => void; dismiss: () => void } {
  const script = 'pid=; while read -r next; do pid=$next; done; [ -n "$pid" ] && kill -9 "$pid" 2>/dev/null; rm -rf "$1"';
  const shell = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  // A shell that is gone already has nothing more to do.
  shell.stdin.on('error', () => undefined);
  return {
    guard: (pid) => void shell.stdin.write(`${pid}\n`),
    // An empty line forgets the pid: by now it may be another's.
    dismiss: () => void shell.stdin.end('\n'),
  };
}

/** A port of 20000 or more on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const tries = 50;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    // Below the range from which the system gives ports to outgoing connections (Linux: 32768 and up).
    const wanted = 20_000 + Math.floor(Math.random() * 12_000);
    const port = await tryPort(wanted);
    if (port !== undefined) return port;
  }
  throw new Error(`No free port in ${tries} tries.`);
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const taken = (probe.address() as AddressInfo).port;
      probe.close(() => resolve(taken));
    });
  });
}
