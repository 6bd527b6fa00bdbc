import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoomEvent } from '#shared/features/chat/contract.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, startRedis, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

describeWith(['mongo', 'redis'], 'two nodes on MongoDB and Redis', () => {
  let mongo: TestServer;
  let redis: TestServer;
  let one: TestHub;
  let two: TestHub;
  let salma: Client;
  let noha: Client;
  let admin: Client;
  const providers: WebsocketProvider[] = [];

  beforeAll(async () => {
    [mongo, redis] = await Promise.all([startMongo(), startRedis()]);
    const env = { MONGO_URL: uniqueDatabase(mongo.url), REDIS_URL: redis.url, SESSION_SECRET: 'x'.repeat(40), LIMITS: 'false' };
    one = await startHub({ env });
    two = await startHub({ env });
    await one.space('champions', ['general', 'burst']);
    salma = await one.person('salma', { spaces: { champions: 'member' } });
    noha = await one.person('noha', { spaces: { champions: 'coordinator' } });
    admin = await one.person('omar', { hubRoles: ['admin'] });
  }, 120_000);
  afterAll(async () => {
    for (const provider of providers) provider.destroy();
    await Promise.all([one.stop(), two.stop()]);
    await Promise.all([mongo.stop(), redis.stop()]);
  }, 60_000);

  const next = <T>(socket: Socket, event: string, wanted: (payload: T) => boolean = () => true) =>
    new Promise<T>((resolve) => socket.on(event, (payload: T) => wanted(payload) && resolve(payload)));
  const open = (who: Client, url: string, documentId: string) => {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/collab`, documentId, doc, {
      params: { token: who.token, schema: '0' },
      WebSocketPolyfill: WebSocket as never,
      disableBc: true,
    });
    providers.push(provider);
    return { doc, provider, synced: new Promise<void>((resolve) => provider.once('sync', () => resolve())) };
  };

  test('[RM15] a message crosses over, in order, from both sides at once', async () => {
    const hearing = await noha.socket(two.url);
    await hearing.emitWithAck('chat.openRoom', { roomId: 'burst' });
    const seen: number[] = [];
    const all = next<{ events: RoomEvent[] }>(
      hearing,
      'chat.roomEvents',
      ({ events }) => seen.push(...events.map(({ seq }) => seq)) === 100,
    );
    const sockets = await Promise.all([salma.socket(one.url), noha.socket(two.url)]);
    await Promise.all(
      sockets.map((socket, i) =>
        Promise.all(
          Array.from({ length: 50 }, (_, j) =>
            socket.emitWithAck('chat.sendMessage', { roomId: 'burst', clientId: randomUUID(), text: `${i} ${j}` }),
          ),
        ),
      ),
    );
    await all;
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test('[RM2] the same clientId sent to both nodes within a moment is one message', async () => {
    const [a, b] = await Promise.all([salma.socket(one.url), salma.socket(two.url)]);
    for (let i = 0; i < 20; i++) {
      const call = { roomId: 'general', clientId: randomUUID(), text: `مرة ${i}` };
      const [first, second] = await Promise.all([a.emitWithAck('chat.sendMessage', call), b.emitWithAck('chat.sendMessage', call)]);
      expect(first.ok?.seq).toBeDefined();
      expect(first.ok?.seq).toBe(second.ok?.seq);
    }
  });

  test('presence crosses over', async () => {
    const watching = await noha.socket(one.url);
    await watching.emitWithAck('spaces.followSpace', { spaceId: 'champions' });
    const leila = await one.person('leila', { spaces: { champions: 'member' } });
    const came = next<{ present: string[] }>(watching, 'spaces.presenceChanged', ({ present }) => present.includes(leila.userId));
    await leila.socket(two.url);
    await came;
  });

  test('[DW1] [DW40] an edit crosses over by an unmodified y-websocket provider', async () => {
    const {
      items: [card],
    } = await noha.api<{ items: { id: string }[] }>('POST', '/documents', {
      spaceId: 'champions',
      kind: 'plain',
      title: 'ملاحظات',
      language: 'ar',
    });
    const here = open(salma, one.url, card!.id);
    const there = open(noha, two.url, card!.id);
    await Promise.all([here.synced, there.synced]);
    const arrived = new Promise<void>((resolve) =>
      there.doc.on('update', () => there.doc.getText('t').toString() === 'مرحبا' && resolve()),
    );
    here.doc.getText('t').insert(0, 'مرحبا');
    await arrived;
    const back = new Promise<void>((resolve) => here.doc.on('update', () => here.doc.getText('t').toString() === 'مرحبا بكن' && resolve()));
    there.doc.getText('t').insert(5, ' بكن');
    await back;
  });

  test('[DW60] a session ended on one node closes sockets and documents on the other within a second', async () => {
    const {
      items: [card],
    } = await noha.api<{ items: { id: string }[] }>('POST', '/documents', {
      spaceId: 'champions',
      kind: 'plain',
      title: 'x',
      language: 'ar',
    });
    const rania = await one.person('rania', { spaces: { champions: 'member' } });
    const socket = await rania.socket(two.url);
    const document = open(rania, two.url, card!.id);
    await document.synced;
    const closed = Promise.all([
      new Promise<void>((resolve) => socket.once('disconnect', () => resolve())),
      new Promise<number>((resolve) => document.provider.on('connection-close', (event) => resolve(event?.code ?? 0))),
    ]);
    const startedAt = performance.now();
    await rania.api('DELETE', '/session');
    const [, code] = await closed;
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(code).toBe(4401);
  });

  test('a suspension ends everything everywhere', async () => {
    const youssef = await one.person('youssef', { spaces: { champions: 'member' } });
    const socket = await youssef.socket(two.url);
    const closed = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
    await admin.api('POST', `/accounts/${youssef.userId}/suspension`, { reason: 'اختبار' });
    await closed;
    expect((await fetch(`${two.url}/api/v1/me`, { headers: { authorization: `Bearer ${youssef.token}` } })).status).toBe(401);
  });

  test('[RM15] with Redis gone messages still arrive, and all is right when it is back', async () => {
    const hearing = await noha.socket(two.url);
    await hearing.emitWithAck('chat.openRoom', { roomId: 'general' });
    await redis.kill9();
    const said = (text: string) =>
      next<{ events: RoomEvent[] }>(hearing, 'chat.roomEvents', ({ events }) =>
        events.some((event) => event.kind === 'message' && event.text === text),
      );
    const late = said('بلا ريديس');
    const startedAt = performance.now();
    await salma.api('POST', '/rooms/general/messages', { clientId: randomUUID(), text: 'بلا ريديس' });
    await late;
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await redis.restart();
    const back = said('عاد');
    await salma.api('POST', '/rooms/general/messages', { clientId: randomUUID(), text: 'عاد' });
    await back;
  });

  test('[RM16] the stop of one node loses nothing', async () => {
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        fetch(`${two.url}/api/v1/rooms/burst/messages`, {
          method: 'POST',
          headers: { authorization: `Bearer ${salma.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ clientId: randomUUID(), text: `قبل التوقف ${i}` }),
        }).then((response) => response.json() as Promise<{ seq: number }>),
      ),
    );
    await two.app.close(5000);
    const { items } = await noha.api<{ items: RoomEvent[] }>('GET', '/rooms/burst/messages?limit=20');
    expect(items.map(({ seq }) => seq).sort()).toEqual(sent.map(({ seq }) => seq).sort());
  });
});
