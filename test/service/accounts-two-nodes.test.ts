import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inviteDirectly } from '#server/features/accounts/index.ts';
import { password, startAccountsHub, type AccountsHub } from '../support/accounts-hub.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, startRedis, uniqueDatabase, type TestServer } from '../support/servers.ts';

describeWith(['mongo', 'redis'], 'accounts on two nodes, MongoDB and Redis', () => {
  let mongo: TestServer;
  let redis: TestServer;
  let one: AccountsHub;
  let two: AccountsHub;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    [mongo, redis] = await Promise.all([startMongo(), startRedis()]);
    const environment = {
      MONGO_URL: uniqueDatabase(mongo.url),
      REDIS_URL: redis.url,
      SESSION_SECRET: 'the same secret on both nodes, 32 and more',
    };
    one = await startAccountsHub(environment);
    two = await startAccountsHub(environment);
    await Promise.all(['amina', 'layla', 'noha', 'karim'].map((id) => one.create({ id })));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await Promise.all([one.stop(), two.stop()]);
    await Promise.all([mongo.stop(), redis.stop()]);
  });

  function connect(hub: AccountsHub, token: string): Promise<Socket> {
    const socket = io(hub.url, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
    sockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.on('connect', () => resolve(socket));
      socket.on('connect_error', reject);
    });
  }
  const cutWithin = (socket: Socket) => {
    const startedAt = performance.now();
    return new Promise<number>((resolve) => socket.once('disconnect', () => resolve(performance.now() - startedAt)));
  };

  test('a session of one node is good on the other, and its end there cuts live connections here within a second', async () => {
    const { token, cookie } = await one.signIn('amina@example.org');
    expect((await two.call('GET', '/me', { bearer: token })).status).toBe(200);
    const cut = cutWithin(await connect(two, token));
    await one.call('DELETE', '/session', { bearer: token });
    expect(await cut).toBeLessThan(1_000);
    expect((await two.call('GET', '/me', { bearer: token })).status).toBe(401);
    expect((await two.call('GET', '/me', { headers: { cookie } })).status).toBe(401);
  });
  test('a changed password ends the other sessions on every node', async () => {
    const [here, there] = [await one.signIn('layla@example.org'), await two.signIn('layla@example.org')];
    const cut = cutWithin(await connect(two, there.token));
    const body = { currentPassword: password, newPassword: 'nine quiet herons 44' };
    expect((await one.call('POST', '/me/password', { bearer: here.token, body })).status).toBe(200);
    expect(await cut).toBeLessThan(2_000);
    expect((await two.signIn('layla@example.org', { password: 'nine quiet herons 44' })).session.userId).toBe('layla');
  });
  test('a code of the second factor counts once over both', async () => {
    const { secret } = await one.secure((await one.signIn('noha@example.org')).token);
    for (const hub of [one, two]) hub.clock.jump(60_000);
    const body = { email: 'noha@example.org', password, totp: await one.totp(secret) };
    const answers = await Promise.all([one, two, one, two].map((hub) => hub.call('POST', '/session', { body })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
  test('an invitation for two lets two in, wherever they come', async () => {
    const { url } = await inviteDirectly(one.ports, one.url, { country: 'TN', language: 'ar', spaces: [], maxUses: 2, validDays: 7 });
    const token = url.split('/').at(-1);
    const join = (hub: AccountsHub, n: number) =>
      hub.call('POST', '/join', {
        body: {
          token,
          email: `joiner${n}@example.org`,
          password,
          displayName: `Joiner ${n}`,
          language: 'fr',
          addressForm: 'unspecified',
          digits: 'latn',
        },
      });
    const answers = await Promise.all([join(one, 1), join(two, 2), join(one, 3), join(two, 4)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 410, 410]);
  });
  test('one address makes one account, and a reset link works once, over both', async () => {
    const { url } = await inviteDirectly(one.ports, one.url, { country: 'TN', language: 'ar', spaces: [], maxUses: 5, validDays: 7 });
    const body = {
      token: url.split('/').at(-1),
      email: 'twin@example.org',
      password,
      displayName: 'Twin T.',
      language: 'fr',
      addressForm: 'unspecified',
      digits: 'latn',
    };
    const joined = await Promise.all([one, two].map((hub) => hub.call('POST', '/join', { body })));
    expect(joined.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    await one.call('POST', '/password-reset', { body: { email: 'karim@example.org', language: 'ar' } });
    const letter = [...(await one.post()), ...two.letters].find(({ to }) => to === 'karim@example.org');
    const token = /\/reset-password\/([\w-]+)/.exec(letter?.text ?? '')?.[1];
    const reset = (hub: AccountsHub, newPassword: string) =>
      hub.call('POST', '/password-reset/completion', { body: { token, newPassword } });
    const answers = await Promise.all([reset(one, 'nine quiet herons 44'), reset(two, 'ten quiet herons 55')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410]);
  });
});
