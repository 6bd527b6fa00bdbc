import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openEmbedded } from '#server/platform/embedded/open-embedded.ts';
import { DamagedRecordError, DataFolderBusyError, StorageFullError } from '#server/platform/errors.ts';
import { entryOf, expectDense, readAll } from './log.conformance.ts';

const writerFile = fileURLToPath(new URL('./log-writer.ts', import.meta.url));
const folders: string[] = [];
const children: ChildProcess[] = [];
let dataDir: string;

/** Starts the writing process; `run` resolves with its lines when `until` has seen enough, and it was killed. */
function writer(
  args: string[],
  command: string[] = [],
): { child: ChildProcess; lines: string[]; until: (enough: (lines: readonly string[]) => boolean) => Promise<void> } {
  const [program = '', ...rest] = [...command, process.execPath, '--import', 'tsx', writerFile, ...args];
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'], detached: false });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout ?? process.stdin });
  const ended = once(child, 'exit').then(() => 'ended');
  let satisfied = (): void => undefined;
  reader.on('line', (line) => {
    lines.push(line);
    satisfied();
  });
  return {
    child,
    lines,
    async until(enough) {
      const seen = new Promise<void>((resolve) => {
        satisfied = () => (enough(lines) ? resolve() : undefined);
        satisfied();
      });
      if ((await Promise.race([seen, ended])) === 'ended') throw new Error(`the writer ended: ${lines.slice(-3).join(' | ')}`);
    },
  };
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Every line that was said must be found under its number. */
async function expectKept(dir: string, lines: readonly string[]): Promise<void> {
  const { log, close } = await openEmbedded({ dataDir: dir });
  const streams = new Map<string, Map<number, unknown>>();
  const missing: string[] = [];
  for (const line of lines) {
    const [stream = '', seq, text] = line.split(' ');
    if (text === undefined) continue;
    const stored = streams.get(stream) ?? new Map((await readAll(log, stream)).map((entry) => [entry.seq, entry.text]));
    streams.set(stream, stored);
    if (stored.get(Number(seq)) !== text) missing.push(line);
  }
  expect(missing).toEqual([]);
  for (const [stream, stored] of streams) {
    expectDense([...stored.keys()].map((seq) => ({ seq })));
    expect((await log.heads([stream])).get(stream)).toBe(stored.size);
    expect(new Set(stored.values()).size).toBe(stored.size);
  }
  await close();
}

const canMount = ((): boolean => {
  try {
    execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=1m none /mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const canTrace = ((): boolean => {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('embedded SQLite under faults', () => {
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'multaqa-embedded-'));
    folders.push(dataDir);
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  test('[LG16] killed in mid-append, three times over, nothing acknowledged is missing and the numbers go on', async () => {
    const said: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { child, lines, until } = writer([dataDir, 'many']);
      const enough = 200 + Math.floor(Math.random() * 1500);
      await until((known) => known.length > enough);
      await killed(child);
      said.push(...lines);
      await expectKept(dataDir, said);
    }
    expect(said.length).toBeGreaterThan(600);
  });

  test.runIf(canTrace)('[LG16] the disk has said "written" before any acknowledgement', async () => {
    const trace = join(dataDir, 'trace');
    const { child, lines } = writer(
      [join(dataDir, 'data'), 'one', '30'],
      ['strace', '-f', '-o', trace, '-e', 'trace=fsync,fdatasync,write'],
    );
    await once(child, 'exit');
    expect(lines).toHaveLength(31);
    // A call that another thread interrupts is told in two lines; the one that ends it bears the result.
    const calls = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => /f(data)?sync(\(.*\)| resumed>.*) += 0|write\(1, "s\d /.test(line));
    let synced = 0;
    let acknowledged = 0;
    for (const call of calls) {
      if (/sync/.test(call)) synced += 1;
      else {
        acknowledged += 1;
        expect(synced).toBeGreaterThan(0);
        synced = 0;
      }
    }
    expect(acknowledged).toBe(30);
  });

  test('[LG17] a second server on the data folder is refused, in this process and from another; a killed one leaves no lock', async () => {
    const first = await openEmbedded({ dataDir });
    await expect(openEmbedded({ dataDir })).rejects.toThrow(DataFolderBusyError);
    await expect(openEmbedded({ dataDir })).rejects.toThrow(dataDir);
    await first.log.append('s', [entryOf('still working')]);
    await first.close();
    const { child, until } = writer([dataDir, 'many']);
    await until((lines) => lines.length > 0);
    await expect(openEmbedded({ dataDir })).rejects.toThrow(DataFolderBusyError);
    // It was refused by a server that lives, not let in by one that had ended.
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
    await killed(child);
    const third = await openEmbedded({ dataDir });
    expect((await third.log.read('s', 0, 1)).length).toBe(1);
    await third.close();
  });

  test('[LG18] when no room is left a write says so, reads go on, and what fits is still taken', async () => {
    const { log, store, close } = await openEmbedded({ dataDir, maxBytes: 2_000_000 });
    const collection = store.collection<{ id: string; text: string }>('things', { schemaVersion: 1 });
    let stored = 0;
    const failure = await (async () => {
      for (;;) await log.append('s', [entryOf(`${stored}`, { bytes: new Uint8Array(100_000) })]).then(() => (stored += 1));
    })().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StorageFullError);
    expect(stored).toBeGreaterThan(5);
    await expect(store.commit([collection.insert({ id: 'big', text: 'x'.repeat(500_000) })])).rejects.toThrow(StorageFullError);
    const together = await Promise.allSettled([
      log.append('s', [entryOf('too big', { bytes: new Uint8Array(3_000_000) })]),
      log.append('s', [entryOf('small')]),
    ]);
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    const all = await readAll(log, 's');
    expectDense(all);
    expect(all).toHaveLength(stored + 1);
    expect(await collection.count({})).toBe(0);
    await close();
  });

  test.runIf(canMount)('[LG18] on a full disk nothing is acknowledged; with room again the same server goes on', async () => {
    const mount = 'mount -t tmpfs -o size=6m none "$0" && fallocate -l 3m "$0/filler" && exec "$@"';
    const { child, lines, until } = writer(
      [dataDir, 'fill', '400'],
      ['unshare', '-rm', '--propagation', 'private', 'sh', '-c', mount, dataDir],
    );
    await until((known) => known.includes('ready'));
    // The mount lives in the child's namespace; its files are reached through /proc.
    const inside = join('/proc', String(child.pid), 'root', dataDir);
    await until((known) => known.at(-1) === 'full');
    const before = lines.length;
    execFileSync('rm', [join(inside, 'filler')]);
    child.stdin?.write('room\n');
    await until((known) => known.length > before + 20);
    // Files are copied out, since the namespace ends with the process.
    const kept = await mkdtemp(join(tmpdir(), 'multaqa-embedded-'));
    folders.push(kept);
    child.kill('SIGSTOP');
    for (const name of readdirSync(inside)) if (name.startsWith('hub.db')) execFileSync('cp', [join(inside, name), kept]);
    await killed(child);
    expect(lines.filter((line) => line === 'full').length).toBeGreaterThan(0);
    await expectKept(kept, lines.slice(0, before + 20));
  });

  test('[LG19] a byte that flipped on the disk is reported, not served; other streams go on', async () => {
    const first = await openEmbedded({ dataDir });
    await first.log.append('hurt', [entryOf('the oath of the guardians')]);
    await first.log.append('sound', [entryOf('sound')]);
    const things = first.store.collection<{ id: string; text: string }>('things', { schemaVersion: 1 });
    await first.store.commit([things.insert({ id: 'a', text: 'the deed of the house' }), things.insert({ id: 'b', text: 'b' })]);
    await first.close();
    for (const text of ['the oath of the guardians', 'the deed of the house']) flip(join(dataDir, 'hub.db'), text);
    const second = await openEmbedded({ dataDir });
    await expect(second.log.read('hurt', 0, 10)).rejects.toThrow(DamagedRecordError);
    expect(await readAll(second.log, 'sound')).toHaveLength(1);
    const again = second.store.collection<{ id: string; text: string }>('things', { schemaVersion: 1 });
    await expect(again.get('a')).rejects.toThrow(DamagedRecordError);
    expect(await again.get('b')).toEqual({ id: 'b', text: 'b' });
    await second.close();
  });

  test('[LG19] a torn end of the newest file costs at most what was torn', async () => {
    const whole = join(dataDir, 'whole');
    const { child, lines, until } = writer([whole, 'one', '1000']);
    await until((known) => known.length > 50);
    await killed(child);
    for (const cut of [1, 17, 64]) {
      const torn = join(dataDir, `cut${cut}`);
      cpSync(whole, torn, { recursive: true });
      const wal = join(torn, 'hub.db-wal');
      truncateSync(wal, statSync(wal).size - cut);
      const { log, close } = await openEmbedded({ dataDir: torn });
      const all = await readAll(log, 's0');
      expectDense(all);
      expect(all.length).toBeGreaterThan(lines.length - 5);
      await log.append('s0', [entryOf('goes on')]);
      await close();
    }
  });

  test('[LG20] blanked content is gone from the files too', async () => {
    const first = await openEmbedded({ dataDir });
    const secret = 'a name that must be forgotten';
    await first.log.append('s', [entryOf(secret, { bytes: new Uint8Array(Buffer.from(secret)) }), entryOf('kept')]);
    await first.log.blank('s', 1);
    await expect.poll(() => inFiles(secret), { timeout: 30_000 }).toBe(false);
    expect(inFiles('kept')).toBe(true);
    await first.close();
    expect(inFiles(secret)).toBe(false);
  });

  test('[LG23] after a scrub nothing that was trimmed is in the files, and the log goes on', async () => {
    const first = await openEmbedded({ dataDir });
    const secret = 'a sentence that was taken back';
    const entries = Array.from({ length: 400 }, (_, n) =>
      entryOf(`${secret} ${n}`, { bytes: new Uint8Array(Buffer.from(secret.repeat(50))) }),
    );
    await first.log.append('t', entries);
    await first.log.append('t', [entryOf('kept')]);
    const reading = first.log.read('t', 0, 1);
    await first.log.trim('t', 400);
    await Promise.all([first.log.scrub(), first.log.append('t', [entryOf('beside')]), reading]);
    expect(inFiles(secret)).toBe(false);
    expect((await first.log.read('t', 0, 10)).map(({ data }) => data['text'])).toEqual(['kept', 'beside']);
    expect((await first.log.append('t', [entryOf('after')]))[0]?.entry.seq).toBe(403);
    await first.close();
  });
});

function inFiles(text: string): boolean {
  return readdirSync(dataDir).some((name) => readFileSync(join(dataDir, name)).includes(text));
}

function flip(file: string, text: string): void {
  const at = readFileSync(file).indexOf(text);
  expect(at).toBeGreaterThan(0);
  const handle = openSync(file, 'r+');
  writeSync(handle, 'X', at + 4);
  closeSync(handle);
}
