import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as Y from 'yjs';
import { documentStream } from '#server/features/documents/engine/entries.ts';
import { loadDocument } from '#server/features/documents/engine/load.ts';
import { startWorld } from '../service/documents-hub.ts';
import type { Answer, Call, Calls } from './remote-hub.ts';

/* A hub in a process of its own, so that what is measured is the server's event loop and memory and not the attacker's. */
const tickMs = 10;
const mebibyte = 1024 * 1024;

const world = await startWorld({ amina: 'member', karim: 'member' });
const loop = monitorEventLoopDelay({ resolution: tickMs });
loop.enable();

let stallMs = 0;
let peakBytes = 0;
let last = performance.now();
let used = process.cpuUsage();
setInterval(() => {
  const now = performance.now();
  const { user, system } = process.cpuUsage(used);
  // A busy machine makes everybody late; only what we were busy with ourselves counts.
  stallMs = Math.max(stallMs, Math.min(now - last - tickMs, (user + system) / 1000));
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  last = now;
  used = process.cpuUsage();
}, tickMs);

const calls: { [K in keyof Calls]: (input: Calls[K]['in']) => Promise<Calls[K]['out']> } = {
  create: ({ kind }) => world.createDocument(kind),
  async stored({ documentId }) {
    const { doc, damagedAt } = await loadDocument(world.ports.log, documentStream(documentId));
    const update = Y.encodeStateAsUpdate(doc);
    const isWhole = damagedAt === undefined && doc.store.pendingStructs === null && doc.store.pendingDs === null;
    doc.destroy();
    return { update, isWhole };
  },
  async fill({ documentId, entries }) {
    const doc = new Y.Doc();
    const text = doc.getText('text');
    let updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    const at = new Date().toISOString();
    for (let made = 0; made < entries; made += updates.length) {
      updates = [];
      for (let i = 0; i < Math.min(1000, entries - made); i += 1)
        text.insert(i % 50 === 0 ? Math.floor(text.length / 2) : text.length, 'م');
      await world.ports.log.append(
        documentStream(documentId),
        updates.map((bytes) => ({ type: 'update', at, actor: 'amina', data: {}, bytes })),
      );
    }
  },
  async measure() {
    const measured = {
      stallMs,
      wallStallMs: loop.max / 1e6,
      rssMib: process.memoryUsage.rss() / mebibyte,
      peakMib: peakBytes / mebibyte,
      documents: world.node.hub.gateway.counts().documents,
    };
    stallMs = 0;
    peakBytes = 0;
    loop.reset();
    return measured;
  },
  stop: () => world.stop(),
};

const answer = (message: Answer): void => void process.send?.(message);

async function run<K extends keyof Calls>({ id, name, input }: Call<K>): Promise<void> {
  try {
    answer({ id, result: await calls[name](input) });
  } catch (error) {
    answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  if (name === 'stop') process.disconnect();
}
process.on('message', (call: Call) => void run(call));
// Its parent is gone: nobody needs it any more.
process.on('disconnect', () => process.exit(0));
answer({ id: 0, result: world.url });
