import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPassword } from '#server/features/demo/index.ts';
import { startNode, type NodeProcess } from '../e2e/node-process.ts';
import { signIn, type Client } from '../support/start-hub.ts';

/* Promise P9: twenty of five hundred readers stall, and harm only themselves. */
const roomId = 'demo-champions-general';
const readers = 500;
const stalled = 20;
/** Long enough that what waits for a stalled reader passes any buffer of the machine. */
const pad = 'كلمة '.repeat(1200);

let node: NodeProcess;
let salma: Client;
beforeAll(async () => {
  node = await startNode({ LIMITS: 'false', SOCKETS_PER_SESSION: '1000', SOCKETS_PER_ADDRESS: '10000' });
  salma = await signIn(node.url, 'salma@example.org', demoPassword);
}, 120_000);
afterAll(() => node.stop());

interface Reader {
  socket: WebSocket;
  /** Time of each message from its sending, ms. */
  delays: number[];
  seqs: number[];
}

/** Raw frames, so that five hundred readers are no burden of their own. */
function read(sentAt: Map<string, number>): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${node.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
    const reader: Reader = { socket, delays: [], seqs: [] };
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text[0] === '0') socket.send(`40${JSON.stringify({ token: salma.token })}`);
      else if (text === '2') socket.send('3');
      else if (text.startsWith('40')) socket.send(`421["chat.openRoom",{"roomId":"${roomId}"}]`);
      else if (text.startsWith('431')) resolve(reader);
      else if (text.startsWith('42["chat.roomEvents"')) {
        const mark = /"text":"([\w-]{36})/.exec(text)?.[1] ?? '';
        reader.delays.push(performance.now() - (sentAt.get(mark) ?? NaN));
        reader.seqs.push(Number(/"seq":(\d+)/.exec(text)?.[1]));
      }
    });
  });
}
const percentile = (values: number[], share: number) => values.sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
test('[RM13] twenty of five hundred readers stall: the others hear as before, the stalled are cut and catch up', async () => {
  const sentAt = new Map<string, number>();
  const all: Reader[] = [];
  for (let start = 0; start < readers; start += 50) all.push(...(await Promise.all(Array.from({ length: 50 }, () => read(sentAt)))));
  const healthy = all.slice(stalled);

  async function talk(count: number): Promise<number[]> {
    for (const { delays } of all) delays.length = 0;
    let last = 0;
    for (let i = 0; i < count; i += 1) {
      const mark = randomUUID();
      sentAt.set(mark, performance.now());
      last = (await salma.api<{ seq: number }>('POST', `/rooms/${roomId}/messages`, { clientId: mark, text: `${mark} ${pad}` })).seq;
      await pause(40);
    }
    await expect.poll(() => healthy.every(({ seqs }) => seqs.at(-1) === last), { timeout: 30_000 }).toBe(true);
    return healthy.flatMap(({ delays }) => delays);
  }

  const before = percentile(await talk(40), 0.95);
  // They read no more: what is sent to them fills the machine's buffers, then the hub's.
  const cutAt: number[] = [];
  const stalledAt = performance.now();
  for (const { socket } of all.slice(0, stalled)) {
    socket.pause();
    socket.on('close', () => cutAt.push(performance.now() - stalledAt));
  }
  const during = percentile(await talk(400), 0.95);
  console.log(`p95 before ${before.toFixed(1)} ms, with stalled readers ${during.toFixed(1)} ms`);
  expect(during).toBeLessThanOrEqual(Math.max(before * 1.5, before + 20));

  for (const { socket } of all.slice(0, stalled)) socket.resume();
  await expect.poll(() => cutAt.length, { timeout: 20_000 }).toBe(stalled);
  const head = (await salma.api<{ head: number }>('GET', `/rooms/${roomId}`)).head;
  const { rooms } = await salma.api<{ rooms: { state: string; head?: number; page?: { head: number } }[] }>('POST', '/rooms/sync', {
    rooms: [{ roomId, lastSeq: Math.min(...all.slice(0, stalled).map(({ seqs }) => seqs.at(-1) ?? 0)) }],
  });
  expect(rooms[0]?.head ?? rooms[0]?.page?.head).toBe(head);
  for (const { seqs } of healthy) expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => seqs[0]! + i));
  for (const { socket } of all) socket.terminate();
}, 300_000);
