import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '#server/features/accounts/index.ts';
import { verifyPassword } from '#server/features/accounts/passwords.ts';
import { sessionsRepository } from '#server/features/accounts/repository.ts';
import { maxSessions, newSession } from '#server/features/accounts/sessions.ts';
import { password, startAccountsHub, type AccountsHub } from '../support/accounts-hub.ts';

let hub: AccountsHub;
beforeAll(async () => {
  hub = await startAccountsHub();
  await Promise.all(['amina', 'layla', 'karim', 'noha', 'tariq', 'reem', 'iman', 'hala'].map((id) => hub.create({ id })));
});
afterAll(() => hub.stop());

describe('signing in', () => {
  test('a right password opens a session by cookie and by bearer; nobody has none', async () => {
    const { token, session, cookie } = await hub.signIn('amina@example.org');
    expect(session).toMatchObject({
      userId: 'amina',
      country: 'TN',
      hasAcceptedRules: true,
      hasSecondFactor: false,
      needsSecondFactor: false,
      isSharedComputer: false,
    });
    expect((await hub.call('GET', '/session', { bearer: token })).body).toMatchObject({ session: { userId: 'amina' } });
    expect((await hub.call('GET', '/session', { headers: { cookie } })).body).toMatchObject({ session: { userId: 'amina' } });
    expect((await hub.call('GET', '/session')).body).toEqual({ session: null });
  });
  test('the cookie is HttpOnly and Lax, and goes with the window on a shared computer', async () => {
    const sent = { email: 'amina@example.org', password };
    const [own] = (await hub.call('POST', '/session', { body: sent })).cookies;
    expect(own).toMatch(/^multaqa=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=7776000$/);
    const [shared] = (await hub.call('POST', '/session', { body: { ...sent, isSharedComputer: true } })).cookies;
    expect(shared).not.toContain('Max-Age');
  });
  test('a session known before is not the one after: no fixation', async () => {
    const before = await hub.signIn('amina@example.org');
    const again = await hub.call('POST', '/session', {
      body: { email: 'amina@example.org', password },
      headers: { cookie: before.cookie },
    });
    expect(again.cookies[0]).not.toContain(before.cookie);
    expect((await hub.call('GET', '/me', { headers: { cookie: before.cookie } })).code).toBe('common/notSignedIn');
  });
  test('signing out ends the session for cookie and bearer alike', async () => {
    const { token, cookie } = await hub.signIn('amina@example.org');
    const out = await hub.call('DELETE', '/session', { bearer: token });
    expect(out.cookies[0]).toContain('Max-Age=0');
    expect((await hub.call('GET', '/me', { bearer: token })).code).toBe('common/notSignedIn');
    expect((await hub.call('GET', '/me', { headers: { cookie } })).code).toBe('common/notSignedIn');
  });
  test('neither the store nor the audit chain holds a secret of the session', async () => {
    const { token, cookie } = await hub.signIn('karim@example.org');
    const rows = await hub.ports.store.collection<{ id: string }>('sessions', sessionsSpec).find({ limit: 1000 });
    const stored = JSON.stringify(rows.items) + JSON.stringify(await hub.ports.log.read('audit', 0, 1000));
    expect(stored).toContain('karim');
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(cookie.slice('multaqa='.length));
  });
  test('the audit chain says who signed in', async () => {
    const before = (await hub.hub.tools.audit.head()).seq;
    await hub.signIn('karim@example.org');
    expect(await hub.hub.tools.audit.read(before, 10)).toMatchObject([
      { actor: 'karim', data: { operation: 'accounts.signIn', scopeId: 'karim', fields: {} } },
    ]);
  });
  test('altered, empty and foreign tokens open nothing', async () => {
    const { token } = await hub.signIn('amina@example.org');
    const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const bearer of [altered, 'x', '__proto__', 'a'.repeat(500), `${token}x`])
      expect((await hub.call('GET', '/me', { bearer })).status).toBe(401);
  });
  test.each([
    [{ email: { $ne: null }, password: { $gt: '' } }],
    [{ email: 'amina@example.org', password: [password] }],
    [{ email: 'amina@example.org', password, roles: ['admin'] }],
    [{ email: 'amina@example.org', password, totp: ['000000'] }],
    [{ email: 'amina@example.org' }],
    [null],
  ])('what is not a sign-in is refused: %j', async (body) => {
    expect((await hub.call('POST', '/session', { body, from: '192.0.2.77' })).code).toBe('common/invalidInput');
  });
});

const sessionsSpec = {
  schemaVersion: 1,
  unique: [['cookieHash'], ['bearerHash']],
  indexes: [['userId', 'createdAt'], ['endsAt']],
} as const;
const hourMs = 3_600_000;

describe('how long a session lasts', () => {
  test('it ends after 30 days unused, and lives when used', async () => {
    const [idle, used] = [await hub.signIn('layla@example.org'), await hub.signIn('layla@example.org')];
    hub.clock.jump(20 * 24 * hourMs);
    expect((await hub.call('GET', '/me', { bearer: used.token })).status).toBe(200);
    hub.clock.jump(11 * 24 * hourMs);
    expect((await hub.call('GET', '/me', { bearer: used.token })).status).toBe(200);
    expect((await hub.call('GET', '/me', { bearer: idle.token })).code).toBe('common/notSignedIn');
  });
  test('it ends after 90 days however much it was used', async () => {
    const { token } = await hub.signIn('layla@example.org');
    for (let day = 0; day < 80; day += 20) {
      hub.clock.jump(20 * 24 * hourMs);
      expect((await hub.call('GET', '/me', { bearer: token })).status).toBe(200);
    }
    hub.clock.jump(11 * 24 * hourMs);
    expect((await hub.call('GET', '/me', { bearer: token })).status).toBe(401);
  });
  test('on a shared computer it ends after 12 hours', async () => {
    const { token, session } = await hub.signIn('layla@example.org', { isSharedComputer: true });
    expect(session.isSharedComputer).toBe(true);
    hub.clock.jump(11.9 * hourMs);
    expect((await hub.call('GET', '/me', { bearer: token })).status).toBe(200);
    hub.clock.jump(0.2 * hourMs);
    expect((await hub.call('GET', '/me', { bearer: token })).status).toBe(401);
  });
});

describe('guessing', () => {
  test('unknown address and wrong password answer alike', async () => {
    const wrong = await hub.call('POST', '/session', {
      body: { email: 'noha@example.org', password: 'not her password 7' },
      from: '192.0.2.10',
    });
    const unknown = await hub.call('POST', '/session', {
      body: { email: 'nobody@example.org', password: 'not her password 7' },
      from: '192.0.2.10',
    });
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ status: 401, code: 'accounts/wrongCredentials' });
  });
  test('and an unknown address costs the same hashing: even its fastest answer is no quicker than a verification', async () => {
    const timed = async (work: () => Promise<unknown>) => {
      const start = performance.now();
      await work();
      return performance.now() - start;
    };
    const stored = await hashPassword(password);
    const hashing: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 10; round++) {
      hashing.push(await timed(() => verifyPassword(stored, 'not her password 7')));
      const body = { email: `nobody${round}@example.org`, password: 'not her password 7' };
      unknown.push(await timed(() => hub.call('POST', '/session', { body, from: `198.51.100.${round}` })));
    }
    expect(Math.min(...unknown)).toBeGreaterThan(0.8 * Math.min(...hashing));
  });
  test('five wrong guesses, then a growing delay; the right password elsewhere passes all the while', async () => {
    const guess = (from: string) =>
      hub.call('POST', '/session', { body: { email: 'tariq@example.org', password: 'not his password 7' }, from });
    for (let i = 0; i < 6; i++) expect((await guess('192.0.2.20')).code).toBe('accounts/wrongCredentials');
    const first = await guess('192.0.2.20');
    expect(first).toMatchObject({ status: 429, code: 'accounts/tooManyAttempts' });
    const firstMs = Number(first.body.params?.['retryAfterMs']);
    expect(firstMs).toBeGreaterThan(0);
    hub.clock.jump(firstMs + 1);
    expect((await guess('192.0.2.20')).code).toBe('accounts/wrongCredentials');
    expect(Number((await guess('192.0.2.20')).body.params?.['retryAfterMs'])).toBeGreaterThan(firstMs);
    expect((await hub.signIn('tariq@example.org', { from: '192.0.2.21' })).session.userId).toBe('tariq');
  });
  test('from an address known for her the right password passes, however many guessed from there', async () => {
    await hub.signIn('reem@example.org', { from: '192.0.2.30' });
    const guess = () =>
      hub.call('POST', '/session', { body: { email: 'reem@example.org', password: 'not her password 7' }, from: '192.0.2.30' });
    for (let i = 0; i < 10; i++) await guess();
    expect((await guess()).code).toBe('accounts/tooManyAttempts');
    expect((await hub.signIn('reem@example.org', { from: '192.0.2.30' })).session.userId).toBe('reem');
  });
  test('a password counts exactly as typed: NFC is not NFD, and nothing is trimmed', async () => {
    const composed = 'caf\u00e9 noir du matin 9';
    await hub.create({ id: 'zoe', passwordHash: await hashPassword(composed) });
    expect((await hub.signIn('zoe@example.org', { password: composed })).session.userId).toBe('zoe');
    for (const other of [composed.normalize('NFD'), ` ${composed}`, composed.toUpperCase()]) {
      expect((await hub.call('POST', '/session', { body: { email: 'zoe@example.org', password: other } })).code).toBe(
        'accounts/wrongCredentials',
      );
    }
  });
});

describe('own sessions', () => {
  test('are listed, and one or all others ended; what is another person’s is not there', async () => {
    const [here, there, third] = [
      await hub.signIn('noha@example.org'),
      await hub.signIn('noha@example.org'),
      await hub.signIn('noha@example.org'),
    ];
    const list = await hub.call('GET', '/me/sessions', { bearer: here.token });
    const items = (list.body as unknown as { items: { id: string; isCurrent: boolean; address: string }[] }).items;
    expect(items).toHaveLength(3);
    expect(items.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    const stranger = await hub.signIn('amina@example.org');
    const other = items.find(({ isCurrent }) => !isCurrent)?.id ?? '';
    expect((await hub.call('DELETE', `/me/sessions/${other}`, { bearer: stranger.token })).code).toBe('common/notFound');
    expect((await hub.call('DELETE', `/me/sessions/${other}`, { bearer: here.token })).status).toBe(200);
    expect((await hub.call('DELETE', '/me/sessions', { bearer: here.token })).body).toEqual({ ended: 1 });
    expect((await hub.call('GET', '/me', { bearer: here.token })).status).toBe(200);
    for (const { token } of [there, third]) expect((await hub.call('GET', '/me', { bearer: token })).status).toBe(401);
  });
  test('beyond fifty the oldest ends', async () => {
    const oldest = await hub.signIn('hala@example.org', { from: '192.0.2.40' });
    const sessions = sessionsRepository(hub.ports);
    for (let i = 1; i < maxSessions; i++) {
      const now = new Date(hub.clock.now().getTime() + i);
      await hub.ports.store.commit([
        sessions.insert(newSession({ userId: 'hala', isSharedComputer: false, userAgent: '', address: '', now }).session),
      ]);
    }
    expect((await hub.call('GET', '/me', { bearer: oldest.token })).status).toBe(200);
    hub.clock.jump(1_000);
    const newest = await hub.signIn('hala@example.org', { from: '192.0.2.40' });
    expect((await hub.call('GET', '/me', { bearer: newest.token })).status).toBe(200);
    expect((await hub.call('GET', '/me', { bearer: oldest.token })).status).toBe(401);
  });
});
