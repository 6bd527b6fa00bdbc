import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Room, RoomMember, Space } from '#shared/features/spaces/contract.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let iman: Client;
let noha: Client;
let salma: Client;
let layla: Client;
let omar: Client;
let stranger: Client;
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('circle', ['talk', 'news', 'tools']);
  await hub.space('other', ['other-talk']);
  omar = await hub.person('omar', { hubRoles: ['admin'] });
  iman = await hub.person('iman', { spaces: { circle: 'coordinator' } });
  noha = await hub.person('noha', { spaces: { circle: 'moderator' } });
  salma = await hub.person('salma', { spaces: { circle: 'member' } });
  layla = await hub.person('layla', { spaces: { circle: 'trainer' } });
  stranger = await hub.person('stranger', { spaces: { other: 'coordinator' } });
});
afterAll(() => hub.stop());

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  );
const roomsOf = async (who: Client) => (await who.api<Space>('GET', '/spaces/circle')).rooms;
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
async function chosenRoom(who: Client, name = 'لجنة'): Promise<Room> {
  const fields = { clientId: randomUUID(), name, language: 'ar', purpose: '', kind: 'chat', access: 'chosen' };
  return who.api<Room>('POST', '/spaces/circle/rooms', fields);
}
const people = async (who: Client, roomId: string) =>
  (await who.api<{ items: RoomMember[] }>('GET', `/rooms/${roomId}/members`)).items.map(({ userId }) => userId).sort();
const ids = (...clients: Client[]) => clients.map(({ userId }) => userId).sort();

describe('settings of a room', () => {
  test('a room stored before they came is read with nothing switched on', async () => {
    const [talk] = await roomsOf(salma);
    expect(talk).toMatchObject({
      id: 'talk',
      bannerText: '',
      postBy: 'members',
      slowModeSeconds: 0,
      receipts: 'off',
      hasVoiceNotes: false,
      access: 'space',
      isJoined: false,
    });
    expect(talk).not.toHaveProperty('lock');
  });

  test('who manages the room sets them, each change is told and what is not named stays', async () => {
    const socket = await salma.socket();
    await socket.emitWithAck('spaces.followSpace', { spaceId: 'circle' });
    const told = new Promise((resolve) => socket.once('spaces.changed', resolve));
    const changes = { language: 'fr', bannerText: 'لا معلومات عملياتية', postBy: 'trainers', receipts: 'count', hasVoiceNotes: true };
    await noha.api('PATCH', '/rooms/tools', { ...changes, slowModeSeconds: 30, slowModeUntil: inHours(2) });
    expect(await told).toEqual({ spaceId: 'circle' });
    await noha.api('PATCH', '/rooms/tools', { name: 'أدوات' });
    const find = async () => (await roomsOf(salma)).find(({ id }) => id === 'tools');
    expect(await find()).toMatchObject({ ...changes, name: 'أدوات', slowModeSeconds: 30, slowModeUntil: expect.any(String) as string });
    await noha.api('PATCH', '/rooms/tools', { slowModeSeconds: 60 });
    expect(await find()).not.toHaveProperty('slowModeUntil');
    expect(await code(salma.api('PATCH', '/rooms/tools', { postBy: 'members' }))).toBe('common/forbidden');
  });

  test.each([
    [{ slowModeSeconds: 4 }, 'common/invalidInput'],
    [{ slowModeSeconds: 21_601 }, 'common/invalidInput'],
    [{ bannerText: 'ب'.repeat(301) }, 'common/invalidInput'],
    [{ slowModeSeconds: 5, slowModeUntil: '2020-01-01T00:00:00.000Z' }, 'spaces/untilPassed'],
    [{ slowModeSeconds: 0 }, 'done'],
    [{ slowModeSeconds: 21_600 }, 'done'],
  ])('%j: %s', async (changes, answer) => {
    expect(await code(noha.api('PATCH', '/rooms/tools', changes))).toBe(answer);
  });

  test('a lock has a reason, is replaced by another and taken away; its end must lie ahead', async () => {
    expect(await code(noha.api('PUT', '/rooms/talk/lock', { reason: '' }))).toBe('common/invalidInput');
    expect(await code(noha.api('PUT', '/rooms/talk/lock', { reason: 'x', until: inHours(-1) }))).toBe('spaces/untilPassed');
    expect(await code(salma.api('PUT', '/rooms/talk/lock', { reason: 'x' }))).toBe('common/forbidden');
    await noha.api('PUT', '/rooms/talk/lock', { reason: 'استراحة', until: inHours(1) });
    expect((await roomsOf(salma))[0]?.lock).toMatchObject({ reason: 'استراحة', until: expect.any(String) as string });
    await noha.api('PUT', '/rooms/talk/lock', { reason: 'حتى إشعار آخر' });
    expect((await roomsOf(salma))[0]?.lock).toEqual({ reason: 'حتى إشعار آخر' });
    await noha.api('DELETE', '/rooms/talk/lock');
    expect((await roomsOf(salma))[0]).not.toHaveProperty('lock');
  });
});

test('of several who change a room at once nobody undoes what another did', async () => {
  const [first, ...others] = (await roomsOf(iman)).map(({ id }) => id);
  await Promise.all([
    noha.api('PATCH', '/rooms/news', { purpose: 'أخبار' }),
    iman.api('PATCH', '/rooms/news', { bannerText: 'لقاء' }),
    noha.api('PUT', '/rooms/news/lock', { reason: 'مراجعة' }),
    iman.api('PUT', '/spaces/circle/rooms/order', { roomIds: [...others, first] }),
    noha.api('PATCH', '/rooms/news', { receipts: 'names' }),
  ]);
  const rooms = await roomsOf(salma);
  expect(rooms.map(({ id }) => id)).toEqual([...others, first]);
  const expected = { purpose: 'أخبار', bannerText: 'لقاء', lock: { reason: 'مراجعة' }, receipts: 'names' };
  expect(rooms.find(({ id }) => id === 'news')).toMatchObject(expected);
  await noha.api('DELETE', '/rooms/news/lock');
});

describe('order', () => {
  test('is set in one step, by naming all rooms as they stand', async () => {
    const before = (await roomsOf(iman)).map(({ id }) => id);
    const turned = [...before].reverse();
    await noha.api('PUT', '/spaces/circle/rooms/order', { roomIds: turned });
    expect((await roomsOf(salma)).map(({ id }) => id)).toEqual(turned);
    expect(await code(noha.api('PUT', '/spaces/circle/rooms/order', { roomIds: turned }))).toBe('done');
    for (const roomIds of [turned.slice(1), [...turned, 'other-talk'], [...turned.slice(1), turned[1]], [...turned.slice(1), 'other-talk']])
      expect(await code(noha.api('PUT', '/spaces/circle/rooms/order', { roomIds }))).toBe('spaces/roomsChanged');
    expect(await code(salma.api('PUT', '/spaces/circle/rooms/order', { roomIds: turned }))).toBe('common/forbidden');
  });
});

describe('a room for chosen people', () => {
  test('is absent for the others, and seen but not read by who runs the space', async () => {
    const room = await chosenRoom(noha);
    expect(room).toMatchObject({ access: 'chosen', isJoined: true });
    expect(await people(noha, room.id)).toEqual(ids(noha));
    expect((await roomsOf(salma)).map(({ id }) => id)).not.toContain(room.id);
    for (const path of [`/rooms/${room.id}`, `/rooms/${room.id}/members`, `/rooms/${room.id}/messages`])
      expect(await code(salma.api('GET', path))).toBe('common/notFound');
    for (const manager of [iman, omar]) {
      expect((await roomsOf(manager)).find(({ id }) => id === room.id)).toMatchObject({ isJoined: false });
      expect(await code(manager.api('GET', `/rooms/${room.id}/messages`))).toBe('common/forbidden');
      expect(await code(manager.api('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), text: 'x' }))).toBe('common/forbidden');
    }
  });

  test('is entered by invitation of members of the space, at once, and by nobody who invites herself', async () => {
    const room = await chosenRoom(noha);
    expect(await code(noha.api('POST', `/rooms/${room.id}/members`, { userIds: [stranger.userId] }))).toBe('spaces/notMember');
    expect(await code(iman.api('POST', `/rooms/${room.id}/members`, { userIds: [iman.userId] }))).toBe('spaces/ownInvitation');
    expect(await code(salma.api('POST', `/rooms/${room.id}/members`, { userIds: [salma.userId] }))).toBe('common/notFound');
    const tooMany = Array.from({ length: 51 }, (_none, index) => `p${index}`);
    expect(await code(noha.api('POST', `/rooms/${room.id}/members`, { userIds: tooMany }))).toBe('common/invalidInput');
    await noha.api('POST', `/rooms/${room.id}/members`, { userIds: [salma.userId, layla.userId, salma.userId] });
    await noha.api('POST', `/rooms/${room.id}/members`, { userIds: [salma.userId] });
    expect(await people(salma, room.id)).toEqual(ids(noha, salma, layla));
    expect((await roomsOf(salma)).find(({ id }) => id === room.id)).toMatchObject({ isJoined: true });
    await salma.api('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), text: 'بيننا' });
    expect(await code(noha.api('POST', '/rooms/news/members', { userIds: [salma.userId] }))).toBe('spaces/roomNotChosen');
  });

  test('who is taken out stops hearing it at once', async () => {
    const room = await chosenRoom(noha);
    await noha.api('POST', `/rooms/${room.id}/members`, { userIds: [salma.userId] });
    const socket = await salma.socket();
    expect(await socket.emitWithAck('chat.openRoom', { roomId: room.id })).toHaveProperty('ok');
    const lost = new Promise((resolve) => socket.once('hub.lost', resolve));
    await noha.api('DELETE', `/rooms/${room.id}/members/${salma.userId}`);
    expect(await lost).toEqual({ audience: `room:${room.id}` });
    expect(await code(salma.api('GET', `/rooms/${room.id}/messages`))).toBe('common/notFound');
    expect(await code(noha.api('DELETE', `/rooms/${room.id}/members/${salma.userId}`))).toBe('spaces/notInRoom');
  });

  test('keeps one who manages it, and nobody takes out those above herself', async () => {
    const room = await chosenRoom(noha);
    await noha.api('POST', `/rooms/${room.id}/members`, { userIds: [salma.userId, iman.userId] });
    expect(await code(noha.api('DELETE', `/rooms/${room.id}/members/${iman.userId}`))).toBe('spaces/roleAboveOwn');
    await iman.api('DELETE', `/rooms/${room.id}/members/${noha.userId}`);
    expect(await code(iman.api('POST', `/rooms/${room.id}/leave`))).toBe('spaces/lastRoomManager');
    expect(await code(omar.api('DELETE', `/rooms/${room.id}/members/${iman.userId}`))).toBe('spaces/lastRoomManager');
    await salma.api('POST', `/rooms/${room.id}/leave`);
    expect(await people(iman, room.id)).toEqual(ids(iman));
    expect(await code(salma.api('POST', '/rooms/news/leave'))).toBe('spaces/roomNotChosen');
    const { roomId } = await salma.api<{ roomId: string }>('POST', `/people/${layla.userId}/conversation`);
    expect(await code(salma.api('POST', `/rooms/${roomId}/leave`))).toBe('common/notFound');
  });

  test('is left with the space; who comes again is not in it', async () => {
    const room = await chosenRoom(noha);
    const guest = await hub.person('guest', { spaces: { circle: 'member' } });
    await noha.api('POST', `/rooms/${room.id}/members`, { userIds: [guest.userId] });
    await noha.api('DELETE', `/spaces/circle/members/${guest.userId}`);
    const { addMember } = await import('#server/features/spaces/index.ts');
    const member = { spaceId: 'circle', userId: guest.userId, role: 'member' as const, joinedAt: new Date().toISOString() };
    await addMember(hub.app.open.ports, member);
    await hub.app.hub.tools.access.changed({ userIds: [guest.userId] });
    expect(await code(guest.api('GET', '/rooms/talk/messages'))).toBe('done');
    expect(await code(guest.api('GET', `/rooms/${room.id}/messages`))).toBe('common/notFound');
  });

  test('can be made of an open one: the others stop hearing it, and it never opens again', async () => {
    const fields = { clientId: randomUUID(), name: 'قيد الإعداد', language: 'ar', purpose: '', kind: 'chat' };
    const room = await noha.api<Room>('POST', '/spaces/circle/rooms', fields);
    const socket = await salma.socket();
    await socket.emitWithAck('chat.openRoom', { roomId: room.id });
    const lost = new Promise((resolve) => socket.once('hub.lost', resolve));
    expect(await noha.api('PATCH', `/rooms/${room.id}`, { access: 'chosen' })).toMatchObject({ access: 'chosen', isJoined: true });
    expect(await lost).toEqual({ audience: `room:${room.id}` });
    expect(await code(noha.api('GET', `/rooms/${room.id}/messages`))).toBe('done');
    expect(await code(noha.api('PATCH', `/rooms/${room.id}`, { access: 'space' }))).toBe('spaces/roomStaysChosen');
  });

  test('made by an administrator from outside it belongs to who coordinates the space', async () => {
    const room = await chosenRoom(omar);
    expect(room.isJoined).toBe(false);
    expect(await people(omar, room.id)).toEqual(ids(iman));
    expect(await code(omar.api('GET', `/rooms/${room.id}/messages`))).toBe('common/forbidden');
  });

  test('made twice under one clientId is one room, and answers alike', async () => {
    const fields = { clientId: randomUUID(), name: 'مرتين', language: 'ar', purpose: '', kind: 'chat', access: 'chosen' };
    const [one, two] = [await noha.api('POST', '/spaces/circle/rooms', fields), await noha.api('POST', '/spaces/circle/rooms', fields)];
    expect(two).toEqual(one);
  });
});
