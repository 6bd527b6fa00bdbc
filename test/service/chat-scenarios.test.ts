import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { applyEvent, targetsOf } from '#shared/features/chat/room-state.ts';
import { messageEntry, roomStream } from '#server/features/chat/index.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

// Scenarios of a room's life, told by public clients only: fetch and socket.io-client.
let hub: TestHub;
let salma: Client;
let noha: Client;

beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('champions', ['away', 'long', 'race', 'same', 'typing', 'gone']);
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  noha = await hub.person('noha', { spaces: { champions: 'moderator' } });
});
afterAll(() => hub.stop());

interface Page {
  items: RoomItem[];
  from: number;
  to: number;
  head: number;
  hasEarlier: boolean;
}
type Synced = { state: string; events?: RoomEvent[]; page?: Page; head?: number; hasMore?: boolean };
const send = (who: Client, roomId: string, text: string, more: object = {}) =>
  who.api<Message>('POST', `/rooms/${roomId}/messages`, { clientId: randomUUID(), text, ...more });
const sync = async (who: Client, roomId: string, lastSeq: number) =>
  (await who.api<{ rooms: Synced[] }>('POST', '/rooms/sync', { rooms: [{ roomId, lastSeq }] })).rooms[0]!;

test('[RM12] [RM31] away while ten are posted, two edited and one removed: thirteen events, and the state of a fresh reading', async () => {
  const before = await send(salma, 'away', 'قبل');
  const lines = new Map<number, RoomItem>([[before.seq, (await salma.api<Page>('GET', '/rooms/away/messages')).items[0]!]]);
  const posted = [];
  for (let i = 0; i < 10; i += 1) posted.push(await send(noha, 'away', `${i}`));
  await noha.api('PATCH', `/rooms/away/messages/${posted[2]!.seq}`, { baseRevision: 0, text: 'معدَّل' });
  await noha.api('PATCH', `/rooms/away/messages/${posted[3]!.seq}`, { baseRevision: 0, text: 'معدَّل أيضًا' });
  await noha.api('DELETE', `/rooms/away/messages/${posted[4]!.seq}`);
  const { events = [] } = await sync(salma, 'away', before.seq);
  expect(events).toHaveLength(13);
  for (const event of events) {
    if (event.kind === 'message' || event.kind === 'hidden') lines.set(event.seq, event);
    for (const seq of targetsOf(event)) {
      const line = lines.get(seq);
      if (line) lines.set(seq, applyEvent(line, event));
    }
  }
  const fresh = (await salma.api<Page>('GET', '/rooms/away/messages')).items;
  expect([...lines.values()].sort((a, b) => a.seq - b.seq)).toEqual(fresh);
});

test('[RM12] five thousand missed come back complete: the newest page within a second, all within five, none twice', async () => {
  const { log } = hub.app.open.ports;
  for (let start = 0; start < 5000; start += 500) {
    const entries = Array.from({ length: 500 }, (_, i) =>
      messageEntry({
        id: `m${start + i}`,
        authorId: noha.userId,
        text: `${start + i + 1}`,
        direction: 'ltr',
        at: new Date().toISOString(),
      }),
    );
    await log.append(roomStream('long'), entries);
  }
  const startedAt = performance.now();
  const answer = await sync(salma, 'long', 12);
  expect(answer.state).toBe('reset');
  expect(answer.page?.items.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => 4951 + i));
  const found = [...answer.page!.items];
  for (let before = answer.page!.from; before > 13;) {
    const page = await salma.api<Page>('GET', `/rooms/long/messages?before=${before}&limit=100`);
    found.unshift(...page.items);
    before = page.from;
  }
  expect(found.map(({ seq }) => seq).filter((seq) => seq > 12)).toEqual(Array.from({ length: 4988 }, (_, i) => 13 + i));
  // With the lines made first, of a log nobody had read.
  expect(performance.now() - startedAt).toBeLessThan(5000);
  const again = performance.now();
  await sync(salma, 'long', 12);
  expect(performance.now() - again).toBeLessThan(1000);
});

test('[RM10] what is sent while a room is being opened is there exactly once', async () => {
  for (let round = 0; round < 10; round += 1) {
    const socket = await salma.socket();
    const heard: number[] = [];
    socket.on('chat.roomEvents', ({ events }: { events: RoomEvent[] }) => heard.push(...events.map(({ seq }) => seq)));
    const [opened, ...sent] = await Promise.all([
      socket.emitWithAck('chat.openRoom', { roomId: 'race' }),
      ...[1, 2, 3].map((i) => send(noha, 'race', `${round} ${i}`)),
    ]);
    const { items, head } = opened.ok as Page;
    const last = Math.max(...sent.map(({ seq }) => seq));
    await expect.poll(() => Math.max(head, ...heard)).toBeGreaterThanOrEqual(last);
    const held = new Set([...items.map(({ seq }) => seq), ...heard.filter((seq) => seq > head)]);
    for (const { seq } of sent) expect(held).toContain(seq);
    const fresh = heard.filter((seq) => seq > head);
    expect(new Set(fresh).size).toBe(fresh.length);
    socket.disconnect();
  }
});

test('[RM11] fifteen hundred messages of one millisecond are paged through, each once', async () => {
  const at = new Date().toISOString();
  const { log } = hub.app.open.ports;
  const entries = Array.from({ length: 1500 }, (_, i) =>
    messageEntry({ id: `s${i}`, authorId: noha.userId, text: `${i}`, direction: 'ltr', at }),
  );
  for (let start = 0; start < 1500; start += 500) await log.append(roomStream('same'), entries.slice(start, start + 500));
  const found: number[] = [];
  for (let before: number | undefined = undefined; ;) {
    const page: Page = await salma.api<Page>('GET', `/rooms/same/messages?limit=100${before === undefined ? '' : `&before=${before}`}`);
    found.unshift(...page.items.map(({ seq }) => seq));
    if (!page.hasEarlier) break;
    before = page.from;
  }
  expect(found).toEqual(Array.from({ length: 1500 }, (_, i) => i + 1));
});

test('[RM14] who is not in the room, or not any more, hears nobody type', async () => {
  const rania = await hub.person('rania', { spaces: { champions: 'member' } });
  const stranger = await hub.person('stranger');
  const [hers, his, writing] = [await rania.socket(), await stranger.socket(), await salma.socket()];
  const heard: string[] = [];
  hers.on('chat.typing', () => heard.push('rania'));
  his.on('chat.typing', () => heard.push('stranger'));
  await hers.emitWithAck('chat.openRoom', { roomId: 'typing' });
  expect(await his.emitWithAck('chat.openRoom', { roomId: 'typing' })).toMatchObject({ problem: { status: 404 } });
  await writing.emitWithAck('chat.setTyping', { roomId: 'typing', isOn: true });
  await expect.poll(() => heard).toEqual(['rania']);
  await hers.emitWithAck('chat.closeRoom', { roomId: 'typing' });
  await writing.emitWithAck('chat.setTyping', { roomId: 'typing', isOn: false });
  const own = new Promise((resolve) => writing.once('chat.typing', resolve));
  await writing.emitWithAck('chat.openRoom', { roomId: 'typing' });
  await writing.emitWithAck('chat.setTyping', { roomId: 'typing', isOn: true });
  await own;
  expect(heard).toEqual(['rania']);
});

test('[RM14] a removed author changes nothing of what she left behind', async () => {
  const leaver = await hub.person('leaver', { spaces: { champions: 'member' } });
  const { seq } = await send(leaver, 'gone', 'كلمة باقية');
  const socket = await leaver.socket();
  await socket.emitWithAck('chat.openRoom', { roomId: 'gone' });
  await noha.api('DELETE', `/spaces/champions/members/${leaver.userId}`);
  const at = `/rooms/gone/messages/${seq}`;
  const attempts = await Promise.allSettled([
    leaver.api('PATCH', at, { baseRevision: 0, text: 'غيَّرتُ' }),
    leaver.api('DELETE', at),
    leaver.api('PUT', `${at}/reactions`, { emoji: '👍', isOn: true }),
    leaver.api('PATCH', `${at}/direction`, { direction: 'ltr' }),
    leaver.api('GET', `${at}/history`),
  ]);
  for (const attempt of attempts) expect(attempt).toMatchObject({ status: 'rejected', reason: { message: 'common/notFound' } });
  for (const operation of ['chat.editMessage', 'chat.removeMessage', 'chat.setReaction'])
    expect(
      await socket.emitWithAck(operation, { roomId: 'gone', seq, baseRevision: 0, text: 'x', emoji: '👍', isOn: true }),
    ).toHaveProperty('problem');
  expect((await salma.api<Page>('GET', '/rooms/gone/messages')).items).toMatchObject([{ text: 'كلمة باقية', revision: 0, reactions: [] }]);
});
