import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member, Space, SpaceCard } from '#shared/features/spaces/contract.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let admin: Client;
let iman: Client;
let noha: Client;
let salma: Client;
let stranger: Client;
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('circle', ['talk']);
  await hub.space('listed', ['listed-talk'], { visibility: 'listed', joinRule: 'request' });
  await hub.space('open', ['open-talk'], { visibility: 'open', joinRule: 'open' });
  admin = await hub.person('omar', { hubRoles: ['admin'] });
  iman = await hub.person('iman', { spaces: { circle: 'coordinator', listed: 'coordinator' } });
  noha = await hub.person('noha', { spaces: { circle: 'moderator' } });
  salma = await hub.person('salma', { spaces: { circle: 'member' } });
  stranger = await hub.person('stranger', { country: 'KZ' });
});
afterAll(() => hub.stop());

const listed = async (who: Client) => (await who.api<{ items: SpaceCard[] }>('GET', '/spaces')).items.map(({ id }) => id).sort();
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  );

describe('seeing', () => {
  test('a hidden space does not exist for outsiders: not by id, not in lists, not by its rooms', async () => {
    expect(await listed(stranger)).toEqual(['listed', 'open']);
    expect(await listed(salma)).toEqual(['circle', 'listed', 'open']);
    expect(await code(stranger.api('GET', '/spaces/circle'))).toBe('common/notFound');
    expect(await code(stranger.api('GET', '/spaces/circle/card'))).toBe('common/notFound');
    expect(await code(stranger.api('GET', '/rooms/talk'))).toBe('common/notFound');
    expect(await code(stranger.api('GET', '/spaces/nowhere'))).toBe('common/notFound');
  });
  test('a listed space shows its card and not its rooms', async () => {
    expect(await stranger.api<SpaceCard>('GET', '/spaces/listed/card')).toMatchObject({
      id: 'listed',
      joinRule: 'request',
      memberCount: 1,
      hasRequested: false,
    });
    expect(await code(stranger.api('GET', '/spaces/listed'))).toBe('common/forbidden');
    expect(await code(stranger.api('GET', '/spaces/listed/members'))).toBe('common/forbidden');
  });
  test('the administrator runs a space and does not read its rooms', async () => {
    expect((await admin.api<Space>('GET', '/spaces/circle')).rooms.map(({ id }) => id)).toEqual(['talk']);
    expect(await code(admin.api('GET', '/rooms/talk/messages'))).toBe('common/forbidden');
  });
});

describe('joining and leaving', () => {
  test('open at once, by request after an answer, which is told with its reason', async () => {
    expect(await stranger.api('POST', '/spaces/open/members/me', {})).toEqual({ state: 'joined' });
    expect(await code(stranger.api('POST', '/spaces/open/members/me', {}))).toBe('spaces/alreadyMember');
    expect(await stranger.api('POST', '/spaces/listed/members/me', { note: 'من أستانا' })).toEqual({ state: 'requested' });
    expect(await stranger.api<SpaceCard>('GET', '/spaces/listed/card')).toMatchObject({ hasRequested: true });
    const {
      items: [request],
    } = await iman.api<{ items: { id: string; note: string; displayName: string }[] }>('GET', '/spaces/listed/join-requests');
    expect(request).toMatchObject({ note: 'من أستانا', displayName: 'stranger' });
    await iman.api('POST', `/spaces/listed/join-requests/${request!.id}`, { decision: 'refuse', reason: 'المساحة لدول أخرى' });
    expect(await code(iman.api('POST', `/spaces/listed/join-requests/${request!.id}`, { decision: 'accept' }))).toBe(
      'spaces/requestAnswered',
    );
    const { items: notices } = await stranger.api<{ items: { id: string; decision: string; reason: string; spaceName: string }[] }>(
      'GET',
      '/me/join-notices',
    );
    expect(notices).toMatchObject([{ decision: 'refuse', reason: 'المساحة لدول أخرى', spaceName: 'listed' }]);
    await stranger.api('DELETE', `/me/join-notices/${notices[0]!.id}`);
    expect(await stranger.api('GET', '/me/join-notices')).toEqual({ items: [] });
    await stranger.api('POST', '/spaces/listed/members/me', {});
    await iman.api('POST', `/spaces/listed/join-requests/${request!.id}`, { decision: 'accept' });
    expect(await code(stranger.api('GET', '/rooms/listed-talk'))).toBe('done');
    await stranger.api('DELETE', '/spaces/open/members/me');
    expect(await code(stranger.api('GET', '/spaces/open/members'))).toBe('common/forbidden');
  });
  test('the last coordinator stays, and nobody acts on herself or above', async () => {
    expect(await code(iman.api('DELETE', '/spaces/circle/members/me'))).toBe('spaces/lastCoordinator');
    expect(await code(noha.api('DELETE', `/spaces/circle/members/${iman.userId}`))).toBe('spaces/roleAboveOwn');
    expect(await code(noha.api('PUT', `/spaces/circle/members/${salma.userId}`, { role: 'coordinator' }))).toBe('spaces/roleAboveOwn');
    expect(await code(noha.api('PUT', `/spaces/circle/members/${noha.userId}`, { role: 'coordinator' }))).toBe('spaces/ownRole');
    expect(await code(salma.api('PUT', `/spaces/circle/members/${noha.userId}`, { role: 'observer' }))).toBe('common/forbidden');
    await noha.api('PUT', `/spaces/circle/members/${salma.userId}`, { role: 'trainer' });
    const { items } = await salma.api<{ items: Member[] }>('GET', '/spaces/circle/members');
    expect(items.find(({ userId }) => userId === salma.userId)?.role).toBe('trainer');
    await noha.api('PUT', `/spaces/circle/members/${salma.userId}`, { role: 'member' });
  });
});

describe('managing', () => {
  test('creating twice under one clientId makes one space and one room', async () => {
    const space = {
      clientId: randomUUID(),
      name: 'مساحة جديدة',
      language: 'ar',
      summary: '',
      visibility: 'hidden',
      joinRule: 'invite',
      purpose: 'board',
      countries: ['TN'],
      workingLanguages: ['ar'],
    };
    const first = await admin.api<Space>('POST', '/spaces', space);
    expect(await admin.api<Space>('POST', '/spaces', space)).toMatchObject({ id: first.id, myRole: 'coordinator' });
    const room = { clientId: randomUUID(), name: 'قاعة', language: 'ar', purpose: '', kind: 'chat' };
    const [one, two] = await Promise.all([1, 2].map(() => admin.api<{ id: string }>('POST', `/spaces/${first.id}/rooms`, room)));
    const { rooms } = await admin.api<Space>('GET', `/spaces/${first.id}`);
    expect(rooms).toHaveLength(1);
    expect(one!.id).toBe(two!.id);
  });
  test('[RM4] an archived space is read, not written to', async () => {
    await hub.space('old', ['old-talk']);
    const { addMember } = await import('#server/features/spaces/index.ts');
    await addMember(hub.app.open.ports, { spaceId: 'old', userId: salma.userId, role: 'coordinator', joinedAt: new Date().toISOString() });
    await hub.app.hub.tools.access.changed({ userIds: [salma.userId] });
    await salma.api('POST', '/rooms/old-talk/messages', { clientId: randomUUID(), text: 'قبل الأرشفة' });
    await salma.api('PATCH', '/spaces/old', { isArchived: true });
    expect(await code(salma.api('POST', '/rooms/old-talk/messages', { clientId: randomUUID(), text: 'بعد' }))).toBe('chat/roomArchived');
    expect((await salma.api<{ items: unknown[] }>('GET', '/rooms/old-talk/messages')).items).toHaveLength(1);
    expect(
      await code(salma.api('POST', '/spaces/old/rooms', { clientId: randomUUID(), name: 'x', language: 'ar', purpose: '', kind: 'chat' })),
    ).toBe('spaces/spaceArchived');
  });
  test('[RM4] only managers post announcements', async () => {
    const room = await iman.api<{ id: string }>('POST', '/spaces/circle/rooms', {
      clientId: randomUUID(),
      name: 'إعلانات',
      language: 'ar',
      purpose: '',
      kind: 'announcements',
    });
    expect(await code(salma.api('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), text: 'x' }))).toBe(
      'chat/announcementsOnly',
    );
    expect(await code(noha.api('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), text: 'x' }))).toBe('done');
  });
});

describe('presence', () => {
  test('members see who is here, and who left; the invisible are not told', async () => {
    const watching = await iman.socket();
    expect((await watching.emitWithAck('spaces.followSpace', { spaceId: 'circle' })).ok.present).toBeDefined();
    const seen = (wanted: (present: string[]) => boolean) =>
      new Promise<void>((resolve) => {
        watching.on('spaces.presenceChanged', ({ present }: { present: string[] }) => wanted(present) && resolve());
      });
    const came = seen((present) => present.includes(salma.userId));
    const socket = await salma.socket();
    await came;
    const { items } = await iman.api<{ items: Member[] }>('GET', '/spaces/circle/members');
    expect(items.find(({ userId }) => userId === salma.userId)?.isPresent).toBe(true);
    const left = seen((present) => !present.includes(salma.userId));
    socket.disconnect();
    await left;
    await noha.api('PATCH', '/me/settings', { showPresence: false });
    await noha.socket();
    const again = seen((present) => present.includes(salma.userId));
    await salma.socket();
    await again;
    expect((await watching.emitWithAck('spaces.followSpace', { spaceId: 'circle' })).ok.present).not.toContain(noha.userId);
  });
});
