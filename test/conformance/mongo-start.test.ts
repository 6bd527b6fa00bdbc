import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { locate } from '../../scripts/setup/locate.mjs';
import { NotAReplicaSetError, StoreUnavailableError } from '#server/platform/errors.ts';
import { openMongo } from '#server/platform/mongo/open-mongo.ts';
import { describeWith } from '../support/describe-with.ts';
import { freePort, startProgram, type Program } from '../support/program.ts';

function reached(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => resolve(true));
    socket.on('error', () => resolve(false)).unref();
  });
}

describeWith('mongo', 'starting on MongoDB', () => {
  let program: Program | undefined;
  afterEach(async () => {
    await program?.stop();
    program = undefined;
  });

  async function startPlain(args: string[]): Promise<number> {
    const port = await freePort();
    program = startProgram('mongod', (folder) => [
      locate('mongo') ?? '',
      '--port',
      String(port),
      '--bind_ip',
      '127.0.0.1',
      '--dbpath',
      folder,
      '--nounixsocket',
      ...args,
    ]);
    program.start();
    // mongod says on no channel of ours that it listens.
    while (!(await reached(port))) {
      expect(program.ended()).toBeUndefined();
      await pause(50);
    }
    return port;
  }

  test('[LG21] a server that is no replica set is refused, saying what to do', async () => {
    const port = await startPlain([]);
    const refusal = await openMongo({ url: `mongodb://127.0.0.1:${port}/hub`, timeoutMs: 5000 }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NotAReplicaSetError);
    expect(String(refusal)).toContain('--replSet');
  });

  test('[LG21] so is a member of a set that was never initiated', async () => {
    const port = await startPlain(['--replSet', 'rs0']);
    for (const query of ['', '?replicaSet=rs0']) {
      await expect(openMongo({ url: `mongodb://127.0.0.1:${port}/hub${query}`, timeoutMs: 1500 })).rejects.toThrow(NotAReplicaSetError);
    }
  });

  test('[LG21] a server that cannot be reached is "unavailable", in time', async () => {
    const start = performance.now();
    await expect(openMongo({ url: `mongodb://127.0.0.1:${await freePort()}/hub?replicaSet=rs0`, timeoutMs: 500 })).rejects.toThrow(
      StoreUnavailableError,
    );
    expect(performance.now() - start).toBeLessThan(8000);
  });
});
