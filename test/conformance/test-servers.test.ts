import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { expect, onTestFinished, test } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, startRedis, uniqueDatabase } from '../support/servers.ts';

describeWith('mongo', 'a mongod of the tests', () => {
  test('takes majority writes and transactions, and keeps them over kill -9 on the same port', async () => {
    const mongo = await startMongo();
    onTestFinished(() => mongo.stop());
    const client = new MongoClient(uniqueDatabase(mongo.url));
    onTestFinished(() => client.close());
    const notes = client.db().collection('notes');
    await notes.insertOne({ text: 'first' }, { writeConcern: { w: 'majority', journal: true } });
    await client.withSession((session) => session.withTransaction(() => notes.insertOne({ text: 'second' }, { session })));

    await mongo.kill9();
    await mongo.restart();
    expect(await notes.countDocuments()).toBe(2);
  });

  test('gives each caller a database of its own', () => {
    expect(uniqueDatabase('mongodb://127.0.0.1:1/?replicaSet=rs0')).toMatch(/^mongodb:\/\/127\.0\.0\.1:1\/test_\w+\?replicaSet=rs0$/);
    expect(uniqueDatabase('mongodb://a/')).not.toBe(uniqueDatabase('mongodb://a/'));
  });
});

describeWith('redis', 'a redis of the tests', () => {
  test('loses everything over kill -9, and comes again on the same port', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const client = new Redis(redis.url);
    // What becomes of the connection meanwhile is not the question.
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    await client.set('key', 'value');
    expect(await client.get('key')).toBe('value');

    await redis.kill9();
    await redis.restart();
    expect(await client.get('key')).toBe(null);
  });

  test('ends, and its folder goes, when the process that started it is killed', async () => {
    const program = new URL('../support/program.ts', import.meta.url).href;
    const source = `
      import { startProgram } from ${JSON.stringify(program)};
      const sleeper = startProgram('sleeper', () => ['sh', '-c', 'echo $$ > pid; exec sleep 600']);
      sleeper.start();
      process.send(sleeper.folder);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', source], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [folder] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [string];
    const pidFile = path.join(folder, 'pid');
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8'), { timeout: 10_000 }).toMatch(/^\d+\n$/);
    const pid = Number(readFileSync(pidFile, 'utf8'));

    child.kill('SIGKILL');
    await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  });
});

/** A process that ended and that nobody has waited for yet is still listed, as a zombie: it runs no more. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
