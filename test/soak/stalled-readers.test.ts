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
const pad = 'كلمة '.repeat(1500);

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
interface Synced {
  head?: number;
  events?: { seq: number }[];
}
const percentile = (values: number[], share: number) => values.sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
test('[RM13] twenty of five hundred readers stall: the others hear as before, the stalled are cut and catch up', async () => {
  const sentAt = new Map<string, number>();
  const open = async (count: number): Promise<Reader[]> => {
    const opened: Reader[] = [];
    while (opened.length < count)
      opened.push(...(await Promise.all(Array.from({ length: Math.min(50, count - opened.length) }, () => read(sentAt)))));
    return opened;
  };
  const healthy = await open(readers - stalled);

  async function talk(count: number): Promise<number[]> {
    for (const { delays } of healthy) delays.length = 0;
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
  // They join and read nothing: what is sent to them fills the machine's buffers, a few MB each, then the hub's.
  const silent = await open(stalled);
  const headBefore = (await salma.api<{ head: number }>('GET', `/rooms/${roomId}`)).head;
  let cut = 0;
  for (const { socket } of silent) {
    socket.pause();
    socket.on('close', () => (cut += 1));
  }
  const during = percentile(await talk(700), 0.95);
  console.log(`p95 before ${before.toFixed(1)} ms, with stalled readers ${during.toFixed(1)} ms`);
  expect(during).toBeLessThanOrEqual(Math.max(before * 1.5, before + 20));

  for (const { socket } of silent) socket.resume();
  await expect.poll(() => cut, { timeout: 20_000 }).toBe(stalled);
  for (const { seqs } of silent) {
    // Each comes back from the last number it holds.
    const { rooms } = await salma.api<{ rooms: Synced[] }>('POST', '/rooms/sync', {
      rooms: [{ roomId, lastSeq: seqs.at(-1) ?? headBefore }],
    });
    expect(rooms[0]?.head).toBe(headBefore + 700);
    expect(rooms[0]?.events?.[0]?.seq).toBe((seqs.at(-1) ?? headBefore) + 1);
  }
  for (const { seqs } of [...healthy, ...silent]) expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => seqs[0]! + i));
  expect(healthy.every(({ seqs }) => seqs.length === 740)).toBe(true);
  for (const { socket } of healthy) socket.terminate();
}, 300_000);
