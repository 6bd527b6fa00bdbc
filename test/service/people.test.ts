import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putInstitution } from '#server/features/people/index.ts';
import { peopleRepository } from '#server/features/people/repository.ts';
import type { Settings } from '#shared/features/people/contract.ts';
import { addMember, putSpace } from '#server/features/spaces/index.ts';
import { startAccountsHub, type AccountsHub, type SignedIn } from '../support/accounts-hub.ts';

let hub: AccountsHub;
let amina: SignedIn;
let layla: SignedIn;
let stranger: SignedIn;
beforeAll(async () => {
  hub = await startAccountsHub();
  await putInstitution(hub.ports, { id: 'academy-tn', name: 'École nationale de police', country: 'TN', kind: 'academy' });
  await putInstitution(hub.ports, { id: 'academy-dz', name: 'المدرسة العليا للشرطة', country: 'DZ', kind: 'academy' });
  await putSpace(hub.ports, {
    id: 'champions',
    name: 'المناصرات',
    language: 'ar',
    summary: '',
    visibility: 'hidden',
    joinRule: 'invite',
    purpose: 'nonOperational',
    countries: [],
    workingLanguages: ['ar'],
    isArchived: false,
    position: 1,
  });
  await hub.create({ id: 'amina', displayName: 'أمينة ب.', country: 'EG', language: 'ar' });
  await hub.create({ id: 'layla', displayName: 'Leïla M.', country: 'TN', language: 'fr' });
  await hub.create({ id: 'clara', displayName: 'Clara V.', country: 'FR', language: 'fr' });
  const joinedAt = hub.clock.now().toISOString();
  for (const userId of ['amina', 'layla']) await addMember(hub.ports, { spaceId: 'champions', userId, role: 'member', joinedAt });
  amina = await hub.signIn('amina@example.org');
  layla = await hub.signIn('layla@example.org');
  stranger = await hub.signIn('clara@example.org');
});
afterAll(() => hub.stop());

const call = (by: SignedIn, method: string, path: string, body?: unknown) => hub.call(method, path, { bearer: by.token, body });
const ids = (answer: { body: unknown }) => (answer.body as { items: { id: string }[] }).items.map(({ id }) => id).toSorted();

describe('who sees whom', () => {
  test('people who share a space see each other’s profile, never the address or the settings', async () => {
    const seen = (await call(amina, 'GET', '/people/layla')).body;
    expect(seen).toEqual({
      id: 'layla',
      displayName: 'Leïla M.',
      country: 'TN',
      languages: ['fr'],
      functions: [],
      isDemo: false,
      isInactive: false,
    });
  });
  test('for others there is nobody', async () => {
    expect((await call(stranger, 'GET', '/people/layla')).code).toBe('common/notFound');
    expect((await call(stranger, 'GET', '/people/nobody')).code).toBe('common/notFound');
    expect(ids(await call(stranger, 'POST', '/people/batch', { ids: ['layla', 'amina', 'clara', 'nobody'] }))).toEqual(['clara']);
    expect(ids(await call(amina, 'POST', '/people/batch', { ids: ['layla', 'amina', 'clara', 'layla'] }))).toEqual(['amina', 'layla']);
    expect((await call(amina, 'POST', '/people/batch', { ids: Array.from({ length: 101 }, (_, i) => `p${i}`) })).code).toBe(
      'common/invalidInput',
    );
  });
  test('a country’s people are for its focal point', async () => {
    expect((await call(layla, 'GET', '/countries/TN/people')).code).toBe('common/forbidden');
    await hub.create({ id: 'focal', country: 'TN', countryRoles: [{ country: 'TN', role: 'focalPoint' }] });
    const focal = await hub.signIn('focal@example.org');
    expect(ids(await call(focal, 'GET', '/countries/TN/people'))).toEqual(['focal', 'layla']);
    const first = await call(focal, 'GET', '/countries/TN/people?limit=1');
    const { next } = first.body as unknown as { next: string };
    expect(ids(await call(focal, 'GET', `/countries/TN/people?limit=5&cursor=${next}`))).toEqual(['layla']);
    expect((await call(focal, 'GET', '/countries/EG/people')).code).toBe('common/forbidden');
  });
});

describe('one’s own profile', () => {
  test('begins with what the country suggests and assumes nothing about form of address', async () => {
    const settings = async (by: SignedIn) => ((await call(by, 'GET', '/me')).body as unknown as { settings: object }).settings;
    expect(await settings(amina)).toMatchObject({
      language: 'ar',
      digits: 'arab',
      calendar: 'gregory',
      timeZone: 'Africa/Cairo',
      addressForm: 'unspecified',
    });
    expect(await settings(layla)).toMatchObject({ language: 'fr', digits: 'latn', timeZone: 'Africa/Tunis', addressForm: 'unspecified' });
  });
  test('is changed field by field, and null clears', async () => {
    const changed = await call(layla, 'PATCH', '/me', {
      rank: 'Capitaine',
      post: 'Formatrice',
      latinName: 'Leila M.',
      institutionId: 'academy-tn',
      languages: ['fr', 'ar'],
      functions: ['training', 'nonsense'],
    });
    expect(changed.body).toMatchObject({
      person: { rank: 'Capitaine', institutionName: 'École nationale de police', languages: ['fr', 'ar'], functions: ['training'] },
      email: 'layla@example.org',
    });
    const cleared = (await call(layla, 'PATCH', '/me', { rank: null, institutionId: null })).body as unknown as { person: object };
    expect(cleared.person).not.toHaveProperty('rank');
    expect(cleared.person).not.toHaveProperty('institutionName');
    expect(cleared.person).toMatchObject({ post: 'Formatrice' });
  });
  test('takes nothing that is not its own', async () => {
    const code = async (body: object) => (await call(layla, 'PATCH', '/me', body)).code;
    for (const more of [{ country: 'DZ' }, { hubRoles: ['admin'] }, { isDemo: true }, { email: 'x@example.org' }])
      expect(await code(more)).toBe('common/invalidInput');
    expect(await code({ institutionId: 'academy-dz' })).toBe('people/unknownInstitution');
    expect(await code({ institutionId: 'nowhere' })).toBe('people/unknownInstitution');
  });
  test('settings are kept, also while two change at once', async () => {
    await Promise.all([
      call(amina, 'PATCH', '/me/settings', { theme: 'dark' }),
      call(amina, 'PATCH', '/me/settings', { addressForm: 'feminine' }),
      call(amina, 'PATCH', '/me/settings', { digits: 'latn' }),
    ]);
    expect((await call(amina, 'GET', '/me')).body).toMatchObject({
      settings: { theme: 'dark', addressForm: 'feminine', digits: 'latn', timeZone: 'Africa/Cairo' },
    });
    expect((await call(amina, 'PATCH', '/me/settings', { timeZone: 'Mars/Phobos' })).code).toBe('people/unknownTimeZone');
    expect((await call(amina, 'PATCH', '/me/settings', { timeZone: 'Asia/Almaty' })).status).toBe(200);
  });
  test('nothing sounds or shows itself before it is asked for, also for those who were here before it could', async () => {
    const quiet = { sound: 'off', desktopNotices: 'off', noticeContent: 'sender' };
    expect((await call(layla, 'GET', '/me')).body).toMatchObject({ settings: quiet });
    await peopleRepository(hub.ports).change('layla', (person) => {
      const { sound: _sound, desktopNotices: _notices, noticeContent: _content, ...older } = person.settings;
      return { ...person, settings: older as Settings };
    });
    expect((await call(layla, 'GET', '/me')).body).toMatchObject({ settings: quiet });
    const changed = await call(layla, 'PATCH', '/me/settings', { sound: 'mentions', noticeContent: 'none' });
    expect(changed.body).toMatchObject({ settings: { sound: 'mentions', desktopNotices: 'off', noticeContent: 'none' } });
    expect((await call(layla, 'PATCH', '/me/settings', { sound: 'loud' })).code).toBe('common/invalidInput');
  });
});

describe('names', () => {
  const rename = async (displayName: string) => {
    const answer = await call(layla, 'PATCH', '/me', { displayName });
    return answer.code ?? (answer.body as unknown as { person: { displayName: string } }).person.displayName;
  };
  test.each([
    ['a\u202Eb', 'ab'],
    ['Leïla \u2066M.', 'Leïla M.'],
    ['  Leïla   M. ', 'Leïla M.'],
    ['نی\u200Cنا ر.', 'نی\u200Cنا ر.'],
    ['Dilnoza Oʻ.', 'Dilnoza Oʻ.'],
    ['Ҷамшед Қ.', 'Ҷамшед Қ.'],
  ])('%j is kept as %j', async (typed, kept) => {
    expect(await rename(typed)).toBe(kept);
  });
  test.each([
    'Leïla\u200BM.',
    'Leïla\uFEFFM.',
    'Lei\u00ADla',
    'Le\u2060ila',
    'a\u{E0001}b',
    '\u200Cليلى',
    'Le\u200Cila',
    'Moderator',
    'مشرف',
    'الإنتربول',
    'INTERPOL',
    'Система',
    '\u0430dmin',
    'ＡＤＭＩＮ',
    'Le\u0301\u0301\u0301\u0301\u0301\u0301ila',
    '\u0421lara V.',
    '...',
  ])('%j is refused', async (typed) => {
    expect(await rename(typed)).toBe('people/nameRefused');
  });
  test('one that imitates another’s in other letters is refused; the same name is another officer’s right', async () => {
    hub.clock.jump(3_600_001);
    await hub.create({ id: 'aygul', displayName: 'Сара К.', country: 'KZ', language: 'ru' });
    await hub.create({ id: 'carak', displayName: 'Sara K.', country: 'TN' });
    expect(await rename('Сарa К.')).toBe('people/nameRefused');
    expect(await rename('Capa K.')).toBe('people/nameTaken');
    expect(await rename('Sara K.')).toBe('Sara K.');
    expect(await rename('امينة ب.')).toBe('امينة ب.');
  });
});

describe('institutions', () => {
  test('are public, by country', async () => {
    expect(ids(await hub.call('GET', '/institutions'))).toEqual(['academy-dz', 'academy-tn']);
    expect(ids(await hub.call('GET', '/institutions?country=DZ'))).toEqual(['academy-dz']);
    expect((await hub.call('GET', '/institutions?country[$ne]=DZ')).code).toBe('common/invalidInput');
  });
});
