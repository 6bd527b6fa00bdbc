import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { messageEntry, roomStream } from '#server/features/chat/index.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, startRedis, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

describeWith(['mongo', 'redis'], 'rooms on two nodes', () => {
  let mongo: TestServer;
  let redis: TestServer;
  let nodes: TestHub[];
  let salma: Client;
  let noha: Client;
  let coordinator: Client;

  beforeAll(async () => {
    [mongo, redis] = await Promise.all([startMongo(), startRedis()]);
    const env = { MONGO_URL: uniqueDatabase(mongo.url), REDIS_URL: redis.url, SESSION_SECRET: 'x'.repeat(40), LIMITS: 'false' };
    nodes = [await startHub({ env }), await startHub({ env })];
    await nodes[0]!.space('champions', ['general', 'burst', 'long', 'race']);
    salma = await nodes[0]!.person('salma', { spaces: { champions: 'member' } });
    noha = await nodes[0]!.person('noha', { spaces: { champions: 'moderator' } });
    coordinator = await nodes[0]!.person('rania', { spaces: { champions: 'coordinator' } });
  }, 120_000);
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await Promise.all([mongo.stop(), redis.stop()]);
  }, 60_000);

  /** The same person, asking the other node. */
  const api = async <T>(who: Client, node: number, method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${nodes[node]!.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${who.token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { type?: string };
    if (!response.ok) throw new Error(answer.type?.replace('urn:hub:error:', '') ?? String(response.status));
    return answer;
  };
  async function wholeRoom(node: number, roomId: string): Promise<RoomItem[]> {
    const items: RoomItem[] = [];
    for (let after = 0; ;) {
      const page = await api<{ items: RoomItem[]; hasLater: boolean }>(
        noha,
        node,
        'GET',
        `/rooms/${roomId}/messages?after=${after}&limit=100`,
      );
      items.push(...page.items);
      if (!page.hasLater) return items;
      after = page.items.at(-1)!.seq;
    }
  }

  test('[RM1] [RM15] fifty senders of twenty messages on two nodes: 1 to 1000, no hole, no repeat, equal on both', async () => {
    const socket = await noha.socket(nodes[1]!.url);
    await socket.emitWithAck('chat.openRoom', { roomId: 'burst' });
    const heard: number[] = [];
    socket.on('chat.roomEvents', ({ events }: { events: RoomEvent[] }) => heard.push(...events.map(({ seq }) => seq)));
    const senders = Array.from({ length: 50 }, async (_, sender) => {
      for (let i = 0; i < 20; i += 1)
        await api(sender % 3 ? salma : noha, sender % 2, 'POST', '/rooms/burst/messages', {
          clientId: randomUUID(),
          text: `${sender} ${i}`,
        });
    });
    await Promise.all(senders);
    const [one, two] = await Promise.all([wholeRoom(0, 'burst'), wholeRoom(1, 'burst')]);
    const all = Array.from({ length: 1000 }, (_, i) => i + 1);
    expect(one.map(({ seq }) => seq)).toEqual(all);
    expect(two).toEqual(one);
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1000);
    expect(heard).toEqual(all);
    const ofSender = (sender: number) =>
      one.flatMap((item) => (item.kind === 'message' && item.text.startsWith(`${sender} `) ? item.text : []));
    expect(ofSender(7)).toEqual(Array.from({ length: 20 }, (_, i) => `7 ${i}`));
  }, 60_000);

  test('[RM7] two nodes that bring the lines of a long log level at once end alike', async () => {
    const { log } = nodes[0]!.app.open.ports;
    const entries = Array.from({ length: 900 }, (_, i) =>
      messageEntry({
        id: `m${i}`,
        authorId: salma.userId,
        text: `${i + 1}`,
        direction: 'ltr',
        at: new Date().toISOString(),
        ...(i > 600 && { thread: 1 + (i % 7) }),
      }),
    );
    await log.append(roomStream('long'), entries);
    const rooms = await Promise.all([wholeRoom(0, 'long'), wholeRoom(1, 'long'), wholeRoom(1, 'long'), wholeRoom(0, 'long')]);
    for (const room of rooms) expect(room).toEqual(rooms[0]);
    expect(rooms[0]).toHaveLength(601);
    const counted = rooms[0]!.slice(0, 7).map(({ replies }) => replies?.count ?? 0);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(299);
  }, 60_000);

  test('[RM32] [RM33] both nodes change one message at once: one edit wins, every reaction counts, both show the same', async () => {
    const { seq } = await api<Message>(salma, 0, 'POST', '/rooms/race/messages', { clientId: randomUUID(), text: 'أول' });
    const at = `/rooms/race/messages/${seq}`;
    const edits = await Promise.allSettled(
      [0, 1, 0, 1, 0, 1].map((node, i) => api<Message>(salma, node, 'PATCH', at, { baseRevision: 0, text: `تعديل ${i}` })),
    );
    const taken = edits.flatMap((edit) => (edit.status === 'fulfilled' ? edit.value.text : []));
    expect(taken).toHaveLength(1);
    await Promise.all(
      ['👍', '🎓', '🌿', '👏'].flatMap((emoji, i) =>
        [salma, noha].map((who) => api(who, i % 2, 'PUT', `${at}/reactions`, { emoji, isOn: true })),
      ),
    );
    const [one, two] = await Promise.all([wholeRoom(0, 'race'), wholeRoom(1, 'race')]);
    expect(two).toEqual(one);
    expect(one[0]).toMatchObject({ text: taken[0], revision: 1 });
    expect(one[0]?.kind === 'message' && one[0].reactions.map(({ by }) => by.length)).toEqual([2, 2, 2, 2]);
  });

  test('[RM2] an answer lost, and the message sent again to the other node, is one message', async () => {
    const message = { clientId: randomUUID(), text: 'مرة واحدة' };
    const answers = [];
    for (const node of [0, 1, 0, 1, 1]) answers.push(await api<Message>(salma, node, 'POST', '/rooms/general/messages', message));
    expect(new Set(answers.map(({ id, seq }) => `${id} ${seq}`)).size).toBe(1);
    expect(await wholeRoom(1, 'general')).toHaveLength(1);
  });

  test('what is changed on one node of a busy space is so on the other, when it is told of and soon in any case', async () => {
    // In use there, so that it need not be read for each message.
    let isOver = false;
    const refusals: string[] = [];
    const busy = (async () => {
      while (!isOver)
        await api(salma, 1, 'POST', '/rooms/race/messages', { clientId: randomUUID(), text: 'كلام متواصل' }).catch((error: Error) => {
          refusals.push(error.message);
        });
    })();
    try {
      const hearing = await salma.socket(nodes[1]!.url);
      await hearing.emitWithAck('spaces.followSpace', { spaceId: 'champions' });
      for (const name of ['المساحة الأولى', 'المساحة الثانية', 'المساحة الثالثة']) {
        const told = new Promise((resolve) => hearing.once('spaces.changed', resolve));
        await api(coordinator, 0, 'PATCH', '/spaces/champions', { name });
        await told;
        expect((await api<{ name: string }>(salma, 1, 'GET', '/spaces/champions')).name).toBe(name);
      }
      expect(refusals).toEqual([]);
      await api(noha, 0, 'PATCH', '/rooms/race', { postBy: 'moderators' });
      await expect.poll(() => refusals[0], { timeout: 1000 }).toBe('chat/notAllowedToPost');
    } finally {
      isOver = true;
      await busy;
    }
  });
});
