// Open loop: many sockets in rooms of a hundred, messages sent by the clock whether or not the former were answered.
// Raw frames over `ws`, so that the clients are not the bottleneck. Prints one line of JSON.
//   node chat-open-loop.mjs --ports 24711[,24712] --pids 123[,124] [--sockets 2000] [--rate 100] [--secs 20]
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import WebSocket from 'ws';
import { openRoomId, openRooms, tokenOf } from './tokens.mjs';

const { values } = parseArgs({
  options: {
    ports: { type: 'string', default: '' },
    pids: { type: 'string', default: '' },
    sockets: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '100' },
    secs: { type: 'string', default: '20' },
    /** Kind of server: `hub`, or `bare` for socket.io with rooms and nothing else. */
    kind: { type: 'string', default: 'hub' },
  },
});
const ports = values.ports.split(',').map(Number);
const pids = values.pids.split(',').filter(Boolean).map(Number);
const sockets = Number(values.sockets);
const rate = Number(values.rate);
const total = rate * Number(values.secs);
const inRoom = sockets / openRooms;
const run = Date.now().toString(36);
const isBare = values.kind === 'bare';

const rssMb = () =>
  pids.map((pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024));
const percentile = (/** @type {number[]} */ sorted, /** @type {number} */ p) =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? NaN) * 10) / 10;

/** @type {number[]} */
const sentAt = [];
/** @type {number[]} */
const delays = [];
/** Acknowledged after it was stored. */
let acknowledged = 0;
let refused = 0;

function heard(/** @type {string} */ text) {
  if (text.startsWith('42["chat.roomEvents"') || text.startsWith('42["msg"')) {
    for (const [, id] of text.matchAll(/"(?:text":")?(\d+)\|/g)) delays.push(performance.now() - (sentAt[Number(id)] ?? NaN));
  } else if (/^43\d+\[\{"ok"/.test(text)) acknowledged += 1;
  else if (/^43\d+\[/.test(text)) refused += 1;
}

const join = (/** @type {number} */ i) =>
  isBare ? `421["join","${openRoomId(i)}"]` : `421["chat.openRoom",{"roomId":"${openRoomId(i)}"}]`;

/** @returns {Promise<WebSocket>} */
const open = (/** @type {number} */ i) =>
  new Promise((resolve, reject) => {
    const url = `ws://127.0.0.1:${ports[i % ports.length]}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    let isJoined = false;
    socket.on('error', reject);
    socket.on('message', (data) => {
      const text = data.toString();
      if (text[0] === '0') socket.send(isBare ? '40' : `40${JSON.stringify({ token: tokenOf(i) })}`);
      else if (text === '2') socket.send('3');
      else if (text.startsWith('40')) socket.send(join(i));
      else if (text.startsWith('44')) reject(new Error(text));
      else if (!isJoined && text.startsWith('431')) {
        isJoined = true;
        resolve(socket);
      } else heard(text);
    });
  });

const before = rssMb();
const startedAt = performance.now();
const clients = [];
for (let i = 0; i < sockets; i += 50)
  clients.push(...(await Promise.all(Array.from({ length: Math.min(50, sockets - i) }, (_, j) => open(i + j)))));
const connectMs = Math.round(performance.now() - startedAt);
await pause(2000);
const connected = rssMb();
acknowledged = 0;
refused = 0;

const pad = 'm'.repeat(120);
const begin = performance.now();
for (let id = 0; id < total; id += 1) {
  const wait = begin + (id * 1000) / rate - performance.now();
  if (wait > 1) await pause(wait);
  // Senders go around the rooms, so that each room hears an equal share.
  const client = (id * 7919) % sockets;
  sentAt.push(performance.now());
  const text = `${id}|${pad}`;
  clients[client]?.send(
    isBare
      ? `42["msg","${openRoomId(client)}","${text}"]`
      : `42${100 + id}["chat.sendMessage",{"roomId":"${openRoomId(client)}","clientId":"open-${run}-${id}","text":"${text}"}]`,
  );
}
for (let waited = 0; waited < 50 && delays.length < total * inRoom; waited += 1) await pause(100);
const sorted = delays.filter((delay) => !Number.isNaN(delay)).sort((a, b) => a - b);
console.log(
  JSON.stringify({
    sockets,
    rooms: openRooms,
    rate,
    deliveriesPerS: rate * inRoom,
    expected: total * inRoom,
    received: sorted.length,
    acknowledged,
    refused,
    p50: percentile(sorted, 50),
    p95: percentile(sorted, 95),
    p99: percentile(sorted, 99),
    connectMs,
    rssMb: { before, connected, after: rssMb() },
  }),
);
for (const client of clients) client.terminate();
process.exit(0);
