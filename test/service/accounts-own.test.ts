import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccountDirectly, firstSetupLink, inviteDirectly } from '#server/features/accounts/index.ts';
import { DuplicateError } from '#server/platform/store/port.ts';
import { freePort } from '../support/program.ts';
import { password, startAccountsHub, type AccountsHub, type SignedIn } from '../support/accounts-hub.ts';

const newPassword = 'nine quiet herons 44';
const minuteMs = 60_000;
const tokenOf = (text: string) => /\/([A-Za-z0-9_-]{43})(?:\s|$)/.exec(text)?.[1] ?? '';

describe('changing the password', () => {
  let hub: AccountsHub;
  beforeAll(async () => {
    hub = await startAccountsHub();
    await Promise.all(['amina', 'layla'].map((id) => hub.create({ id })));
  });
  afterAll(() => hub.stop());

  test('asks for the present one, ends the other sessions, and tells the owner', async () => {
    const [here, there] = [await hub.signIn('amina@example.org'), await hub.signIn('amina@example.org')];
    const change = (currentPassword: string, wished: string) =>
      hub.call('POST', '/me/password', { bearer: here.token, body: { currentPassword, newPassword: wished } });
    expect((await change('not her password 7', newPassword)).code).toBe('accounts/wrongCredentials');
    expect((await change(password, 'too short 7')).code).toBe('accounts/passwordTooShort');
    expect((await change(password, 'amina@example.org')).code).toBe('accounts/passwordIsName');
    expect((await hub.call('GET', '/me', { bearer: there.token })).status).toBe(200);
    expect((await change(password, newPassword)).status).toBe(200);
    expect((await hub.call('GET', '/me', { bearer: here.token })).status).toBe(200);
    expect((await hub.call('GET', '/me', { bearer: there.token })).status).toBe(401);
    await expect(hub.signIn('amina@example.org')).rejects.toThrow('accounts/wrongCredentials');
    expect((await hub.signIn('amina@example.org', { password: newPassword })).session.userId).toBe('amina');
    expect((await hub.post()).at(-1)).toMatchObject({ to: 'amina@example.org', language: 'fr' });
  });
});

describe('a forgotten password', () => {
  let hub: AccountsHub;
  beforeAll(async () => {
    hub = await startAccountsHub();
    await Promise.all(['amina', 'noha', 'karim'].map((id) => hub.create({ id })));
  });
  afterAll(() => hub.stop());
  const ask = (email: string, language = 'ar') => hub.call('POST', '/password-reset', { body: { email, language } });
  const reset = (token: string, more: object = {}) =>
    hub.call('POST', '/password-reset/completion', { body: { token, newPassword, ...more } });
  async function link(email: string): Promise<string> {
    await ask(email);
    return tokenOf((await hub.post()).at(-1)?.text ?? '');
  }

  test('answers alike for everybody, and writes only to whom there is', async () => {
    const [known, unknown] = [await ask('amina@example.org'), await ask('nobody@example.org')];
    expect(known).toEqual(unknown);
    expect(known.status).toBe(202);
    await hub.post();
    expect(hub.letters.map(({ to }) => to)).toEqual(['amina@example.org']);
    expect(hub.letters[0]).toMatchObject({ language: 'ar', direction: 'rtl' });
    expect(hub.letters[0]?.text).toContain(`${hub.url}/reset-password/`);
  });
  test('the link works once, for an hour, and ends every session', async () => {
    const held = await hub.signIn('amina@example.org');
    const token = await link('amina@example.org');
    const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expect((await reset(altered)).code).toBe('accounts/linkExpired');
    expect((await reset(token, { newPassword: 'Password2026!' })).code).toBe('accounts/passwordCommon');
    const answers = await Promise.all([reset(token), reset(token)]);
    expect(answers.map(({ code }) => code ?? 'done').toSorted()).toEqual(['accounts/linkExpired', 'done']);
    expect((await hub.call('GET', '/me', { bearer: held.token })).status).toBe(401);
    expect((await hub.signIn('amina@example.org', { password: newPassword })).session.userId).toBe('amina');
    const late = await link('karim@example.org');
    hub.clock.jump(60 * minuteMs + 1);
    expect((await reset(late)).code).toBe('accounts/linkExpired');
    hub.clock.jump(-60 * minuteMs - 1);
    await expect(hub.signIn('karim@example.org')).resolves.toBeDefined();
  });
  test('never passes by the second factor, and a wrong code does not use the link up', async () => {
    const { secret } = await hub.secure((await hub.signIn('noha@example.org')).token);
    await hub.clock.advance(minuteMs);
    const token = await link('noha@example.org');
    expect((await reset(token)).code).toBe('accounts/secondFactorRequired');
    expect((await reset(token, { code: '000000' })).code).toBe('accounts/wrongSecondFactor');
    expect((await reset(token, { code: await hub.totp(secret) })).status).toBe(200);
    expect((await hub.call('POST', '/session', { body: { email: 'noha@example.org', password: newPassword } })).code).toBe(
      'accounts/secondFactorRequired',
    );
  });
});

describe('another address', () => {
  let hub: AccountsHub;
  beforeAll(async () => {
    hub = await startAccountsHub();
    await Promise.all(['amina', 'noha'].map((id) => hub.create({ id })));
  });
  afterAll(() => hub.stop());

  test('holds once its owner used the link sent there; both addresses are told', async () => {
    const { token } = await hub.signIn('amina@example.org');
    expect((await hub.call('POST', '/me/email', { bearer: token, body: { newEmail: 'Amina.T@example.org' } })).status).toBe(200);
    const letter = (await hub.post())[0];
    expect(letter?.to).toBe('amina.t@example.org');
    expect((await hub.signIn('amina@example.org')).session.email).toBe('amina@example.org');
    const confirm = () => hub.call('POST', '/me/email/confirmation', { body: { token: tokenOf(letter?.text ?? '') } });
    expect((await confirm()).status).toBe(200);
    expect((await confirm()).code).toBe('accounts/linkExpired');
    expect((await hub.signIn('amina.t@example.org')).session.email).toBe('amina.t@example.org');
    await expect(hub.signIn('amina@example.org')).rejects.toThrow('accounts/wrongCredentials');
    expect((await hub.post())[1]).toMatchObject({ to: 'amina@example.org' });
  });
  test('a taken one is answered alike and written to by nobody', async () => {
    const { token } = await hub.signIn('amina.t@example.org');
    const before = (await hub.post()).length;
    expect((await hub.call('POST', '/me/email', { bearer: token, body: { newEmail: 'noha@example.org' } })).status).toBe(200);
    expect(await hub.post()).toHaveLength(before);
    expect((await hub.call('POST', '/me/email', { bearer: token, body: { newEmail: 'a\r\nBcc: b@example.org' } })).code).toBe(
      'common/invalidInput',
    );
  });
  test('needs step-up', async () => {
    const { token } = await hub.signIn('noha@example.org');
    hub.clock.jump(16 * minuteMs);
    expect((await hub.call('POST', '/me/email', { bearer: token, body: { newEmail: 'n@example.org' } })).code).toBe('common/notFresh');
  });
});

describe('an empty hub', () => {
  let hub: AccountsHub;
  beforeAll(async () => {
    hub = await startAccountsHub();
  });
  afterAll(() => hub.stop());

  test('gives its first administrator a link that works once, and the newest only', async () => {
    const former = await firstSetupLink(hub.ports, hub.url);
    const link = await firstSetupLink(hub.ports, hub.url);
    const finish = (token: string, email: string) =>
      hub.call('POST', '/setup', { body: { token, email, password, displayName: 'Omar D.', country: 'FR', language: 'en' } });
    expect((await finish(tokenOf(former ?? ''), 'omar@example.org')).code).toBe('accounts/linkExpired');
    const both = await Promise.all([finish(tokenOf(link ?? ''), 'omar@example.org'), finish(tokenOf(link ?? ''), 'eve@example.org')]);
    expect(both.map(({ code }) => code ?? 'done').toSorted()).toEqual(['accounts/setupDone', 'done']);
    const done = both.find(({ status }) => status === 201)?.body as unknown as SignedIn;
    expect(done.session).toMatchObject({ needsSecondFactor: true, hasAcceptedRules: false });
    await hub.secure(done.token);
    expect((await hub.call('GET', '/session', { bearer: done.token })).body).toMatchObject({ session: { hubRoles: ['admin'] } });
    expect(await firstSetupLink(hub.ports, hub.url)).toBeUndefined();
  });
  test('takes an administrator and an invitation from the command line', async () => {
    const given = {
      email: 'clara@example.org',
      displayName: 'Clara V.',
      country: 'FR',
      language: 'fr' as const,
      hubRoles: ['admin' as const],
    };
    await expect(createAccountDirectly(hub.ports, { id: 'clara', password: 'Password2026!', ...given })).rejects.toThrow(
      'accounts/passwordCommon',
    );
    await createAccountDirectly(hub.ports, { id: 'clara', password, ...given });
    await expect(createAccountDirectly(hub.ports, { id: 'clara2', password, ...given })).rejects.toThrow(DuplicateError);
    expect((await hub.signIn('clara@example.org')).session).toMatchObject({ needsSecondFactor: true });
    const told = await inviteDirectly(hub.ports, hub.url, { country: 'DZ', language: 'ar', spaces: [], maxUses: 1, validDays: 7 });
    expect((await hub.call('POST', '/join/reading', { body: { token: tokenOf(told.url) } })).body).toMatchObject({ country: 'DZ' });
  });
  test('has no personas', async () => {
    expect((await hub.call('GET', '/demo/personas')).code).toBe('common/notFound');
  });
});

describe('over https', () => {
  test('the cookie is bound to the host', async () => {
    const hub = await startAccountsHub({ PUBLIC_URL: 'https://hub.example.org', PORT: String(await freePort()) });
    try {
      await hub.create({ id: 'amina' });
      const headers = { origin: 'https://hub.example.org' };
      const answer = await hub.call('POST', '/session', { body: { email: 'amina@example.org', password }, headers });
      expect(answer.cookies[0]).toMatch(/^__Host-multaqa=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=/);
      const cookie = answer.cookies[0]?.split(';')[0] ?? '';
      expect((await hub.call('GET', '/me', { headers: { ...headers, cookie } })).status).toBe(200);
      expect((await hub.call('GET', '/me', { headers: { ...headers, cookie: cookie.replace('__Host-', '') } })).status).toBe(401);
    } finally {
      await hub.stop();
    }
  });
  test('the demo names its personas and their one password', async () => {
    const hub = await startAccountsHub({ DEMO: '1' });
    try {
      expect((await hub.call('GET', '/demo/personas')).body).toMatchObject({
        password: 'multaqa-demo-2026',
        items: [{ id: 'demo-salma', role: 'champion' }],
      });
    } finally {
      await hub.stop();
    }
  });
});
