import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '#shared/features/chat/contract.ts';
import type { AccountEvent, Bookmark, Draft, RoomState } from '#shared/features/personal/contract.ts';
import { addMember, roomById } from '#server/features/spaces/index.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let salma: Client;
let noha: Client;
let rania: Client;
let stranger: Client;
let rooms = 0;
let room = '';

beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space(
    'champions',
    Array.from({ length: 20 }, (_, i) => `talk${i}`),
  );
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  rania = await hub.person('rania', { spaces: { champions: 'member' } });
  noha = await hub.person('noha', { spaces: { champions: 'moderator' } });
  stranger = await hub.person('stranger');
});
afterAll(() => hub.stop());

const freshRoom = () => {
  room = `talk${rooms}`;
  rooms += 1;
};
const send = (who: Client, text: string, more: object = {}) =>
  who.api<Message>('POST', `/rooms/${room}/messages`, { clientId: randomUUID(), text, ...more });
const stateOf = (who: Client) => who.api<RoomState>('GET', `/rooms/${room}/state`);
const markRead = (who: Client, upTo: number, more: object = {}) => who.api<RoomState>('PUT', `/rooms/${room}/read`, { upTo, ...more });

describe('unread', () => {
  test('[PE1] messages of others after the mark count; own, removed and withheld ones do not', async () => {
    freshRoom();
    await send(noha, 'أول');
    await send(salma, 'مني');
    const { seq } = await send(noha, 'ثانٍ');
    expect(await stateOf(salma)).toMatchObject({ unread: 2, mentions: 0, firstUnread: 1, mark: 0, newest: { seq } });
    await noha.api('DELETE', `/rooms/${room}/messages/1`);
    expect(await stateOf(salma)).toMatchObject({ unread: 1, firstUnread: seq });
    expect((await markRead(salma, seq)).unread).toBe(0);
    expect((await stateOf(noha)).unread).toBe(1);
  });
  test('[PE2] the mark only goes forward, not beyond the log, and not for strangers; unread again goes back', async () => {
    freshRoom();
    for (let i = 1; i <= 5; i += 1) await send(noha, `${i}`);
    expect((await markRead(salma, 4)).unread).toBe(1);
    expect(await markRead(salma, 2)).toMatchObject({ mark: 4, unread: 1 });
    await expect(markRead(salma, 99)).rejects.toThrow('personal/beyondHead');
    await expect(markRead(salma, -1)).rejects.toThrow('common/invalidInput');
    await expect(markRead(stranger, 1)).rejects.toThrow('common/notFound');
    expect(await salma.api<RoomState>('PUT', `/rooms/${room}/unread`, { from: 2 })).toMatchObject({ mark: 1, unread: 4, firstUnread: 2 });
  });
  test('[PE3] who comes to a room that has a past has read it', async () => {
    freshRoom();
    for (let i = 1; i <= 3; i += 1) await send(noha, `${i}`);
    const iman = await hub.person('iman', { spaces: { champions: 'member' } });
    expect(await stateOf(iman)).toMatchObject({ unread: 0, mark: 3 });
    await send(noha, 'بعد');
    expect(await stateOf(iman)).toMatchObject({ unread: 1, firstUnread: 4 });
  });
  test('[PE1] counts stop at a hundred, and mentions count for the person, her role and the space', async () => {
    freshRoom();
    await send(noha, `<@${salma.userId}> و<@role:member>`);
    await send(noha, '<@space> اجتماع');
    await send(noha, `<@${rania.userId}>`);
    expect((await stateOf(salma)).mentions).toBe(2);
    expect((await stateOf(rania)).mentions).toBe(3);
    const entries = Array.from({ length: 120 }, () => send(noha, 'x'));
    await Promise.all(entries);
    expect((await stateOf(salma)).unread).toBe(100);
  });
  test('[PE4] who wrote in a thread follows it; its replies are unread in the thread until read there', async () => {
    freshRoom();
    const { seq: root } = await send(salma, 'سؤال');
    await send(rania, 'جواب', { thread: root });
    const last = await send(noha, `انظري <@${rania.userId}>`, { thread: root });
    expect(await stateOf(salma)).toMatchObject({ unread: 0, threads: [{ root, unread: 2 }] });
    expect(await stateOf(rania)).toMatchObject({ threads: [{ root, unread: 1 }] });
    expect((await markRead(salma, last.seq, { thread: root })).threads).toEqual([]);
    const followed = await rania.api<{ items: { root: { seq: number }; unread: number }[] }>('GET', '/me/threads');
    expect(followed.items).toMatchObject([{ root: { seq: root }, unread: 1 }]);
    await rania.api('PUT', `/rooms/${room}/threads/${root}/following`, { isFollowing: false });
    expect((await stateOf(rania)).threads).toEqual([]);
    const iman = await hub.person('iman2', { spaces: { champions: 'member' } });
    await iman.api('PUT', `/rooms/${room}/threads/${root}/following`, { isFollowing: true });
    await send(noha, 'خبر', { thread: root });
    expect((await stateOf(iman)).threads).toMatchObject([{ root, unread: 1 }]);
    await expect(iman.api('PUT', `/rooms/${room}/threads/99/following`, { isFollowing: true })).rejects.toThrow('personal/notAThread');
  });
  test('[PE5] a badge read on the phone is gone on the laptop within a second, also in a room where one only reads', async () => {
    freshRoom();
    await send(noha, 'إعلان');
    const { ports } = hub.app.open;
    const reader = await hub.person('reader', { spaces: {} });
    await addMember(ports, { spaceId: 'champions', userId: reader.userId, role: 'observer', joinedAt: '2020-01-01T00:00:00.000Z' });
    await hub.app.hub.tools.access.changed({ userIds: [reader.userId] });
    expect((await stateOf(reader)).unread).toBe(1);
    const laptop = await reader.socket();
    const told = new Promise<{ seq: number; event: AccountEvent }>((resolve) => laptop.once('personal.told', resolve));
    const startedAt = performance.now();
    await markRead(reader, 1);
    expect(await told).toMatchObject({ seq: 1, event: { kind: 'read', roomId: room, upTo: 1 } });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect((await stateOf(reader)).unread).toBe(0);
  });
  test('[PE6] the list of rooms tells where one stands in each, and a pulse when one of them moves on', async () => {
    freshRoom();
    const socket = await salma.socket();
    const { ok } = await socket.emitWithAck('personal.listRooms', {});
    expect(ok.rooms).toHaveLength(20);
    expect(ok.rooms.find((state: RoomState) => state.roomId === room)).toMatchObject({ unread: 0, head: 0 });
    const pulse = new Promise((resolve) => socket.once('personal.pulse', resolve));
    await send(noha, 'خبر');
    expect(await pulse).toEqual({ roomId: room, head: 1 });
    expect((await stranger.api<{ rooms: RoomState[] }>('GET', '/me/rooms')).rooms).toEqual([]);
  });
  test('[PE6] who is removed feels no pulse of the room any more', async () => {
    freshRoom();
    const gone = await hub.person('gone', { spaces: { champions: 'member' } });
    const socket = await gone.socket();
    await socket.emitWithAck('personal.listRooms', {});
    const heard: unknown[] = [];
    socket.on('personal.pulse', (pulse) => heard.push(pulse));
    const lost = new Promise((resolve) => socket.once('hub.lost', resolve));
    await noha.api('DELETE', `/spaces/champions/members/${gone.userId}`);
    await lost;
    const other = await salma.socket();
    await other.emitWithAck('personal.listRooms', {});
    const pulse = new Promise((resolve) => other.once('personal.pulse', resolve));
    await send(noha, 'بعدها');
    await pulse;
    expect(heard).toEqual([]);
  });
});

describe('receipts', () => {
  test('[PE7] off by default; a count, or names, where the room tells; never of who keeps her presence to herself', async () => {
    freshRoom();
    const { seq } = await send(salma, 'من قرأ؟');
    await markRead(rania, seq);
    await markRead(noha, seq);
    const readers = () => salma.api<{ count: number; userIds?: string[] }>('GET', `/rooms/${room}/messages/${seq}/readers`);
    await expect(readers()).rejects.toThrow('personal/receiptsOff');
    await noha.api('PATCH', `/rooms/${room}`, { receipts: 'count' });
    expect(await readers()).toEqual({ count: 2 });
    await noha.api('PATCH', `/rooms/${room}`, { receipts: 'names' });
    expect((await readers()).userIds?.toSorted()).toEqual([noha.userId, rania.userId].toSorted());
    await rania.api('PATCH', '/me/settings', { showPresence: false });
    expect(await readers()).toEqual({ count: 1, userIds: [noha.userId] });
    expect((await roomById(hub.app.open.ports, room))?.receipts).toBe('names');
  });
});

describe('what one keeps', () => {
  const save = (text: string, baseRevision: number) => salma.api<Draft>('PUT', '/me/drafts', { place: `room:${room}`, text, baseRevision });
  test('[PE8] a draft goes from device to device; what was replaced unseen stays beside it', async () => {
    freshRoom();
    expect(await save('من الهاتف', 0)).toMatchObject({ revision: 1, text: 'من الهاتف' });
    expect(await save('من الحاسوب', 0)).toMatchObject({ revision: 2, text: 'من الحاسوب', other: 'من الهاتف' });
    const place = { place: `room:${room}` };
    expect(await salma.api<Draft>('POST', '/me/drafts/get', place)).toMatchObject({ text: 'من الحاسوب', other: 'من الهاتف' });
    expect(await rania.api<Draft>('POST', '/me/drafts/get', place)).toMatchObject({ text: '', revision: 0 });
    await save('', 2);
    expect((await salma.api<{ items: Draft[] }>('GET', '/me/drafts')).items).toEqual([]);
    await expect(salma.api('PUT', '/me/drafts', { place: 'elsewhere', text: 'x', baseRevision: 0 })).rejects.toThrow('common/invalidInput');
  });
  test('[PE9] bookmarks are the person’s own, and show nothing of a room she may not read any more', async () => {
    freshRoom();
    const { seq } = await send(noha, 'تعريف مهم');
    const keeper = await hub.person('keeper', { spaces: { champions: 'member' } });
    await keeper.api('PUT', `/rooms/${room}/messages/${seq}/bookmark`, { isOn: true, note: 'للدرس' });
    const list = async (who: Client) => (await who.api<{ items: Bookmark[] }>('GET', '/me/bookmarks')).items;
    expect(await list(keeper)).toMatchObject([{ roomId: room, seq, note: 'للدرس', item: { text: 'تعريف مهم' } }]);
    expect(await list(noha)).toEqual([]);
    await noha.api('DELETE', `/spaces/champions/members/${keeper.userId}`);
    expect(JSON.stringify(await list(keeper))).not.toContain('تعريف');
    await expect(salma.api('PUT', `/rooms/${room}/messages/99/bookmark`, { isOn: true })).rejects.toThrow('personal/unknownMessage');
  });
  test('[PE10] account events are dense; who is too far behind, or ahead, asks for everything anew', async () => {
    freshRoom();
    const dalia = await hub.person('dalia', { spaces: { champions: 'member' } });
    for (let i = 0; i < 5; i += 1) await dalia.api('PUT', '/me/drafts', { place: `room:${room}`, text: `${i}`, baseRevision: i });
    const sync = (after: number) =>
      dalia.api<{ events: { seq: number }[]; head: number; isReset: boolean }>('GET', `/me/events?after=${after}`);
    expect((await sync(2)).events.map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(await sync(99)).toMatchObject({ isReset: true, head: 5 });
    const socket = await dalia.socket();
    expect((await socket.emitWithAck('personal.listRooms', {})).ok.accountHead).toBe(5);
  });
});
