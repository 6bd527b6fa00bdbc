import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putSpace } from '#server/features/spaces/index.ts';
import { password, startAccountsHub, type AccountsHub, type SignedIn } from '../support/accounts-hub.ts';

let hub: AccountsHub;
let admin: SignedIn;
let ncb: SignedIn;
beforeAll(async () => {
  hub = await startAccountsHub();
  const space = { language: 'ar', summary: '', purpose: 'nonOperational' as const, workingLanguages: ['ar'], isArchived: false };
  await putSpace(hub.ports, {
    ...space,
    id: 'champions',
    name: 'مناصرات ومناصرو المساواة',
    visibility: 'listed',
    joinRule: 'request',
    countries: ['TN', 'DZ'],
    position: 1,
  });
  await putSpace(hub.ports, {
    ...space,
    id: 'board',
    name: 'المجلس',
    visibility: 'hidden',
    joinRule: 'invite',
    countries: ['TN'],
    position: 2,
  });
  await putSpace(hub.ports, {
    ...space,
    id: 'central',
    name: 'C.A.S.E.',
    visibility: 'listed',
    joinRule: 'open',
    countries: ['KZ'],
    position: 3,
  });
  admin = await hub.administrator('boss');
  ncb = await hub.administrator('ncb', { countryRoles: [{ country: 'TN', role: 'ncbAdmin' }] });
});
afterAll(() => hub.stop());

interface Told {
  invitation: { id: string; state: string; uses: number; joined: string[]; createdBy: string };
  url: string;
  qrSvg: string;
}
const dayMs = 86_400_000;
const wish = { language: 'ar', spaces: [{ spaceId: 'champions', role: 'member' }], maxUses: 1, validDays: 14 };
const ask = (bearer: string, more: object = {}, country = 'TN') =>
  hub.call('POST', `/countries/${country}/invitations`, { bearer, body: { ...wish, ...more } });
async function invite(more: object = {}): Promise<Told & { token: string }> {
  const answer = await ask(admin.token, more);
  if (answer.status !== 201) throw new Error(`not invited: ${answer.code ?? ''}`);
  const told = answer.body as unknown as Told;
  return { ...told, token: told.url.split('/').at(-1) ?? '' };
}
let count = 0;
const join = (token: string, more: object = {}) =>
  hub.call('POST', '/join', {
    body: {
      token,
      email: `joiner${(count += 1)}@example.org`,
      password,
      displayName: `Yasmine ${count}`,
      language: 'fr',
      addressForm: 'feminine',
      digits: 'latn',
      ...more,
    },
    from: `192.0.2.${count}`,
  });
const stateOf = async (id: string) => {
  const { items } = (await hub.call('GET', '/countries/TN/invitations', { bearer: admin.token })).body as unknown as {
    items: Told['invitation'][];
  };
  return items.find((item) => item.id === id);
};

describe('an invitation', () => {
  test('is told once, with a QR code; only its hash is stored', async () => {
    const { invitation, url, qrSvg, token } = await invite();
    expect(url).toBe(`${hub.url}/join/${token}`);
    expect(qrSvg).toMatch(/^<svg[^>]*viewBox/);
    const spec = { schemaVersion: 1, unique: [['tokenHash']], indexes: [['country', 'createdAt']] } as const;
    const stored = JSON.stringify(await hub.ports.store.collection<{ id: string }>('invitations', spec).get(invitation.id));
    expect(stored).toContain('champions');
    expect(stored).not.toContain(token);
  });
  test('shows what it offers before anything is given', async () => {
    const { token } = await invite({ email: 'maha@example.org' });
    const read = await hub.call('POST', '/join/reading', { body: { token } });
    expect(read.body).toMatchObject({
      email: 'maha@example.org',
      country: 'TN',
      language: 'ar',
      spaceNames: ['مناصرات ومناصرو المساواة'],
      invitedBy: 'boss T.',
    });
  });
  test('makes an account with her choices, a session, and the promised membership', async () => {
    const { token, invitation } = await invite();
    const joined = await join(token, {
      email: 'leila@example.org',
      displayName: 'Leïla M.',
      latinName: 'Leila M.',
      rank: 'Capitaine',
      timeZone: 'Africa/Tunis',
    });
    expect(joined.status).toBe(201);
    const { token: bearer, session } = joined.body as unknown as SignedIn;
    expect(session).toMatchObject({
      country: 'TN',
      hubRoles: [],
      countryRoles: [],
      spaces: [{ spaceId: 'champions', role: 'member' }],
      hasAcceptedRules: false,
    });
    const mine = await hub.call('GET', '/me', { bearer });
    expect(mine.body).toMatchObject({
      email: 'leila@example.org',
      person: { displayName: 'Leïla M.', rank: 'Capitaine', country: 'TN' },
      settings: { addressForm: 'feminine', digits: 'latn', timeZone: 'Africa/Tunis', language: 'fr' },
    });
    expect(await stateOf(invitation.id)).toMatchObject({ state: 'used', uses: 1, joined: [session.userId] });
    expect((await hub.signIn('leila@example.org')).session.userId).toBe(session.userId);
  });
  test('first sign-in shows the rules, and nothing else before they are accepted', async () => {
    const { token } = await invite();
    const bearer = ((await join(token)).body as unknown as SignedIn).token;
    expect((await hub.call('GET', '/spaces', { bearer })).code).toBe('common/rulesNotAccepted');
    const documents = (await hub.call('GET', '/house-documents?language=ar')).body as unknown as {
      items: { kind: string; version: number; title: string; markdown: string }[];
    };
    expect(documents.items.map(({ kind }) => kind)).toEqual(['nonOperationalRule', 'privacyNotice', 'houseRules']);
    expect(documents.items.every(({ title, markdown }) => /[ء-ي]/.test(title) && markdown.length > 300)).toBe(true);
    const accept = (raise: number) =>
      hub.call('POST', '/me/rules', {
        bearer,
        body: { versions: documents.items.map(({ kind, version }) => ({ kind, version: version + raise })) },
      });
    expect((await accept(1)).code).toBe('accounts/rulesOutdated');
    expect((await accept(0)).status).toBe(200);
    expect((await hub.call('GET', '/spaces', { bearer })).status).toBe(200);
  });
  test('says what became of it: unknown, used, expired, withdrawn, another’s', async () => {
    expect((await join('x'.repeat(43))).code).toBe('accounts/invitationUnknown');
    const used = await invite();
    expect((await join(used.token)).status).toBe(201);
    expect((await join(used.token)).code).toBe('accounts/invitationUsed');
    const withdrawn = await invite();
    expect((await hub.call('DELETE', `/countries/DZ/invitations/${withdrawn.invitation.id}`, { bearer: admin.token })).code).toBe(
      'common/notFound',
    );
    expect((await hub.call('DELETE', `/countries/TN/invitations/${withdrawn.invitation.id}`, { bearer: admin.token })).status).toBe(200);
    expect((await join(withdrawn.token)).code).toBe('accounts/invitationWithdrawn');
    const bound = await invite({ email: 'maha@example.org' });
    expect((await join(bound.token, { email: 'other@example.org' })).code).toBe('accounts/invitationForAnother');
    const expired = await invite({ validDays: 1 });
    hub.clock.jump(dayMs + 1);
    expect((await join(expired.token)).code).toBe('accounts/invitationExpired');
    expect((await hub.call('POST', '/join/reading', { body: { token: expired.token } })).code).toBe('accounts/invitationExpired');
    hub.clock.jump(-dayMs - 1);
    for (const [state, { invitation }] of Object.entries({ used, withdrawn, open: bound })) {
      const { items } = (await hub.call('GET', `/countries/TN/invitations?state=${state}`, { bearer: admin.token })).body as unknown as {
        items: Told['invitation'][];
      };
      expect(items.map(({ id }) => id)).toContain(invitation.id);
      expect(items.every((item) => item.state === state)).toBe(true);
    }
  });
  test('for two lets two in of five who come at once, and counts rightly', async () => {
    const { token, invitation } = await invite({ maxUses: 2 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => join(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(answers.filter(({ code }) => code === 'accounts/invitationUsed')).toHaveLength(3);
    expect((await stateOf(invitation.id))?.joined).toHaveLength(2);
  });
  test('refuses weak passwords, forged names and a taken address, and stays unused', async () => {
    const { token, invitation } = await invite();
    const code = async (more: object) => (await join(token, more)).code;
    expect(await code({ password: 'short 7 xyz' })).toBe('accounts/passwordTooShort');
    expect(await code({ password: 'é'.repeat(129) })).toBe('accounts/passwordTooLong');
    expect(await code({ password: 'Password2026!' })).toBe('accounts/passwordCommon');
    expect(await code({ email: 'a.very.long.name@example.org', password: 'a.very.long.name@example.org' })).toBe('accounts/passwordIsName');
    expect(await code({ displayName: 'Yasmine Trabelsi', password: 'yasmine trabelsi 1' })).toBe('accounts/passwordIsName');
    expect(await code({ displayName: 'Moderator' })).toBe('people/nameRefused');
    expect(await code({ displayName: '\u0421lara V.' })).toBe('people/nameRefused');
    expect(await code({ email: 'BOSS@example.org' })).toBe('accounts/emailTaken');
    expect(await code({ timeZone: 'Mars/Phobos' })).toBe('people/unknownTimeZone');
    expect(await code({ institutionId: 'nowhere' })).toBe('people/unknownInstitution');
    expect((await stateOf(invitation.id))?.uses).toBe(0);
    expect((await join(token)).status).toBe(201);
  });
  test('goes by letter in the language of the invited, with the link of the hub whatever Host said', async () => {
    const answer = await hub.call('POST', '/countries/TN/invitations', {
      bearer: admin.token,
      body: { ...wish, email: 'salma@example.org' },
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    const { url } = answer.body as unknown as Told;
    const letter = (await hub.post()).at(-1);
    expect(letter).toMatchObject({ to: 'salma@example.org', language: 'ar', direction: 'rtl' });
    expect(letter?.text).toContain(url);
    expect(url.startsWith(hub.url)).toBe(true);
    const jobs = JSON.stringify(await hub.ports.jobs.failed(100)) + (await storedText('jobs'));
    expect(jobs).toContain('accounts.letter');
    expect(jobs).not.toContain(url.split('/').at(-1));
  });
});

/** Everything the embedded store holds, as bytes on disk would show it. */
async function storedText(name: string): Promise<string> {
  const { readdirSync, readFileSync } = await import('node:fs');
  const { join: path } = await import('node:path');
  const folder = hub.dataDir;
  return (
    readdirSync(folder)
      .filter((file) => /sqlite|db/.test(file))
      .map((file) => readFileSync(path(folder, file), 'latin1'))
      .join('') + name
  );
}

describe('nobody grants above her own role', () => {
  const refused = async (more: object, country = 'TN') => (await ask(ncb.token, more, country)).code;
  test('a country administrator invites into her country, up to trainer', async () => {
    expect((await ask(ncb.token, { spaces: [{ spaceId: 'champions', role: 'trainer' }] })).status).toBe(201);
    expect(await refused({ spaces: [{ spaceId: 'champions', role: 'moderator' }] })).toBe('accounts/roleAboveOwn');
    expect(await refused({}, 'DZ')).toBe('common/forbidden');
  });
  test('not into spaces she may not know of, nor of other countries', async () => {
    for (const spaceId of ['board', 'central', 'nowhere'])
      expect(await refused({ spaces: [{ spaceId, role: 'member' }] })).toBe('accounts/unknownSpace');
  });
  test('a role over a country goes to one person', async () => {
    expect(await refused({ countryRole: 'focalPoint', maxUses: 2 })).toBe('common/invalidInput');
    const told = (await ask(ncb.token, { countryRole: 'focalPoint', spaces: [] })).body as unknown as Told;
    const joined = await join(told.url.split('/').at(-1) ?? '');
    expect((joined.body as unknown as SignedIn).session.countryRoles).toEqual([{ country: 'TN', role: 'focalPoint' }]);
  });
  test('hub roles are no part of an invitation', async () => {
    expect(await refused({ hubRoles: ['admin'] })).toBe('common/invalidInput');
    expect(await refused({ countryRole: 'admin' })).toBe('common/invalidInput');
  });
  test('a plain member invites nobody, and a country that does not exist is not there', async () => {
    await hub.create({ id: 'plain' });
    const { token } = await hub.signIn('plain@example.org');
    expect((await ask(token)).code).toBe('common/forbidden');
    expect((await ask(admin.token, {}, 'XX')).code).toBe('common/notFound');
  });
});

describe('in bulk from CSV', () => {
  const send = (csv: string, bearer = ncb.token) =>
    hub.call('POST', '/countries/TN/invitations/import', { bearer, body: { csv, validDays: 30 } });
  test('all rows become invitations', async () => {
    const answer = await send(
      '\uFEFFemail;country;language;space;role\r\nmaha@example.org;TN;ar;champions;trainer\r\nomar@example.org;;;;\r\n',
    );
    expect(answer.status).toBe(201);
    const { items } = answer.body as unknown as { items: (Told & { invitation: { email: string; language: string } })[] };
    expect(items.map(({ invitation }) => [invitation.email, invitation.language])).toEqual([
      ['maha@example.org', 'ar'],
      ['omar@example.org', 'fr'],
    ]);
    expect(new Set(items.map(({ url }) => url)).size).toBe(2);
  });
  test('or none, with every wrong row named', async () => {
    const before = (await hub.call('GET', '/countries/TN/invitations?limit=100', { bearer: admin.token })).body as unknown as {
      items: unknown[];
    };
    const answer = await send(
      'email,country,language,space,role\ngood@example.org,TN,ar,champions,member\nnot an address,TN,ar,,\nupper@example.org,TN,ar,champions,coordinator\nother@example.org,DZ,ar,,\nGOOD@example.org,TN,ar,,\nboss@example.org,TN,ar,,hubAdmin\nlost@example.org,TN,ar,nowhere,\n',
    );
    expect(answer).toMatchObject({
      status: 422,
      code: 'accounts/csvInvalid',
      body: { params: { rows: '3:emailInvalid 5:otherCountry 6:duplicateEmail 7:roleAboveOwn', count: 4 } },
    });
    const granted = await send(
      'email,space,role\ngood@example.org,champions,member\nupper@example.org,champions,coordinator\nlost@example.org,board,member\n',
    );
    expect(granted.body.params).toMatchObject({ rows: '3:roleAboveOwn 4:spaceUnknown' });
    const after = (await hub.call('GET', '/countries/TN/invitations?limit=100', { bearer: admin.token })).body as unknown as {
      items: unknown[];
    };
    expect(after.items).toHaveLength(before.items.length);
  });
  test('naming an existing account takes nothing over', async () => {
    const answer = await send('email\nplain@example.org\n');
    const { items } = answer.body as unknown as { items: Told[] };
    expect((await join(items[0]?.url.split('/').at(-1) ?? '', { email: 'plain@example.org' })).code).toBe('accounts/emailTaken');
    expect((await hub.signIn('plain@example.org')).session.userId).toBe('plain');
  });
});
