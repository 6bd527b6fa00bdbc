import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAccountsHub, type AccountsHub, type SignedIn } from '../support/accounts-hub.ts';

let hub: AccountsHub;
let boss: SignedIn;
let second: SignedIn;
let ncb: SignedIn;
const sockets: Socket[] = [];
beforeAll(async () => {
  hub = await startAccountsHub();
  await Promise.all(['amina', 'layla', 'karim', 'noha'].map((id) => hub.create({ id })));
  await hub.create({ id: 'dalia', country: 'DZ', displayName: 'داليا ح.', language: 'ar' });
  boss = await hub.administrator('boss');
  second = await hub.administrator('second');
  ncb = await hub.administrator('ncb', { countryRoles: [{ country: 'TN', role: 'ncbAdmin' }] });
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await hub.stop();
});

const call = async (by: SignedIn, method: string, path: string, body?: unknown) => hub.call(method, path, { bearer: by.token, body });
const codeOf = async (by: SignedIn, method: string, path: string, body?: unknown) => (await call(by, method, path, body)).code;

function connect(token: string): Promise<Socket> {
  const socket = io(hub.url, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(socket));
    socket.on('connect_error', reject);
  });
}
const cut = (socket: Socket) => new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));

describe('suspension', () => {
  test('ends sessions and live connections at once, keeps the person out, and can be lifted', async () => {
    const held = await hub.signIn('amina@example.org');
    const gone = cut(await connect(held.token));
    expect((await call(boss, 'POST', '/accounts/amina/suspension', { reason: 'shared her password' })).status).toBe(200);
    await gone;
    expect((await hub.call('GET', '/me', { bearer: held.token })).status).toBe(401);
    expect((await hub.call('POST', '/session', { body: { email: 'amina@example.org', password: 'not her password 7' } })).code).toBe(
      'accounts/wrongCredentials',
    );
    await expect(hub.signIn('amina@example.org')).rejects.toThrow('accounts/suspended');
    expect((await call(boss, 'GET', '/people/amina')).body).toMatchObject({ isInactive: true });
    expect((await call(boss, 'DELETE', '/accounts/amina/suspension')).status).toBe(200);
    expect((await hub.signIn('amina@example.org')).session.userId).toBe('amina');
  });
  test('is for others, within one’s country, and not for those above', async () => {
    const reason = { reason: 'test' };
    expect(await codeOf(ncb, 'POST', '/accounts/ncb/suspension', reason)).toBe('accounts/ownAccount');
    expect(await codeOf(ncb, 'POST', '/accounts/dalia/suspension', reason)).toBe('common/notFound');
    expect(await codeOf(ncb, 'POST', '/accounts/boss/suspension', reason)).toBe('accounts/roleAboveOwn');
    expect((await call(ncb, 'POST', '/accounts/karim/suspension', reason)).status).toBe(200);
    expect((await call(ncb, 'DELETE', '/accounts/karim/suspension')).status).toBe(200);
    const plain = await hub.signIn('layla@example.org');
    expect(await codeOf(plain, 'POST', '/accounts/karim/suspension', reason)).toBe('common/notFound');
  });
  test('an administrator ends all sessions of an account', async () => {
    const held = await hub.signIn('noha@example.org');
    const gone = cut(await connect(held.token));
    expect((await call(ncb, 'DELETE', '/accounts/noha/sessions')).body).toEqual({ ended: 1 });
    await gone;
    expect((await hub.call('GET', '/me', { bearer: held.token })).status).toBe(401);
  });
});

describe('two persons', () => {
  const approvalOf = async (answer: { body: { params?: Record<string, unknown> } }) => String(answer.body.params?.['approvalId']);
  test('give a hub role: asked by one, approved by another, exactly so', async () => {
    const grant = (role: string) => call(boss, 'POST', '/accounts/layla/hub-roles', { role });
    const asked = await grant('auditor');
    expect(asked.code).toBe('common/awaitingApproval');
    const approvalId = await approvalOf(asked);
    const decide = (by: SignedIn) => codeOf(by, 'POST', `/approvals/${approvalId}`, { decision: 'approve' });
    const waiting = (await call(second, 'GET', '/approvals')).body as unknown as {
      items: { id: string; operation: string; subjectId: string }[];
    };
    expect(waiting.items).toContainEqual(
      expect.objectContaining({ id: approvalId, operation: 'accounts.grantHubRole', subjectId: 'layla', requestedBy: 'boss' }),
    );
    expect(await decide(boss)).toBe('accounts/selfApproval');
    expect(await decide(ncb)).toBe('common/forbidden');
    expect((await grant('auditor')).code).toBe('common/awaitingApproval');
    expect(await decide(second)).toBeUndefined();
    expect((await grant('admin')).code).toBe('common/awaitingApproval');
    expect((await grant('auditor')).status).toBe(200);
    expect((await hub.signIn('layla@example.org')).session).toMatchObject({ needsSecondFactor: true });
    expect((await grant('auditor')).code).toBe('common/awaitingApproval');
  });
  test('refused stays refused; an old request is decided by nobody', async () => {
    const asked = await call(boss, 'POST', '/accounts/karim/hub-roles', { role: 'safetyOfficer' });
    const id = await approvalOf(asked);
    expect((await call(second, 'POST', `/approvals/${id}`, { decision: 'refuse' })).status).toBe(200);
    expect(await codeOf(second, 'POST', `/approvals/${id}`, { decision: 'approve' })).toBe('common/notFound');
    expect(await codeOf(boss, 'POST', '/accounts/karim/hub-roles', { role: 'safetyOfficer' })).toBe('common/awaitingApproval');
  });
  test('take off a lost second factor, and the owner is told', async () => {
    const { token } = await hub.signIn('noha@example.org');
    await hub.secure(token);
    const reset = () => call(boss, 'POST', '/accounts/noha/second-factor/reset');
    const id = await approvalOf(await reset());
    expect((await call(second, 'POST', `/approvals/${id}`, { decision: 'approve' })).status).toBe(200);
    expect((await reset()).status).toBe(200);
    expect((await hub.call('GET', '/me', { bearer: token })).status).toBe(401);
    expect((await hub.signIn('noha@example.org')).session.hasSecondFactor).toBe(false);
    expect((await hub.post()).at(-1)?.to).toBe('noha@example.org');
  });
  test('nobody decides about herself', async () => {
    const asked = await call(boss, 'POST', '/accounts/second/hub-roles', { role: 'auditor' });
    expect(await codeOf(second, 'POST', `/approvals/${await approvalOf(asked)}`, { decision: 'approve' })).toBe('accounts/ownAccount');
    expect(await codeOf(boss, 'POST', '/accounts/boss/hub-roles', { role: 'auditor' })).toBe('common/awaitingApproval');
  });
});

describe('roles', () => {
  test('over a country: within it, never for oneself, felt at once', async () => {
    const grant = (by: SignedIn, id: string, body: object) => codeOf(by, 'POST', `/accounts/${id}/country-roles`, body);
    expect(await grant(ncb, 'ncb', { country: 'TN', role: 'focalPoint' })).toBe('accounts/ownAccount');
    expect(await grant(ncb, 'karim', { country: 'DZ', role: 'focalPoint' })).toBe('accounts/roleAboveOwn');
    expect(await grant(ncb, 'dalia', { country: 'DZ', role: 'focalPoint' })).toBe('common/notFound');
    expect(await grant(boss, 'karim', { country: 'DZ', role: 'focalPoint' })).toBe('common/invalidInput');
    const karim = await hub.signIn('karim@example.org');
    expect(await codeOf(karim, 'GET', '/countries/TN/people')).toBe('common/forbidden');
    expect(await grant(ncb, 'karim', { country: 'TN', role: 'focalPoint' })).toBeUndefined();
    expect((await call(karim, 'GET', '/countries/TN/people')).status).toBe(200);
    expect((await call(ncb, 'DELETE', '/accounts/karim/country-roles/TN/focalPoint')).status).toBe(200);
    expect(await codeOf(karim, 'GET', '/countries/TN/people')).toBe('common/forbidden');
  });
  test('the hub keeps an administrator', async () => {
    expect((await call(boss, 'DELETE', '/accounts/second/hub-roles/admin')).status).toBe(200);
    expect(await codeOf(boss, 'DELETE', '/accounts/boss/hub-roles/admin')).toBe('accounts/lastAdministrator');
  });
  test('another country: by the hub’s administrator; roles and institution stay behind', async () => {
    expect(await codeOf(ncb, 'POST', '/accounts/karim/country', { country: 'DZ' })).toBe('accounts/roleAboveOwn');
    expect(await codeOf(boss, 'POST', '/accounts/karim/country', { country: 'XX' })).toBe('common/invalidInput');
    await call(boss, 'POST', '/accounts/karim/country-roles', { country: 'TN', role: 'focalPoint' });
    expect((await call(boss, 'POST', '/accounts/karim/country', { country: 'DZ' })).status).toBe(200);
    expect((await hub.signIn('karim@example.org')).session).toMatchObject({ country: 'DZ', countryRoles: [] });
  });
});

describe('the list of accounts', () => {
  test('is paged, filtered and searched by address or name', async () => {
    const list = async (query: string) =>
      (await call(boss, 'GET', `/accounts?${query}`)).body as unknown as { items: { id: string }[]; next?: string };
    const first = await list('limit=3');
    const rest = await list(`limit=100&cursor=${first.next ?? ''}`);
    const ids = [...first.items, ...rest.items].map(({ id }) => id);
    expect(ids.toSorted()).toEqual(['amina', 'boss', 'dalia', 'karim', 'layla', 'ncb', 'noha', 'second']);
    expect((await list('query=amina@example.org')).items.map(({ id }) => id)).toEqual(['amina']);
    expect((await list(`query=${encodeURIComponent('دال')}`)).items.map(({ id }) => id)).toEqual(['dalia']);
    expect((await list('country=DZ&query=noha')).items).toEqual([]);
    expect(await codeOf(boss, 'GET', '/accounts?limit=1000000000')).toBe('common/invalidInput');
    expect(await codeOf(boss, 'GET', `/accounts?country=TN&cursor=${first.next ?? ''}`)).toBe('common/invalidInput');
    expect(await codeOf(ncb, 'GET', '/accounts')).toBe('common/forbidden');
  });
});
