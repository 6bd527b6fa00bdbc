import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { messageEntry, roomStream } from '#server/features/chat/index.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let salma: Client;
let noha: Client;
let stranger: Client;
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('champions', ['general', 'other', 'burst']);
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  noha = await hub.person('noha', { spaces: { champions: 'moderator' } });
  stranger = await hub.person('stranger');
});
afterAll(() => hub.stop());

interface Page {
  items: RoomItem[];
  from: number;
  to: number;
  head: number;
  hasEarlier: boolean;
  hasLater: boolean;
}
const send = (who: Client, roomId: string, text: string, clientId: string = randomUUID()) =>
  who.api<Message>('POST', `/rooms/${roomId}/messages`, { clientId, text });
const heardBy = (socket: Awaited<ReturnType<Client['socket']>>, count: number) =>
  new Promise<RoomEvent[]>((resolve) => {
    const events: RoomEvent[] = [];
    socket.on('chat.roomEvents', (told: { events: RoomEvent[] }) => {
      events.push(...told.events);
      if (events.length >= count) resolve(events);
    });
  });

describe('sending', () => {
  test('[RM1] [RM3] [RM10] a message reaches the others in the room, stored and with its direction', async () => {
    const socket = await noha.socket();
    const opened = await socket.emitWithAck('chat.openRoom', { roomId: 'general' });
    expect(opened.ok).toMatchObject({ roomId: 'general', head: 0, items: [] });
    const heard = heardBy(socket, 1);
    const sent = await send(salma, 'general', '  مرحبا بالجميع، هذا رابط IPCP  ');
    expect(sent).toMatchObject({ seq: 1, text: 'مرحبا بالجميع، هذا رابط IPCP', direction: 'rtl', authorId: salma.userId });
    const { clientId: _own, ...seen } = sent;
    expect(await heard).toEqual([seen]);
    expect((await noha.api<Page>('GET', '/rooms/general/messages')).items).toEqual([seen]);
  });
  test('[RM2] the same clientId sent five times at once, over both transports, is one message', async () => {
    const clientId = randomUUID();
    const socket = await salma.socket();
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => send(salma, 'general', 'مرة واحدة', clientId)),
      ...[1, 2].map(() =>
        socket.emitWithAck('chat.sendMessage', { roomId: 'general', clientId, text: 'مرة واحدة' }).then(({ ok }) => ok as Message),
      ),
    ]);
    expect(new Set(answers.map(({ seq, id }) => `${seq} ${id}`)).size).toBe(1);
    const page = await salma.api<Page>('GET', '/rooms/general/messages');
    expect(page.items.filter((event) => event.kind === 'message' && event.text === 'مرة واحدة')).toHaveLength(1);
  });
  test('[RM2] the same clientId with another text is refused; of another author it is hers', async () => {
    const clientId = randomUUID();
    await send(salma, 'general', 'أول', clientId);
    await expect(send(salma, 'general', 'ثانٍ', clientId)).rejects.toThrow('chat/clientIdReused');
    expect(await send(noha, 'general', 'نهى', clientId)).toMatchObject({ authorId: noha.userId });
  });
  test('[RM3] what shows nothing or is too long is refused, and says so', async () => {
    await expect(send(salma, 'general', '\u200b\u200f ')).rejects.toThrow('chat/messageEmpty');
    await expect(send(salma, 'general', 'ا'.repeat(8001))).rejects.toThrow('chat/messageTooLong');
    expect((await send(salma, 'general', '😀'.repeat(8000))).text).toHaveLength(16_000);
    expect((await send(salma, 'general', 'a\0b\u0007')).text).toBe('ab');
  });
  test('[RM4] who may not see the room finds nothing', async () => {
    await expect(send(stranger, 'general', 'x')).rejects.toThrow('common/notFound');
    const socket = await stranger.socket();
    expect(await socket.emitWithAck('chat.openRoom', { roomId: 'general' })).toMatchObject({ problem: { status: 404 } });
    expect(await socket.emitWithAck('chat.openRoom', { roomId: '__proto__' })).toMatchObject({ problem: { status: 400 } });
  });
  test('[RM5] only the author turns the direction of a message, and readers hear of it', async () => {
    const sent = await send(salma, 'general', 'hello');
    await expect(noha.api('PATCH', `/rooms/general/messages/${sent.seq}/direction`, { direction: 'rtl' })).rejects.toThrow('chat/notYours');
    const socket = await noha.socket();
    await socket.emitWithAck('chat.openRoom', { roomId: 'general' });
    const heard = heardBy(socket, 1);
    await salma.api('PATCH', `/rooms/general/messages/${sent.seq}/direction`, { direction: 'rtl' });
    expect(await heard).toMatchObject([{ kind: 'turned', seq: sent.seq + 1, target: sent.seq, direction: 'rtl' }]);
    const page = await noha.api<Page>('GET', `/rooms/general/messages?after=${sent.seq - 1}&limit=1`);
    expect(page.items).toMatchObject([{ seq: sent.seq, direction: 'rtl' }]);
  });
});

describe('reading', () => {
  test('[RM1] [RM13] 50 senders at once give a dense order, equal for every reader', async () => {
    const socket = await noha.socket();
    await socket.emitWithAck('chat.openRoom', { roomId: 'burst' });
    const heard = heardBy(socket, 250);
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        Promise.all(Array.from({ length: 5 }, (__, j) => send(i % 2 ? salma : noha, 'burst', `رسالة ${i} ${j}`))),
      ),
    );
    expect((await heard).map(({ seq }) => seq)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
    const pages: RoomItem[] = [];
    for (let after = 0; after < 250;) {
      const { items } = await salma.api<Page>('GET', `/rooms/burst/messages?after=${after}&limit=100`);
      pages.push(...items);
      after = items.at(-1)?.seq ?? 250;
    }
    expect(pages).toEqual(await heard);
  });
  test('[RM11] pages go back from the newest to the first', async () => {
    const newest = await salma.api<Page>('GET', '/rooms/burst/messages?limit=100');
    expect([newest.items[0]?.seq, newest.items.at(-1)?.seq, newest.hasEarlier]).toEqual([151, 250, true]);
    const first = await salma.api<Page>('GET', '/rooms/burst/messages?before=51&limit=50');
    expect([first.items[0]?.seq, first.items.at(-1)?.seq, first.hasEarlier]).toEqual([1, 50, false]);
  });
  test('[RM11] limits and numbers that are none are refused', async () => {
    for (const query of ['limit=1e9', 'limit=-1', 'limit=0', 'after=NaN', 'after=9999999999999999999', 'before[]=1', 'a[__proto__][x]=1']) {
      await expect(salma.api('GET', `/rooms/burst/messages?${query}`)).rejects.toThrow('common/invalidInput');
    }
    expect((await salma.api<Page>('GET', '/rooms/burst/messages?after=999999')).items).toEqual([]);
  });
  test('[RM12] sync gives what was missed, resets who is too far off, and tells what is gone', async () => {
    const answer = await salma.api<{
      rooms: { state: string; roomId: string; events?: RoomEvent[]; page?: Page; head?: number; hasMore?: boolean }[];
    }>('POST', '/rooms/sync', {
      rooms: [
        { roomId: 'burst', lastSeq: 240 },
        { roomId: 'other', lastSeq: 5 },
        { roomId: 'nowhere', lastSeq: 0 },
      ],
    });
    const [burst, other, nowhere] = answer.rooms;
    expect(burst).toMatchObject({ state: 'events', head: 250, hasMore: false });
    expect(burst?.events?.map(({ seq }) => seq)).toEqual([241, 242, 243, 244, 245, 246, 247, 248, 249, 250]);
    expect(other).toMatchObject({ state: 'reset', page: { items: [], head: 0 } });
    expect(nowhere).toEqual({ state: 'gone', roomId: 'nowhere' });
  });
  test('[RM12] sync goes on page by page, and starts anew for who is more than a thousand behind', async () => {
    await hub.space('long', ['long-talk']);
    const iman = await hub.person('iman', { spaces: { long: 'member' } });
    const { log } = hub.app.open.ports;
    const entries = Array.from({ length: 1200 }, (_, i) =>
      messageEntry({ id: `m${i}`, authorId: iman.userId, text: `${i + 1}`, direction: 'ltr', at: new Date().toISOString() }),
    );
    await log.append(roomStream('long-talk'), entries.slice(0, 1000));
    await log.append(roomStream('long-talk'), entries.slice(1000));
    const sync = async (lastSeq: number) =>
      (await iman.api<{ rooms: unknown[] }>('POST', '/rooms/sync', { rooms: [{ roomId: 'long-talk', lastSeq }] })).rooms[0] as {
        state: string;
        events?: RoomEvent[];
        page?: Page;
        hasMore?: boolean;
      };
    const near = await sync(200);
    expect([near.state, near.events?.length, near.events?.[0]?.seq, near.hasMore]).toEqual(['events', 200, 201, true]);
    const far = await sync(199);
    expect([far.state, far.page?.items.length, far.page?.items[0]?.seq, far.page?.from]).toEqual(['reset', 50, 1151, 1151]);
  });
  test('[RM6] what was removed is hidden by every way of reading, and keeps its number', async () => {
    await hub.space('blank', ['blank-talk']);
    const hala = await hub.person('hala', { spaces: { blank: 'member' } });
    for (const text of ['أول', 'سيُمحى', 'ثالث']) await send(hala, 'blank-talk', text);
    await hala.api('DELETE', '/rooms/blank-talk/messages/2');
    const socket = await hala.socket();
    const opened = await socket.emitWithAck('chat.openRoom', { roomId: 'blank-talk' });
    const page = await hala.api<Page>('GET', '/rooms/blank-talk/messages?after=0');
    const before = await hala.api<Page>('GET', '/rooms/blank-talk/messages?before=4');
    const { rooms } = await hala.api<{ rooms: { events: RoomEvent[] }[] }>('POST', '/rooms/sync', {
      rooms: [{ roomId: 'blank-talk', lastSeq: 0 }],
    });
    for (const items of [opened.ok.items, page.items, before.items, rooms[0]?.events]) {
      expect(items[1]).toMatchObject({ kind: 'hidden', seq: 2, why: 'removed' });
      expect(items.slice(0, 3).map(({ seq }: RoomEvent) => seq)).toEqual([1, 2, 3]);
      expect(JSON.stringify(items)).not.toContain('سيُمحى');
    }
  });
  test('[RM14] a removed member hears not one message more', async () => {
    const rania = await hub.person('rania', { spaces: { champions: 'member' } });
    const socket = await rania.socket();
    await socket.emitWithAck('chat.openRoom', { roomId: 'other' });
    const heard: unknown[] = [];
    socket.on('chat.roomEvents', (told) => heard.push(told));
    const first = new Promise((resolve) => socket.once('chat.roomEvents', resolve));
    await send(salma, 'other', 'قبل');
    await first;
    const lost = new Promise((resolve) => socket.once('hub.lost', resolve));
    await noha.api('DELETE', `/spaces/champions/members/${rania.userId}`);
    await send(salma, 'other', 'بعد');
    await lost;
    expect(await socket.emitWithAck('chat.listMessages', { roomId: 'other' })).toMatchObject({ problem: { status: 404 } });
    expect(heard).toHaveLength(1);
  });
});
