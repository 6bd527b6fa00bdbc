import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoomItem } from '#shared/features/chat/contract.ts';
import { demoPassword } from '#server/features/demo/index.ts';
import { randomFrom, seedFor } from '../support/random.ts';
import { signIn, type Client } from '../support/start-hub.ts';
import { startNode, type NodeProcess } from './node-process.ts';

/* Promises P1 to P3 and P5: what was acknowledged outlives kill -9, once, in one order, for text and talk alike. */
const kills = process.env['MULTAQA_SOAK'] === '1' ? 20 : 3;
const roomId = 'demo-champions-general';

let node: NodeProcess;
beforeAll(async () => {
  node = await startNode({ LIMITS: 'false' });
}, 120_000);
afterAll(() => node.stop());

interface Acknowledged {
  clientId: string;
  seq: number;
  text: string;
}

/** Sends one after another; what got no answer goes again under the same id, as every client does. */
async function keepSending(who: Client, name: string, isOver: () => boolean): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  for (let i = 0; !isOver() && i < 20_000; i++) {
    const message = { clientId: `${name}-${String(i).padStart(6, '0')}`, text: `${name} ${i}` };
    for (;;) {
      const answer = await who.fetch('POST', `/rooms/${roomId}/messages`, message).then(
        (response) => (response.ok ? (response.json() as Promise<{ seq: number }>) : undefined),
        () => undefined,
      );
      if (answer) {
        acknowledged.push({ ...message, seq: answer.seq });
        break;
      }
      await pause(30);
    }
  }
  return acknowledged;
}

/** The room's lines after a number, as a page reads them: each sent here stands in the room itself, so none may be missing. */
async function linesAfter(who: Client, start: number): Promise<RoomItem[]> {
  const lines: RoomItem[] = [];
  for (let after = start; lines.length < 100_000;) {
    const { items } = await who.api<{ items: RoomItem[] }>('GET', `/rooms/${roomId}/messages?after=${after}&limit=100`);
    if (items.length === 0) return lines;
    lines.push(...items);
    after = items.at(-1)!.seq;
  }
  return lines;
}

test(`[P1] [P2] [P3] ${kills} kills lose no acknowledged message, double none, and leave one dense order; editors converge`, async () => {
  const random = randomFrom(seedFor('kill-loop'));
  const people = await Promise.all(
    ['salma', 'tareq', 'hala', 'rania'].map((name) => signIn(node.url, `${name}@example.org`, demoPassword)),
  );
  const [salma, tareq] = people;
  const {
    items: [card],
  } = await tareq!.api<{ items: { id: string }[] }>('POST', '/documents', {
    spaceId: 'demo-champions',
    kind: 'plain',
    title: 'x',
    language: 'ar',
  });
  const editors = [salma!, tareq!].map((who) => {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(`${node.url.replace('http', 'ws')}/collab`, card!.id, doc, {
      params: { token: who.token },
      WebSocketPolyfill: WebSocket as never,
      disableBc: true,
      maxBackoffTime: 300,
    });
    return { doc, provider, name: who.userId };
  });

  const { head } = await salma!.api<{ head: number }>('GET', `/rooms/${roomId}`);
  let isOver = false;
  const sending = Promise.all(people.map((who, i) => keepSending(who, `sender${i}`, () => isOver)));
  const typing = Promise.all(
    editors.map(async ({ doc, name }) => {
      for (let i = 0; !isOver; i++) {
        const text = doc.getText('t');
        text.insert(Math.floor((text.length * i) % (text.length + 1)), `${name.at(-1)}`);
        await pause(20);
      }
    }),
  );
  for (let i = 0; i < kills; i++) {
    await pause(300 + random() * 1200);
    await node.kill9();
    await node.restart();
  }
  await pause(500);
  isOver = true;
  const acknowledged = (await sending).flat();
  await typing;

  const lines = await linesAfter(salma!, head);
  expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: lines.length }, (_, i) => head + i + 1));
  const stored = new Map(lines.flatMap((line) => (line.kind === 'message' ? [[line.seq, line.text] as const] : [])));
  const texts = [...stored.values()].filter((text) => text.startsWith('sender'));
  expect(new Set(texts).size).toBe(texts.length);
  expect(acknowledged.filter(({ seq, text }) => stored.get(seq) !== text)).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(kills * 10);

  const isEqual = () => editors[0]!.doc.getText('t').toString() === editors[1]!.doc.getText('t').toString();
  await expect.poll(isEqual, { timeout: 20_000 }).toBe(true);
  const fresh = new Y.Doc();
  const reader = new WebsocketProvider(`${node.url.replace('http', 'ws')}/collab`, card!.id, fresh, {
    params: { token: salma!.token },
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
  });
  await expect.poll(() => fresh.getText('t').toString(), { timeout: 20_000 }).toBe(editors[0]!.doc.getText('t').toString());
  for (const provider of [reader, ...editors.map((editor) => editor.provider)]) provider.destroy();
  console.log(`${acknowledged.length} messages acknowledged, ${fresh.getText('t').length} letters, ${kills} kills`);
}, 600_000);
