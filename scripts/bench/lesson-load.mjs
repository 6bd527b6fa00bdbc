// Lessons under all their checks: 50 people on 10 lessons, each typing Arabic into a paragraph of her own with 8 edits in
// flight, 8 seconds. Prints one line of JSON. `node lesson-load.mjs "<server command>"`
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { spaceId, tokenOf } from './tokens.mjs';

const port = 24721;
const [lessons, people, inFlight, seconds] = [10, 50, 8, 8];
const letters = [...'كتابة معا في درس واحد '];
const [program = '', ...args] = (process.argv[2] ?? '').split(' ');
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'multaqa-lessons-'));
const server = spawn(program, args, {
  env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir },
  stdio: ['ignore', 'ignore', 'inherit'],
});

/** Seconds of processor the server has used. */
function cpuSeconds() {
  const fields = fs.readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function untilReady() {
  for (let tries = 0; tries < 300; tries += 1) {
    if (
      await fetch(`http://127.0.0.1:${port}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await pause(100);
  }
  throw new Error('the hub did not start');
}

async function createLessons() {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenOf(0)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      spaceId,
      documents: Array.from({ length: lessons }, (_, n) => ({ kind: 'lesson', title: `L${n}`, language: 'ar' })),
    }),
  });
  const { items } = await response.json();
  return items.map((/** @type {{ id: string }} */ { id }) => id);
}

const counts = { edits: 0, deliveries: 0, isTyping: false, isMeasuring: false, isOver: false };

/** @param {string} documentId @param {number} n */
async function person(documentId, n) {
  const doc = new Y.Doc();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/collab/${documentId}?ack=1&schema=1&token=${tokenOf(n)}`);
  const send = (/** @type {number} */ type, /** @type {Uint8Array} */ bytes) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, type);
    encoding.writeVarUint8Array(encoder, bytes);
    socket.send(encoding.toUint8Array(encoder));
    if (type !== 0) sent += 1;
  };
  let sent = 0;
  let decided = 0;
  const text = new Y.XmlText();
  const type = () => {
    while (counts.isTyping && !counts.isOver && sent - decided < inFlight) text.insert(text.length, letters[sent % letters.length] ?? ' ');
  };
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('error', () => undefined);
  const synced = new Promise((resolve) => {
    socket.on('message', (/** @type {Buffer} */ data) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      const kind = decoding.readVarUint(decoder);
      if (kind === 120) {
        const upTo = decoding.readVarUint(decoder);
        if (counts.isMeasuring) counts.edits += upTo - decided;
        decided = upTo;
        type();
      } else if (kind === 121) throw new Error(`an edit was refused: ${decoding.readVarUint(decoder)}`);
      else if (kind === 0) {
        const sync = decoding.readVarUint(decoder);
        const bytes = decoding.readVarUint8Array(decoder);
        if (sync === 0) return send(1, Y.encodeStateAsUpdate(doc, bytes));
        // Counted by what they bring, as the harness does: merged edits are still edits.
        if (counts.isMeasuring && bytes.length > 2) {
          const { from, to } = Y.parseUpdateMeta(bytes);
          for (const [client, clock] of to) if (client !== doc.clientID) counts.deliveries += clock - (from.get(client) ?? clock);
        }
        if (sync === 1) {
          Y.applyUpdate(doc, bytes, 'hub');
          resolve(undefined);
        }
      }
    });
  });
  doc.on('update', (update, origin) => {
    if (origin !== 'hub') send(2, update);
  });
  send(0, Y.encodeStateVector(doc));
  await synced;
  const paragraph = new Y.XmlElement('paragraph');
  doc.transact(() => {
    paragraph.insert(0, [text]);
    paragraph.setAttribute('id', `bench${String(n).padStart(6, '0')}`);
    doc.getXmlFragment('content').push([paragraph]);
  });
  return { type, close: () => socket.terminate() };
}

try {
  await untilReady();
  const ids = await createLessons();
  const all = await Promise.all(Array.from({ length: people }, (_, n) => person(ids[n % lessons], n)));
  await pause(500);
  counts.isTyping = true;
  for (const { type } of all) type();
  await pause(1500);
  counts.isMeasuring = true;
  const cpu = cpuSeconds();
  const startedAt = performance.now();
  await pause(seconds * 1000);
  counts.isMeasuring = false;
  counts.isOver = true;
  const took = (performance.now() - startedAt) / 1000;
  const used = cpuSeconds() - cpu;
  for (const { close } of all) close();
  console.log(
    JSON.stringify({
      editsPerS: Math.round(counts.edits / took),
      deliveriesPerS: Math.round(counts.deliveries / took),
      cpuPerEditUs: Math.round((used * 1e6) / counts.edits),
    }),
  );
} finally {
  server.kill('SIGKILL');
  fs.rmSync(dataDir, { recursive: true, force: true });
}
process.exit(0);
