import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import type { RoomState } from '#shared/features/personal/contract.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
/** Blocks Badr, who is told nothing. */
let amal: Client;
let badr: Client;
/** Sees everything as before. */
let carim: Client;
let rooms = 0;
let room = '';

beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space(
    'champions',
    Array.from({ length: 10 }, (_, i) => `talk${i}`),
  );
  amal = await hub.person('amal', { spaces: { champions: 'member' } });
  badr = await hub.person('badr', { spaces: { champions: 'member' } });
  carim = await hub.person('carim', { spaces: { champions: 'moderator' } });
  await amal.api('PUT', `/me/blocks/${badr.userId}`);
});
afterAll(() => hub.stop());
beforeEach(() => {
  room = `talk${rooms}`;
  rooms += 1;
});

const send = (who: Client, text: string, more: object = {}) =>
  who.api<Message>('POST', `/rooms/${room}/messages`, { clientId: randomUUID(), text, ...more });
const read = async (who: Client) => (await who.api<{ items: RoomItem[] }>('GET', `/rooms/${room}/messages`)).items;
async function hearing(who: Client): Promise<{ socket: Socket; events: RoomEvent[] }> {
  const socket = await who.socket();
  await socket.emitWithAck('chat.openRoom', { roomId: room });
  const events: RoomEvent[] = [];
  socket.on('chat.roomEvents', (told: { events: RoomEvent[] }) => events.push(...told.events));
  return { socket, events };
}

test('[BL1] live and read later, the words of whom she blocked are folded away for her, and for nobody else', async () => {
  const [hers, his] = [await hearing(amal), await hearing(carim)];
  const { seq } = await send(badr, 'كلام بدر');
  await badr.api('PATCH', `/rooms/${room}/messages/${seq}`, { baseRevision: 0, text: 'كلام بدر معدَّل' });
  await send(carim, 'تعليق', { replyTo: seq });
  await expect.poll(() => hers.events.length).toBe(3);
  expect(hers.events.map(({ kind, seq: number }) => [kind, number])).toEqual([
    ['hidden', 1],
    ['silent', 2],
    ['message', 3],
  ]);
  await expect.poll(() => his.events.map(({ kind }) => kind)).toEqual(['message', 'edited', 'message']);
  const page = await amal.api<{ items: RoomItem[]; quoted: RoomItem[] }>('GET', `/rooms/${room}/messages?limit=1`);
  expect(page.quoted).toMatchObject([{ kind: 'hidden', why: 'blocked', seq }]);
  const synced = await amal.api('POST', '/rooms/sync', { rooms: [{ roomId: room, lastSeq: 0 }] });
  expect(JSON.stringify([hers.events, await read(amal), page, synced])).not.toMatch(new RegExp(`كلام بدر|${badr.userId}`));
  expect(JSON.stringify(await read(carim))).toContain('كلام بدر معدَّل');
});
test('[BL2] no reaction, mention, unread count or reply of his reaches her; he gets no hint', async () => {
  const { seq } = await send(amal, 'خبر');
  await send(badr, `<@${amal.userId}> انتبهي`);
  await badr.api('PUT', `/rooms/${room}/messages/${seq}/reactions`, { emoji: '👍', isOn: true });
  await carim.api('PUT', `/rooms/${room}/messages/${seq}/reactions`, { emoji: '👍', isOn: true });
  expect((await read(amal))[0]).toMatchObject({ reactions: [{ emoji: '👍', by: [carim.userId] }] });
  expect(await amal.api<RoomState>('GET', `/rooms/${room}/state`)).toMatchObject({ unread: 0, mentions: 0 });
  expect((await read(badr))[0]).toMatchObject({ text: 'خبر', reactions: [{ by: [badr.userId, carim.userId] }] });
  await expect(amal.api('PUT', `/rooms/${room}/messages/2/reactions`, { emoji: '👍', isOn: true })).rejects.toThrow('chat/messageRemoved');
  await expect(send(amal, 'ردّ', { replyTo: 2 })).rejects.toThrow('chat/messageRemoved');
});
test('[BL3] neither sees the other write or be present', async () => {
  const [hers, his, third] = [await hearing(amal), await hearing(badr), await hearing(carim)];
  const typed: string[] = [];
  for (const [name, { socket }] of Object.entries({ hers, his, third }))
    socket.on('chat.typing', ({ userId }) => typed.push(`${name} ${userId}`));
  await his.socket.emitWithAck('chat.setTyping', { roomId: room, isOn: true });
  await hers.socket.emitWithAck('chat.setTyping', { roomId: room, isOn: true });
  await expect.poll(() => typed.filter((one) => one.startsWith('third'))).toEqual([`third ${badr.userId}`, `third ${amal.userId}`]);
  expect(typed).not.toContain(`hers ${badr.userId}`);
  expect(typed).not.toContain(`his ${amal.userId}`);
  const present = async (who: Socket) => (await who.emitWithAck('spaces.followSpace', { spaceId: 'champions' })).ok.present as string[];
  await expect.poll(() => present(third.socket)).toEqual(expect.arrayContaining([amal.userId, badr.userId]));
  expect(await present(hers.socket)).not.toContain(badr.userId);
  expect(await present(his.socket)).not.toContain(amal.userId);
});
test('[BL4] it can be taken back, holds after a restart, and nobody blocks herself', async () => {
  await expect(amal.api('PUT', `/me/blocks/${amal.userId}`)).rejects.toThrow('blocks/ownAccount');
  const list = async (who: Client) =>
    (await who.api<{ items: { userId: string }[] }>('GET', '/me/blocks')).items.map(({ userId }) => userId);
  expect(await list(amal)).toEqual([badr.userId]);
  expect(await list(badr)).toEqual([]);
  await send(badr, 'بعد');
  await hub.stop(true);
  hub = await startHub({ env: { LIMITS: 'false' }, dataDir: hub.dataDir });
  const again = async (who: Client) => {
    const answer = await fetch(`${hub.url}/api/v1/rooms/${room}/messages`, { headers: { authorization: `Bearer ${who.token}` } });
    return JSON.stringify(await answer.json());
  };
  expect(await again(amal)).not.toContain('بعد');
  await fetch(`${hub.url}/api/v1/me/blocks/${badr.userId}`, { method: 'DELETE', headers: { authorization: `Bearer ${amal.token}` } });
  expect(await again(amal)).toContain('بعد');
});
