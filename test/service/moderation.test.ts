import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HubRole } from '#shared/access/permissions.ts';
import type { MyReport, Notice, Reported, ReportedDetail } from '#shared/features/moderation/contract.ts';
import { accountsRepository } from '#server/features/accounts/repository.ts';
import { upload } from '../support/uploads.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let iman: Client;
let noha: Client;
let salma: Client;
let layla: Client;
let officer: Client;
let admin: Client;
let stranger: Client;
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('circle', ['talk']);
  await hub.space('pair', ['pair-talk']);
  await hub.space('other', ['other-talk']);
  iman = await hub.person('iman', { spaces: { circle: 'coordinator' } });
  noha = await hub.person('noha', { spaces: { circle: 'moderator', pair: 'coordinator' } });
  salma = await hub.person('salma', { spaces: { circle: 'member', pair: 'member' } });
  layla = await hub.person('layla', { spaces: { circle: 'member', pair: 'member' } });
  officer = await inOffice('officer', 'safetyOfficer');
  admin = await hub.person('omar', { hubRoles: ['admin'] });
  stranger = await hub.person('stranger', { spaces: { other: 'coordinator' } });
});
afterAll(() => hub.stop());

/** Somebody with a hub role in force: it waits for a second factor, which is proven elsewhere. */
async function inOffice(name: string, role: HubRole): Promise<Client> {
  const client = await hub.person(name, { hubRoles: [role] });
  await accountsRepository(hub.app.open.ports).change(client.userId, (current) => ({ ...current, hasSecondFactor: true }));
  await hub.app.hub.tools.access.changed({ userIds: [client.userId] });
  return client;
}
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  );
async function say(who: Client, text: string, roomId = 'talk'): Promise<number> {
  return (await who.api<{ seq: number }>('POST', `/rooms/${roomId}/messages`, { clientId: randomUUID(), text })).seq;
}
const report = (who: Client, seq: number, more: object = {}, roomId = 'talk') =>
  who.api<MyReport>('POST', `/rooms/${roomId}/messages/${seq}/reports`, { clientId: randomUUID(), category: 'harassment', ...more });
const queue = async (who: Client, spaceId = 'circle', state = 'open') =>
  (await who.api<{ items: Reported[] }>('GET', `/spaces/${spaceId}/reports?state=${state}`)).items;
const open = async (who: Client, spaceId = 'circle') => (await who.api<{ open: number }>('GET', `/spaces/${spaceId}/reports/count`)).open;
const lineOf = async (who: Client, seq: number, spaceId = 'circle') => (await queue(who, spaceId)).find((item) => item.seq === seq);
const detailOf = (who: Client, id: string) => who.api<ReportedDetail>('GET', `/reports/${id}`);
const notices = async (who: Client) => (await who.api<{ items: Notice[] }>('GET', '/me/moderation-notices')).items;
const textOf = async (who: Client, seq: number) => {
  const { items } = await who.api<{ items: { seq: number; kind: string; text?: string }[] }>('GET', '/rooms/talk/messages');
  return items.find((item) => item.seq === seq)?.text;
};
/** Somebody new of the circle, so that one test's reports do not count in another's. */
const newcomer = (name: string) => hub.person(name, { spaces: { circle: 'member' } });

describe('reporting', () => {
  test('reaches the moderators with the message and what stands around it, and they are told', async () => {
    for (const text of ['1', '2', '3', '4', '5', '6']) await say(layla, text);
    const seq = await say(layla, 'أمر مسيء');
    await say(salma, 'بعده');
    const socket = await noha.socket();
    const told = new Promise((resolve) => socket.once('moderation.reportsChanged', resolve));
    expect(await report(salma, seq, { text: 'تكرر هذا' })).toMatchObject({ state: 'waiting', category: 'harassment', roomId: 'talk', seq });
    expect(await told).toEqual({ spaceId: 'circle' });
    const item = await lineOf(noha, seq);
    expect(item).toMatchObject({ authorName: 'layla', excerpt: 'أمر مسيء', categories: ['harassment'], reportCount: 1, state: 'open' });
    const detail = await detailOf(iman, item!.id);
    expect(detail).toMatchObject({ now: 'shown', message: { text: 'أمر مسيء', authorName: 'layla' }, isForOfficer: false });
    expect(detail.before.map(({ text }) => text)).toEqual(['2', '3', '4', '5', '6']);
    expect(detail.after.map(({ text }) => text)).toEqual(['بعده']);
    expect(detail.reports).toMatchObject([{ text: 'تكرر هذا', reporter: { userId: salma.userId, displayName: 'salma' } }]);
  });

  test('of several people is one line of the queue', async () => {
    const seq = await say(layla, 'يُنبَّه مرتين');
    const before = await open(noha);
    await report(salma, seq);
    await report(await newcomer('maha'), seq, { category: 'threat' });
    expect(await lineOf(noha, seq)).toMatchObject({ reportCount: 2, categories: ['harassment', 'threat'] });
    expect(await open(noha)).toBe(before + 1);
  });

  test('is sent once under one clientId, and waits once for each person', async () => {
    const seq = await say(layla, 'مرة واحدة');
    const other = await say(layla, 'أخرى');
    const clientId = randomUUID();
    const [one, two] = await Promise.all([report(salma, seq, { clientId }), report(salma, seq, { clientId })]);
    expect(one.id).toBe(two.id);
    expect(await code(report(salma, seq))).toBe('moderation/alreadyReported');
    expect(await code(report(salma, other, { clientId }))).toBe('moderation/clientIdReused');
    expect(await lineOf(noha, seq)).toMatchObject({ reportCount: 1 });
  });

  test('is of messages of others, in rooms one reads', async () => {
    const seq = await say(salma, 'رسالتي');
    expect(await code(report(salma, seq))).toBe('moderation/ownMessage');
    expect(await code(report(salma, 9999))).toBe('moderation/unknownMessage');
    expect(await code(report(stranger, seq))).toBe('common/notFound');
    expect(await code(report(layla, seq, { category: 'crime' }))).toBe('common/invalidInput');
    expect(await code(report(layla, seq, { text: 'ب'.repeat(1001) }))).toBe('common/invalidInput');
  });

  test('is bounded to 20 a day for each person', async () => {
    const maryam = await newcomer('maryam');
    for (let count = 0; count < 20; count++) await report(maryam, await say(layla, `كثير ${count}`));
    const refused = await maryam.fetch('POST', `/rooms/talk/messages/${await say(layla, 'الأخيرة')}/reports`, {
      clientId: randomUUID(),
      category: 'other',
    });
    expect(refused.status).toBe(429);
    const { type, params } = (await refused.json()) as { type: string; params: { max: number; retryAfterMs: number } };
    expect([type, params.max]).toEqual(['urn:hub:error:moderation/tooManyReports', 20]);
    expect(params.retryAfterMs).toBeGreaterThan(86_000_000);
  });
});

describe('what was reported', () => {
  test('stays readable for moderators after its author took it back', async () => {
    const seq = await say(layla, 'سأحذفها');
    await report(salma, seq);
    const item = await lineOf(noha, seq);
    await layla.api('DELETE', `/rooms/talk/messages/${seq}`);
    expect(await textOf(noha, seq)).toBeUndefined();
    expect(await detailOf(noha, item!.id)).toMatchObject({ now: 'removed', message: { text: 'سأحذفها', isGone: false } });
  });

  test('is kept in each version that was reported', async () => {
    const seq = await say(layla, 'الأولى');
    await report(salma, seq);
    const item = await lineOf(noha, seq);
    await layla.api('PATCH', `/rooms/talk/messages/${seq}`, { text: 'الثانية', baseRevision: 0 });
    expect(await detailOf(noha, item!.id)).toMatchObject({ now: 'edited', message: { text: 'الأولى' }, laterVersions: [] });
    await report(await newcomer('nadia'), seq);
    expect(await detailOf(noha, item!.id)).toMatchObject({
      now: 'shown',
      message: { text: 'الأولى' },
      laterVersions: [{ text: 'الثانية' }],
    });
  });

  test('of a thread comes with what stands around it there', async () => {
    const root = await say(layla, 'بداية الحديث');
    const reply = async (text: string) =>
      (await layla.api<{ seq: number }>('POST', '/rooms/talk/messages', { clientId: randomUUID(), text, thread: root })).seq;
    await reply('رد أول');
    await say(layla, 'في الغرفة نفسها');
    const seq = await reply('رد مسيء');
    await report(salma, seq);
    const detail = await detailOf(noha, (await lineOf(noha, seq))!.id);
    expect(detail.message).toMatchObject({ text: 'رد مسيء', thread: root });
    expect(detail.before.map(({ text }) => text)).toEqual(['رد أول']);
  });

  test('names its files, also after they went with the message', async () => {
    const { fileId } = await upload(layla, { roomId: 'talk', name: 'لقطة.txt', content: new TextEncoder().encode('محتوى') });
    const message = { clientId: randomUUID(), text: '', attachments: [fileId] };
    const { seq } = await layla.api<{ seq: number }>('POST', '/rooms/talk/messages', message);
    await report(salma, seq, { category: 'imageAbuse' });
    const item = await lineOf(noha, seq);
    expect(item?.excerpt).toBe('لقطة.txt');
    await layla.api('DELETE', `/rooms/talk/messages/${seq}`);
    expect((await detailOf(noha, item!.id)).message.attachments).toMatchObject([{ fileId, name: 'لقطة.txt' }]);
  });

  test('names of people mentioned are read, not their tokens', async () => {
    const seq = await say(layla, `<@${salma.userId}> كفى`);
    await report(salma, seq);
    expect((await lineOf(noha, seq))?.excerpt).toBe('@salma كفى');
  });
});

describe('who sees it', () => {
  test('moderators and coordinators of the space, and nobody else', async () => {
    const seq = await say(layla, 'لمن يشرف');
    await report(salma, seq);
    const item = await lineOf(noha, seq);
    for (const who of [salma, layla]) {
      expect(await code(queue(who))).toBe('common/forbidden');
      expect(await code(detailOf(who, item!.id))).toBe('common/notFound');
    }
    expect(await code(queue(stranger))).toBe('common/notFound');
    expect(await code(queue(admin))).toBe('common/forbidden');
    for (const who of [stranger, admin]) {
      expect(await code(detailOf(who, item!.id))).toBe('common/notFound');
      expect(await code(who.api('POST', `/reports/${item!.id}/dismiss`, { reason: 'x' }))).toBe('common/notFound');
    }
    expect(await code(detailOf(noha, 'nothing'))).toBe('common/notFound');
  });

  test('not the moderator whom it concerns, as author or as reporter: absent in list, count and by its address', async () => {
    const byAuthor = await say(noha, 'كتبتها المشرفة');
    const counted = [await open(noha), await open(iman)];
    await report(salma, byAuthor);
    const byReporter = await say(layla, 'نبّهت عنها المشرفة');
    await report(noha, byReporter);
    expect([await open(noha), await open(iman)]).toEqual([counted[0], counted[1]! + 2]);
    for (const seq of [byAuthor, byReporter]) {
      expect(await lineOf(noha, seq)).toBeUndefined();
      const item = await lineOf(iman, seq);
      expect(item).toMatchObject({ isForOfficer: false });
      expect(await code(detailOf(noha, item!.id))).toBe('common/notFound');
      expect(await code(noha.api('POST', `/reports/${item!.id}/hide`, { rule: 'other', text: 'x' }))).toBe('common/notFound');
    }
  });

  test('the safety officer, where it concerns all who could decide', async () => {
    const seq = await say(noha, 'من التنسيق الوحيد', 'pair-talk');
    const forOfficer = async () =>
      (await officer.api<{ items: Reported[] }>('GET', '/reports')).items.map((item) => item.seq + item.roomId);
    const socket = await officer.socket();
    const told = new Promise((resolve) => socket.once('moderation.reportsChanged', resolve));
    await report(salma, seq, {}, 'pair-talk');
    await told;
    expect(await queue(noha, 'pair')).toEqual([]);
    expect(await forOfficer()).toEqual([`${seq}pair-talk`]);
    const [item] = (await officer.api<{ items: Reported[] }>('GET', '/reports')).items;
    expect(await officer.api('POST', `/reports/${item!.id}/hide`, { rule: 'harassment', text: 'خرق للقواعد' })).toMatchObject({
      state: 'hidden',
      decisions: [{ byRole: 'safetyOfficer', byName: 'officer' }],
    });
    expect(await notices(noha)).toMatchObject([{ byRole: 'safetyOfficer', roomName: 'pair-talk' }]);
    expect(await code(iman.api('GET', '/reports'))).toBe('common/forbidden');
  });

  test('the safety officer, once the last who could decide has left the space', async () => {
    await hub.space('short', ['short-talk']);
    const author = await hub.person('author-short', { spaces: { short: 'coordinator' } });
    const decider = await hub.person('decider', { spaces: { short: 'moderator' } });
    const reporter = await hub.person('reporter-short', { spaces: { short: 'member' } });
    const forOfficer = async () =>
      (await officer.api<{ items: Reported[] }>('GET', '/reports')).items.find(({ spaceId }) => spaceId === 'short');
    await report(reporter, await say(author, 'من التنسيق', 'short-talk'), {}, 'short-talk');
    expect(await queue(decider, 'short')).toHaveLength(1);
    expect(await forOfficer()).toBeUndefined();
    await decider.api('DELETE', '/spaces/short/members/me');
    expect(await forOfficer()).toMatchObject({ isForOfficer: true });
  });

  test('the officer sees the reports of all spaces when she asks for them', async () => {
    const all = (await officer.api<{ items: Reported[] }>('GET', '/reports?which=all&limit=100')).items;
    expect(all.filter(({ spaceId }) => spaceId === 'circle')).toHaveLength((await queue(iman)).length);
    expect(new Set(all.map(({ spaceId }) => spaceId))).toEqual(new Set(['circle', 'short']));
  });
});

describe('a message between two people', () => {
  test('goes to the safety officer: no space has moderators for it', async () => {
    const { roomId } = await salma.api<{ roomId: string }>('POST', `/people/${layla.userId}/conversation`);
    const seq = await say(salma, 'هل لديك دقيقة؟', roomId);
    expect(await report(layla, seq, { category: 'unwantedContact' }, roomId)).toMatchObject({ roomName: '', state: 'waiting' });
    const [item] = (await officer.api<{ items: Reported[] }>('GET', '/reports')).items.filter((one) => one.roomId === roomId);
    expect(item).toMatchObject({ isForOfficer: true, excerpt: 'هل لديك دقيقة؟' });
    expect(item).not.toHaveProperty('spaceId');
    for (const who of [iman, noha, admin]) expect(await code(detailOf(who, item!.id))).toBe('common/notFound');
    await officer.api('POST', `/reports/${item!.id}/hide`, { rule: 'unwantedContact', text: 'دون موافقة' });
    expect(await notices(salma)).toMatchObject([{ roomName: '', byRole: 'safetyOfficer' }]);
  });
});

describe('who reported', () => {
  test('is told to the safety officer alone when the reporter wants it so', async () => {
    const seq = await say(layla, 'حساس');
    await report(salma, seq, { identity: 'safetyOfficer', text: 'أخشى الانتقام' });
    const item = await lineOf(noha, seq);
    const shown = await detailOf(noha, item!.id);
    expect(shown.reports).toMatchObject([{ text: 'أخشى الانتقام', identity: 'safetyOfficer' }]);
    expect(JSON.stringify(shown)).not.toContain(salma.userId);
    expect((await detailOf(officer, item!.id)).reports).toMatchObject([{ reporter: { userId: salma.userId } }]);
    const forOfficer = (await officer.api<{ items: Reported[] }>('GET', '/reports')).items;
    expect(forOfficer.map(({ id }) => id)).toContain(item!.id);
  });
});

describe('deciding', () => {
  test('hides the message from everybody; its author is told role, rule and reason, and nothing of who reported', async () => {
    const author = await newcomer('author');
    const seq = await say(author, 'سيُحجب');
    await report(salma, seq, { text: 'سبب التنبيه' });
    const item = await lineOf(noha, seq);
    const socket = await author.socket();
    const told = new Promise((resolve) => socket.once('moderation.noticed', resolve));
    const mine = await salma.socket();
    const answered = new Promise((resolve) => mine.once('moderation.myReportsChanged', resolve));
    expect(await notices(author)).toEqual([]);
    const decided = await noha.api<ReportedDetail>('POST', `/reports/${item!.id}/hide`, {
      rule: 'harassment',
      text: 'لا يناسب هذه المساحة',
    });
    expect(decided).toMatchObject({
      state: 'hidden',
      now: 'hidden',
      decisions: [{ kind: 'hidden', byRole: 'moderators', byName: 'noha' }],
    });
    expect([await told, await answered]).toEqual([{}, {}]);
    for (const who of [salma, author, noha]) expect(await textOf(who, seq)).toBeUndefined();
    const [notice] = await notices(author);
    expect(notice).toMatchObject({
      kind: 'hidden',
      byRole: 'moderators',
      rule: 'harassment',
      text: 'لا يناسب هذه المساحة',
      roomId: 'talk',
      seq,
    });
    expect(Object.keys(notice!).sort()).toEqual(
      ['at', 'byRole', 'id', 'kind', 'roomId', 'roomName', 'rule', 'seq', 'spaceId', 'text', 'writtenAt'].sort(),
    );
    expect(JSON.stringify(notice)).not.toMatch(new RegExp(`${salma.userId}|salma|سبب التنبيه|noha|${noha.userId}`));
    const [own] = (await salma.api<{ items: MyReport[] }>('GET', '/me/reports')).items;
    expect(own).toMatchObject({ seq, state: 'handled', outcome: 'acted' });
    expect(JSON.stringify(own)).not.toMatch(/لا يناسب|noha/);
    await author.api('DELETE', `/me/moderation-notices/${notice!.id}`);
    expect(await notices(author)).toEqual([]);
    expect(await lineOf(noha, seq)).toBeUndefined();
    expect((await queue(noha, 'circle', 'decided')).map((one) => one.seq)).toContain(seq);
  });

  test('dismisses with a reason; the author learns nothing, the reporter that nothing was done', async () => {
    const author = await newcomer('calm');
    const seq = await say(author, 'لا شيء فيها');
    await report(layla, seq);
    const item = await lineOf(noha, seq);
    expect(await code(noha.api('POST', `/reports/${item!.id}/dismiss`, { reason: '' }))).toBe('common/invalidInput');
    await noha.api('POST', `/reports/${item!.id}/dismiss`, { reason: 'ضمن القواعد' });
    expect(await code(iman.api('POST', `/reports/${item!.id}/dismiss`, { reason: 'أيضاً' }))).toBe('moderation/alreadyDecided');
    expect(await textOf(salma, seq)).toBe('لا شيء فيها');
    expect(await notices(author)).toEqual([]);
    const [own] = (await layla.api<{ items: MyReport[] }>('GET', '/me/reports')).items;
    expect(own).toMatchObject({ seq, state: 'handled', outcome: 'kept' });
  });

  test('restores what was hidden, and tells the author', async () => {
    const author = await newcomer('back');
    const seq = await say(author, 'تعود');
    await report(salma, seq);
    const item = await lineOf(noha, seq);
    expect(await code(noha.api('POST', `/reports/${item!.id}/restore`, { reason: 'x' }))).toBe('moderation/notHidden');
    await noha.api('POST', `/reports/${item!.id}/hide`, { rule: 'other', text: 'للمراجعة' });
    expect(await code(noha.api('POST', `/reports/${item!.id}/hide`, { rule: 'other', text: 'مجدداً' }))).toBe('moderation/alreadyDecided');
    expect(await iman.api('POST', `/reports/${item!.id}/restore`, { reason: 'بعد المراجعة' })).toMatchObject({
      state: 'restored',
      now: 'shown',
    });
    expect(await textOf(salma, seq)).toBe('تعود');
    expect((await notices(author)).map(({ kind }) => kind).sort()).toEqual(['hidden', 'restored']);
    const [own] = (await salma.api<{ items: MyReport[] }>('GET', '/me/reports')).items;
    expect(own).toMatchObject({ seq, outcome: 'kept' });
  });

  test('is done by one of two who decide at once', async () => {
    const seq = await say(layla, 'قراران');
    await report(salma, seq);
    const item = await lineOf(noha, seq);
    const answers = await Promise.all([
      code(noha.api('POST', `/reports/${item!.id}/dismiss`, { reason: 'لا' })),
      code(iman.api('POST', `/reports/${item!.id}/dismiss`, { reason: 'لا' })),
    ]);
    expect(answers.sort()).toEqual(['done', 'moderation/alreadyDecided']);
  });

  test('does not end it for good: reported anew, it waits again with its history', async () => {
    const seq = await say(layla, 'مرة أخرى');
    await report(salma, seq);
    const item = await lineOf(noha, seq);
    await noha.api('POST', `/reports/${item!.id}/dismiss`, { reason: 'لا' });
    await report(salma, seq, { category: 'retaliation' });
    expect(await lineOf(noha, seq)).toMatchObject({ id: item!.id, reportCount: 1, categories: ['retaliation'] });
    expect((await detailOf(noha, item!.id)).decisions).toHaveLength(1);
  });

  test('stands in the audit without what people wrote', async () => {
    const auditor = await inOffice('auditor', 'auditor');
    const { items } = await auditor.api<{ items: { operation: string; fields: object }[] }>('GET', '/audit?limit=100');
    const decisions = items.filter(({ operation }) => operation.startsWith('moderation.'));
    expect(new Set(decisions.map(({ operation }) => operation))).toEqual(
      new Set(['moderation.hideReported', 'moderation.dismissReport', 'moderation.restoreReported']),
    );
    expect(decisions.every(({ fields }) => Object.keys(fields).every((name) => name === 'rule'))).toBe(true);
  });
});

test('a long queue is read page by page, each line once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await iman.api<{ items: Reported[]; next?: string }>(
      'GET',
      `/spaces/circle/reports?limit=7${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    );
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(await open(iman));
  expect(new Set(seen).size).toBe(seen.length);
});
