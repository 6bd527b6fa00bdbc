import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveCommands, sendCommand, commandSocketPath } from '#server/commands/command-socket.ts';
import { runCommand } from '#server/commands/run-command.ts';
import { runOffline } from '#server/commands/backup/offline-commands.ts';
import { leftOut, newEpoch } from '#server/commands/backup/what-comes-back.ts';
import { knownVersions } from '#server/commands/backup/known-versions.ts';
import { version } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { inviteDirectly, mailJobKind } from '#server/features/accounts/index.ts';
import { secondFactorsRepository } from '#server/features/accounts/repository.ts';
import { openBackup } from '#server/platform/backup/read-backup.ts';
import { readKeyFile } from '#server/platform/backup/key.ts';
import type { BackupRecord } from '#server/platform/backup/port.ts';
import { writeBackup } from '#server/platform/backup/write-backup.ts';
import { DataFolderBusyError } from '#server/platform/errors.ts';

import { backupFolder, backUp, restoreInto } from '../support/backup-hub.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';
import { tempDir } from '../support/temp-dir.ts';

type Posted = { event: { seq: number } };

async function world(env: Record<string, string> = {}) {
  const dir = tempDir('backup');
  const hub = await startHub({ env });
  await hub.space('s', ['room']);
  const amal = await hub.person('amal', { spaces: { s: 'coordinator' }, hubRoles: ['admin'] });
  onTestFinished(async () => {
    await hub.stop();
    dir.remove();
  });
  return { hub, amal, dir: dir.path, ...backupFolder(dir.path) };
}

const post = (person: Awaited<ReturnType<TestHub['person']>>, words: string) =>
  person.api<Posted>('POST', '/rooms/room/messages', { clientId: crypto.randomUUID(), text: words, direction: 'rtl' });

async function recordsOf(file: string, keyFile: string): Promise<BackupRecord[]> {
  const backup = await openBackup(file, await readKeyFile(keyFile));
  const records: BackupRecord[] = [];
  for await (const page of backup.pages()) records.push(...page);
  await backup.close();
  return records;
}

/** Documents by `collection/id`. */
function documentsOf(records: readonly BackupRecord[]): Map<string, Record<string, unknown>> {
  const found = new Map<string, Record<string, unknown>>();
  let collection = '';
  for (const record of records) {
    if (record.kind === 'collection') collection = record.name;
    if (record.kind === 'document') found.set(`${collection}/${record.id}`, JSON.parse(record.text));
  }
  return found;
}

test('[BK8] a hub comes back elsewhere with its texts, files and people; whoever was signed in is not', async () => {
  const { hub, amal, dir, folder, keyFile } = await world();
  await post(amal, 'أهلا وسهلا');
  const { items } = await amal.api<{ items: { id: string }[] }>('POST', '/documents', {
    spaceId: 's',
    documents: [{ kind: 'lesson', title: 'درس', language: 'ar' }],
  });
  await hub.app.open.ports.blobs.put('photos/a', Readable.from([Buffer.from('picture'), Buffer.alloc(200_000, 7)]), 1_000_000);
  const made = await backUp(hub, { folder, keyFile });
  expect(made).toMatchObject({ blobs: 1, droppedBlobs: 0 });
  await post(amal, 'after the backup');

  const dataDir = join(dir, 'elsewhere');
  const restored = await restoreInto({ DATA_DIR: dataDir }, { file: made.path, keyFile });
  expect(restored.audit.isIntact).toBe(true);
  const other = await startHub({ dataDir });
  onTestFinished(() => other.stop());
  const ports = other.app.open.ports;

  const before = await hub.app.open.ports.log.read('room:room', 0, 10);
  const after = await ports.log.read('room:room', 0, 10);
  expect(after).toEqual(before.slice(0, after.length));
  expect(after.length).toBe(before.length - 1);
  const picture = await ports.blobs.get('photos/a');
  expect((await text(picture?.content ?? Readable.from([]))).slice(0, 7)).toBe('picture');

  // The bearer of the former hub opens nothing; the password does.
  const stale = await fetch(`${other.url}/api/v1/rooms/room/messages`, { headers: { authorization: `Bearer ${amal.token}` } });
  expect(stale.status).toBe(401);
  expect(await ports.store.collection('sessions', sessionsSpec).count({})).toBe(0);
  const id = items[0]?.id ?? '';
  expect(documentsOf(await recordsOf(made.path, keyFile)).get(`documents/${id}`)).toMatchObject({ epoch: 1 });
  const second = await backUp(other, { folder, keyFile });
  const there = documentsOf(await recordsOf(second.path, keyFile));
  expect(there.get(`documents/${id}`)).toMatchObject({ title: 'درس' });
  // A second restore of the same backup is another history than the first, so its epoch is another too.
  const epoch = Number(there.get(`documents/${id}`)?.['epoch']);
  expect(epoch).toBeGreaterThan(1_000_000);
  expect(newEpoch(1, new Date(Date.now() + 1000))).toBeGreaterThan(epoch);
  expect(newEpoch(epoch, new Date())).toBeGreaterThan(epoch);
  expect(String(epoch).length).toBeLessThanOrEqual(9);
  const last = (await ports.log.readBack('audit', undefined, 1))[0];
  expect(last?.data).toMatchObject({ operation: 'hub.restored', fields: { backupOf: made.createdAt } });
});
const sessionsSpec = {
  schemaVersion: 1,
  unique: [['cookieHash'], ['bearerHash']],
  indexes: [['userId', 'createdAt'], ['endsAt']],
} as const;

test('[BK9] sessions, links, codes, leases and open approvals do not come back', async () => {
  const { hub, amal, dir, folder, keyFile } = await world();
  const { ports } = hub.app.open;
  await inviteDirectly(ports, hub.url, { country: 'TN', language: 'ar', spaces: [], maxUses: 1, validDays: 5 });
  const factors = secondFactorsRepository(ports);
  const factor = { sealedSecret: 'sealed', lastStep: 5, recoveryHashes: ['h1', 'h2'], version: 1 };
  await ports.store.commit([
    factors.put({ id: 'u-on', state: 'on', ...factor }),
    factors.put({ id: 'u-begun', state: 'begun', ...factor }),
  ]);
  const require = (operation: string) =>
    hub.app.hub.tools.approvals
      .require({ operation, arguments: {}, requestedBy: amal.userId, now: new Date(), newId: () => operation })
      .catch(() => undefined);
  await require('waiting');
  await require('approved');
  await require('refused');
  await hub.app.hub.tools.approvals.decide('approved', 'other', 'approve');
  await hub.app.hub.tools.approvals.decide('refused', 'other', 'refuse');
  await fetch(`${hub.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: amal.email, password: 'a wrong pass phrase' }),
  });
  let release = (): void => undefined;
  ports.jobs.handle('held', () => new Promise((resolve) => (release = resolve)));
  onTestFinished(() => release());
  await ports.jobs.schedule({ id: 'held', kind: 'held', dueAt: new Date().toISOString(), data: { a: 1 } });
  await ports.jobs.schedule({ id: 'letter', kind: mailJobKind, dueAt: '2099-01-01T00:00:00.000Z', data: { to: 'a@example.org' } });
  const jobs = ports.store.collection<{ id: string; state: string }>('jobs', {
    indexes: [
      ['state', 'runAt'],
      ['state', 'endedAt'],
    ],
    schemaVersion: 1,
  });
  await expect.poll(async () => (await jobs.get('held'))?.state).toBe('running');

  const made = await backUp(hub, { folder, keyFile });
  const held = documentsOf(await recordsOf(made.path, keyFile));
  const collections = new Set([...held.keys()].map((name) => name.split('/')[0]));
  for (const absent of ['sessions', 'links', 'nodes', 'signInFailures']) expect(collections).not.toContain(absent);
  expect([...held.keys()].filter((name) => name.startsWith('approvals/'))).toEqual(['approvals/refused']);
  expect([...held.keys()].filter((name) => name.startsWith('setup/'))).toEqual([]);
  expect(held.has('secondFactors/u-begun')).toBe(false);
  expect([held.has('jobs/letter'), held.has('jobs/held')]).toEqual([false, true]);

  const dataDir = join(dir, 'elsewhere');
  await restoreInto({ DATA_DIR: dataDir }, { file: made.path, keyFile });
  const other = await startHub({ dataDir });
  onTestFinished(() => other.stop());
  const store = other.app.open.ports.store;
  expect(await secondFactorsRepository({ store }).findById('u-on')).toMatchObject({ recoveryHashes: [], sealedSecret: 'sealed' });
  const again = documentsOf(await recordsOf((await backUp(other, { folder, keyFile })).path, keyFile));
  const invitations = [...again].filter(([name]) => name.startsWith('invitations/'));
  expect(invitations.map(([, invitation]) => invitation['isWithdrawn'])).toEqual([true]);
  expect(again.get('jobs/held')).toMatchObject({ state: 'waiting', holder: '', data: { a: 1 } });
});

test('[BK9] the collections that are left out exist: a renamed one would come back unnoticed', async () => {
  const known = await knownVersions();
  expect(Object.keys(leftOut).filter((name) => !known.has(name))).toEqual([]);
});

describe('[BK10] a restore is refused, and writes nothing', () => {
  async function refused(given: (made: { path: string; keyFile: string; dir: string }) => Promise<string>): Promise<string[]> {
    const { hub, dir, folder, keyFile } = await world();
    const { path } = await backUp(hub, { folder, keyFile });
    const dataDir = join(dir, 'elsewhere');
    const file = await given({ path, keyFile, dir });
    const error = await restoreInto({ DATA_DIR: dataDir }, { file, keyFile }).catch((reason: unknown) => reason);
    expect(existsSync(dataDir)).toBe(false);
    return error instanceof Error && 'reason' in error ? [String(error.reason), error.message] : [String(error)];
  }

  /** The same backup with other records in it, sealed with the true key: what a newer program would have written. */
  async function rewritten(made: { path: string; keyFile: string; dir: string }, more: { version: string; records: BackupRecord[] }) {
    const records = await recordsOf(made.path, made.keyFile);
    const path = join(made.dir, 'rewritten');
    const file = await open(path, 'wx');
    async function* pages() {
      yield [...records, ...more.records];
    }
    await writeBackup({ file, key: await readKeyFile(made.keyFile), version: more.version, createdAt: new Date(), pages: pages() });
    await file.close();
    return path;
  }

  test('of a file in whose middle a byte was changed', async () => {
    const [reason] = await refused(async ({ path, dir }) => {
      const content = await readFile(path);
      const place = Math.floor(content.length / 2);
      content[place] = (content[place] ?? 0) ^ 1;
      writeFileSync(join(dir, 'changed'), content);
      return join(dir, 'changed');
    });
    expect(reason).toBe('damaged');
  });

  test('of half a file', async () => {
    const [reason, words] = await refused(async ({ path, dir }) => {
      const content = await readFile(path);
      writeFileSync(join(dir, 'half'), content.subarray(0, content.length / 2));
      return join(dir, 'half');
    });
    expect([reason, words]).toEqual(['cut', expect.stringMatching(/end is missing/)]);
  });

  test('of a newer program', async () => {
    const [reason, words] = await refused((made) => rewritten(made, { version: '99.0.0', records: [] }));
    expect([reason, words]).toEqual(['newer', expect.stringMatching(/99\.0\.0/)]);
  });

  test('of newer data', async () => {
    const records: BackupRecord[] = [
      { kind: 'collection', name: 'spaces' },
      { kind: 'document', id: 'zz', version: 99, text: '{"id":"zz"}' },
    ];
    const [reason, words] = await refused((made) => rewritten(made, { version, records }));
    expect([reason, words]).toEqual(['newer', expect.stringMatching(/spaces is of version 99/)]);
  });

  test('with another key', async () => {
    const { hub, dir, folder, keyFile } = await world();
    const { path } = await backUp(hub, { folder, keyFile });
    const dataDir = join(dir, 'elsewhere');
    writeFileSync(join(dir, 'other-key'), 'a passphrase that is long enough');
    await expect(restoreInto({ DATA_DIR: dataDir }, { file: path, keyFile: join(dir, 'other-key') })).rejects.toMatchObject({
      reason: 'wrongKey',
    });
    expect(existsSync(dataDir)).toBe(false);
  });

  test('while a server runs there, and into a hub that holds something', async () => {
    const { hub, folder, keyFile } = await world();
    const { path } = await backUp(hub, { folder, keyFile });
    await expect(restoreInto({ DATA_DIR: hub.dataDir }, { file: path, keyFile })).rejects.toThrow(DataFolderBusyError);
    const other = await startHub();
    await other.stop(true);
    await expect(restoreInto({ DATA_DIR: other.dataDir }, { file: path, keyFile })).rejects.toMatchObject({ reason: 'notEmpty' });
    const again = await startHub({ dataDir: other.dataDir });
    await again.stop();
  });

  test('with another secret, unless told that the former one is lost', async () => {
    const { hub, dir, folder, keyFile } = await world({ SESSION_SECRET: 'x'.repeat(40) });
    const { path } = await backUp(hub, { folder, keyFile });
    const dataDir = join(dir, 'elsewhere');
    const from = { file: path, keyFile };
    await expect(restoreInto({ DATA_DIR: dataDir }, from)).rejects.toMatchObject({ reason: 'otherSecret' });
    await expect(restoreInto({ DATA_DIR: dataDir, SESSION_SECRET: 'y'.repeat(40) }, from)).rejects.toMatchObject({ reason: 'otherSecret' });
    expect(existsSync(dataDir)).toBe(false);
    await restoreInto({ DATA_DIR: dataDir, SESSION_SECRET: 'x'.repeat(40) }, from);
    await restoreInto({ DATA_DIR: join(dir, 'third') }, { ...from, allowOtherSecret: true });
  });
});

test('[BK8] a kept secret comes with the backup', async () => {
  const { hub, dir, folder, keyFile } = await world();
  const { path } = await backUp(hub, { folder, keyFile });
  const dataDir = join(dir, 'elsewhere');
  await restoreInto({ DATA_DIR: dataDir }, { file: path, keyFile });
  expect(await readFile(join(dataDir, 'session-secret'), 'utf8')).toBe(await readFile(join(hub.dataDir, 'session-secret'), 'utf8'));
});

describe('commands', () => {
  test('backup goes through the socket of the running hub and tells how it gets on; verify-backup reads the file', async () => {
    const { hub, amal, folder, keyFile } = await world();
    await post(amal, 'hello');
    const path = commandSocketPath(hub.dataDir);
    const stop = await serveCommands(path, (call, onProgress) => runCommand(hub.app, call, onProgress));
    onTestFinished(stop);
    const progress: string[] = [];
    const args = ['--to', folder, '--key-file', keyFile];
    const answer = await sendCommand(path, { command: 'backup', args }, (line) => progress.push(line));
    expect(answer).toMatchObject({ exitCode: 0, output: expect.stringMatching(/Written and verified/) });
    expect(progress.length).toBeGreaterThan(0);
    const [name] = readdirSync(folder);
    const offline = { config: readConfig({}), version, knownVersions, onProgress: () => undefined };
    const verified = await runOffline(offline, 'verify-backup', ['--file', join(folder, name ?? ''), '--key-file', keyFile]);
    expect(verified).toMatchObject({ exitCode: 0, output: expect.stringMatching(/Whole and right/) });
    const hash = /content hash \w+/;
    expect(hash.exec(verified?.output ?? '')?.[0]).toBe(hash.exec(answer?.output ?? '')?.[0]);
    const last = (await hub.app.open.ports.log.readBack('audit', undefined, 1))[0];
    expect(last?.data).toMatchObject({ operation: 'hub.backup' });
  });

  test('called wrongly they say how they are called', async () => {
    const { hub, dir } = await world();
    expect(await runCommand(hub.app, { command: 'backup', args: [] }, () => undefined)).toMatchObject({ exitCode: 2 });
    const wrong = await runCommand(hub.app, { command: 'backup', args: ['--to', dir, '--key-file', join(dir, 'none')] }, () => undefined);
    expect(wrong).toMatchObject({ exitCode: 1, output: expect.stringMatching(/no key file/) });
    expect((await runCommand(hub.app, { command: 'help', args: [] }, () => undefined)).output).toMatch(/restore --file F/);
  });
});

describe('by the calendar', () => {
  test('[BK12] one a second, verified, and the older ones go; a failure leaves what is there and is told', async () => {
    const dir = tempDir('scheduled');
    const { folder, keyFile } = backupFolder(dir.path);
    writeFileSync(join(folder, 'notes.txt'), 'not ours');
    const hub = await startHub({ env: { BACKUP_DIR: folder, BACKUP_KEY_FILE: keyFile, BACKUP_AT: '* * * * * *', BACKUP_KEEP: '2' } });
    onTestFinished(async () => {
      await hub.stop();
      dir.remove();
    });
    const backups = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.backup'));
    const seen = new Set<string>();
    const until = { timeout: 40_000, interval: 50 };
    await expect
      .poll(() => {
        for (const name of backups()) seen.add(name);
        return seen.size;
      }, until)
      .toBeGreaterThan(3);
    await expect.poll(() => backups().length, until).toBe(2);
    expect(await hub.app.backups.state()).toMatchObject({ failure: '', file: expect.stringMatching(/^multaqa-/) });
    const metrics = await (await fetch(`${hub.url}/metrics`)).text();
    expect(Number(/^hub_backup_age_seconds (\S+)$/m.exec(metrics)?.[1])).toBeLessThan(60);
    writeFileSync(keyFile, 'short');
    await expect.poll(async () => (await hub.app.backups.state()).failure, until).toMatch(/passphrase/);
    expect(backups().length).toBeGreaterThanOrEqual(2);
    const good = await openBackup(
      join(folder, [...seen].at(-1) ?? ''),
      await readKeyFile(keyFile).catch(() => ({ kind: 'passphrase', text: '' }) as const),
    ).catch((error: unknown) => error);
    expect(good).toMatchObject({ reason: 'wrongKey' });
    expect(readdirSync(folder)).toContain('notes.txt');
  });

  test('a key is required', () => {
    expect(() => readConfig({ BACKUP_DIR: '/b' })).toThrow(/BACKUP_KEY_FILE/);
    expect(() => readConfig({ BACKUP_DIR: '/b', BACKUP_KEY_FILE: '/k', BACKUP_AT: 'now and then' })).toThrow(/BACKUP_AT/);
  });
});

test('[BK12] a hub that stops breaks its backup off and leaves nothing of it', async () => {
  const dir = tempDir('stopping');
  const { folder, keyFile } = backupFolder(dir.path);
  onTestFinished(dir.remove);
  const hub = await startHub();
  await hub.app.open.ports.blobs.put(
    'big',
    Readable.from(Array.from({ length: 40 }, () => crypto.getRandomValues(Buffer.alloc(60_000)))),
    3_000_000,
  );
  const made = backUp(hub, { folder, keyFile }).catch((error: unknown) => error);
  await expect.poll(() => readdirSync(folder).length).toBe(1);
  await hub.stop();
  expect(await made).toBeInstanceOf(Error);
  expect(readdirSync(folder)).toEqual([]);
});
