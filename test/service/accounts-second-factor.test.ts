import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password, startAccountsHub, type AccountsHub } from '../support/accounts-hub.ts';

let hub: AccountsHub;
beforeAll(async () => {
  hub = await startAccountsHub();
  await Promise.all(['amina', 'layla', 'karim', 'noha'].map((id) => hub.create({ id })));
});
afterAll(() => hub.stop());

const minuteMs = 60_000;
const attempt = (email: string, totp?: string) =>
  hub.call('POST', '/session', { body: { email, password, ...(totp !== undefined && { totp }) } });

describe('a second factor', () => {
  test('is set up with the password and a first code; wrong ones set up nothing', async () => {
    const { token } = await hub.signIn('amina@example.org');
    const elsewhere = await hub.signIn('amina@example.org');
    const enable = (code: string) => hub.call('POST', '/me/second-factor/confirmation', { bearer: token, body: { code } });
    expect((await enable('123456')).code).toBe('accounts/secondFactorNotBegun');
    expect((await hub.call('POST', '/me/second-factor', { bearer: token, body: { password: 'not her password 7' } })).code).toBe(
      'accounts/wrongCredentials',
    );
    const begun = await hub.call('POST', '/me/second-factor', { bearer: token, body: { password } });
    const { secret, otpauthUrl, qrSvg } = begun.body as unknown as { secret: string; otpauthUrl: string; qrSvg: string };
    expect(otpauthUrl).toContain(`secret=${secret}`);
    expect(qrSvg).toMatch(/^<svg/);
    expect((await enable('000000')).code).toBe('accounts/wrongSecondFactor');
    expect((await attempt('amina@example.org')).status).toBe(200);
    const enabled = await enable(await hub.totp(secret));
    expect((enabled.body as unknown as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10);
    expect((await hub.call('GET', '/me', { bearer: elsewhere.token })).status).toBe(401);
    expect((await attempt('amina@example.org')).code).toBe('accounts/secondFactorRequired');
  });

  test('each code counts once, one step of clock drift is forgiven, two are not, any digits are read', async () => {
    const { token } = await hub.signIn('layla@example.org');
    const { secret } = await hub.secure(token);
    // The code that enabled it is used up.
    expect((await attempt('layla@example.org', await hub.totp(secret))).code).toBe('accounts/wrongSecondFactor');
    await hub.clock.advance(2 * minuteMs);
    for (const steps of [-2, 2])
      expect((await attempt('layla@example.org', await hub.totp(secret, steps))).code).toBe('accounts/wrongSecondFactor');
    expect((await attempt('layla@example.org', await hub.totp(secret, -1))).status).toBe(200);
    expect((await attempt('layla@example.org', await hub.totp(secret, -1))).code).toBe('accounts/wrongSecondFactor');
    const arabic = (await hub.totp(secret, 1)).replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)));
    expect((await attempt('layla@example.org', arabic)).status).toBe(200);
    // A code older than the last accepted one is no better.
    expect((await attempt('layla@example.org', await hub.totp(secret))).code).toBe('accounts/wrongSecondFactor');
  });

  test('the same code at the same moment opens one door', async () => {
    await hub.create({ id: 'twice' });
    const { secret } = await hub.secure((await hub.signIn('twice@example.org')).token);
    await hub.clock.advance(minuteMs);
    const code = await hub.totp(secret);
    const answers = await Promise.all([1, 2, 3].map(() => attempt('twice@example.org', code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('guesses sent all at once pass no more often than one after another', async () => {
    await hub.create({ id: 'hala' });
    const { token } = await hub.signIn('hala@example.org');
    await hub.secure(token);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => attempt('hala@example.org', String(100_000 + i))));
    const judged = answers.filter(({ code }) => code === 'accounts/wrongSecondFactor');
    expect(answers.filter(({ status }) => status === 200)).toEqual([]);
    // Five are free, and the sixth begins the wait.
    expect(judged.length).toBeLessThanOrEqual(6);
  });

  test('guessing codes is slowed, and a wrong password never reaches them', async () => {
    const { token } = await hub.signIn('karim@example.org');
    const { secret } = await hub.secure(token);
    await hub.clock.advance(minuteMs);
    for (let guess = 0; guess < 6; guess++) expect((await attempt('karim@example.org', '111111')).code).toBe('accounts/wrongSecondFactor');
    const slowed = await attempt('karim@example.org', '111111');
    expect(slowed).toMatchObject({ status: 429, code: 'accounts/tooManyAttempts' });
    hub.clock.jump(Number(slowed.body.params?.['retryAfterMs']) + 1);
    expect((await attempt('karim@example.org', await hub.totp(secret))).status).toBe(200);
  });

  test('recovery codes open once each, are stored as hashes, and new ones replace the old', async () => {
    const { token } = await hub.signIn('noha@example.org');
    const { recoveryCodes, secret } = await hub.secure(token);
    const [first = '', second = '', third = ''] = recoveryCodes;
    expect((await attempt('noha@example.org', first.toUpperCase())).status).toBe(200);
    expect((await attempt('noha@example.org', first)).code).toBe('accounts/wrongSecondFactor');
    expect((await attempt('noha@example.org', second.replace('-', ' '))).status).toBe(200);
    const stored = JSON.stringify(await hub.ports.store.collection<{ id: string }>('secondFactors', { schemaVersion: 1 }).get('noha'));
    for (const kept of [secret, third, third.replace('-', '')]) expect(stored).not.toContain(kept);
    const renewed = await hub.call('POST', '/me/second-factor/recovery-codes', { bearer: token, body: { password } });
    expect(renewed.status).toBe(200);
    expect((await attempt('noha@example.org', third)).code).toBe('accounts/wrongSecondFactor');
    const [fresh = ''] = (renewed.body as unknown as { recoveryCodes: string[] }).recoveryCodes;
    expect((await attempt('noha@example.org', fresh)).status).toBe(200);
  });

  test('may be taken off with the password by who need not have one', async () => {
    await hub.create({ id: 'free' });
    const { token } = await hub.signIn('free@example.org');
    await hub.secure(token);
    const off = (given: string) => hub.call('POST', '/me/second-factor/removal', { bearer: token, body: { password: given } });
    expect((await off('not her password 7')).code).toBe('accounts/wrongCredentials');
    expect((await off(password)).status).toBe(200);
    expect((await attempt('free@example.org')).status).toBe(200);
    expect((await hub.post()).at(-1)).toMatchObject({ to: 'free@example.org', language: 'fr', direction: 'ltr' });
  });
});

describe('an administrator', () => {
  test('may do nothing as such before she has a second factor, and cannot take it off', async () => {
    await hub.create({ id: 'omar', hubRoles: ['admin'] });
    const { token, session } = await hub.signIn('omar@example.org');
    expect(session).toMatchObject({ needsSecondFactor: true, hubRoles: [] });
    expect((await hub.call('GET', '/accounts', { bearer: token })).code).toBe('common/forbidden');
    await hub.secure(token);
    expect((await hub.call('GET', '/session', { bearer: token })).body).toMatchObject({
      session: { needsSecondFactor: false, hubRoles: ['admin'] },
    });
    expect((await hub.call('GET', '/accounts', { bearer: token })).status).toBe(200);
    expect((await hub.call('POST', '/me/second-factor/removal', { bearer: token, body: { password } })).code).toBe('common/forbidden');
  });
});

describe('step-up', () => {
  test('holds 15 minutes, and comes back by password or code', async () => {
    const boss = await hub.administrator('boss');
    const suspend = () =>
      hub.call('POST', '/accounts/amina/suspension', { bearer: boss.token, body: { accountId: 'amina', reason: 'test' } });
    hub.clock.jump(16 * minuteMs);
    expect((await suspend()).code).toBe('common/notFresh');
    const confirm = (body: object) => hub.call('POST', '/session/confirmation', { bearer: boss.token, body });
    expect((await confirm({})).code).toBe('common/invalidInput');
    expect((await confirm({ password: 'not her password 7' })).code).toBe('accounts/wrongCredentials');
    expect((await confirm({ code: '000000' })).code).toBe('accounts/wrongSecondFactor');
    expect((await confirm({ code: await hub.totp(boss.secret) })).status).toBe(200);
    expect((await suspend()).status).toBe(200);
    hub.clock.jump(16 * minuteMs);
    expect((await confirm({ password })).status).toBe(200);
    expect((await hub.call('DELETE', '/accounts/amina/suspension', { bearer: boss.token })).status).toBe(200);
  });
});

describe('a persona of the demo', () => {
  test('cannot change how it signs in, nor do what needs step-up', async () => {
    await hub.create({ id: 'demo-omar', isDemo: true, hubRoles: ['admin'] });
    const { token, session } = await hub.signIn('demo-omar@example.org');
    expect(session).toMatchObject({ isDemo: true, needsSecondFactor: false, hubRoles: ['admin'] });
    const refused = async (method: string, path: string, body?: unknown) => (await hub.call(method, path, { bearer: token, body })).code;
    expect(await refused('POST', '/me/password', { currentPassword: password, newPassword: 'another lantern 6 rivers' })).toBe(
      'common/demoForbidden',
    );
    expect(await refused('POST', '/me/email', { newEmail: 'other@example.org' })).toBe('common/demoForbidden');
    expect(await refused('POST', '/me/second-factor', { password })).toBe('common/demoForbidden');
    expect(await refused('POST', '/accounts/layla/suspension', { reason: 'test' })).toBe('common/demoForbidden');
    expect((await hub.call('GET', '/accounts', { bearer: token })).status).toBe(200);
  });
});
