import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import * as Y from 'yjs';
import { messageEntry, roomStream } from '#server/features/chat/index.ts';
import { documentStream, entryTypes } from '#server/features/documents/engine/entries.ts';
import type { NewEntry } from '#server/platform/log/port.ts';
import { startHub } from './start-hub.ts';

export interface DrillSize {
  posts: number;
  rooms: number;
  documents: number;
  /** Files that do not compress, as photos. */
  fileMb: number;
}
export interface DrillWorld {
  roomIds: string[];
  documentIds: string[];
  /** Addresses of people who may post and edit; their password is that of every test. */
  emails: string[];
}

const words =
  'ورشة عمل إقليمية حول بناء القدرات training of trainers formation des formateurs подготовка кадров الجلسة القادمة يوم الأحد'.split(' ');
const perAppend = 500;
const perCall = 100;

function sentence(random: () => number): string {
  const length = 8 + Math.floor(random() * 25);
  return Array.from({ length }, () => words[Math.floor(random() * words.length)] ?? '').join(' ');
}

/** Updates of one document, as many small ones as typing makes. */
function updatesOf(random: () => number): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = doc.getText('text');
  for (let i = 0; i < 40; i += 1) text.insert(text.length, `${sentence(random)}\n`);
  doc.destroy();
  return updates;
}

/** Fills a data folder as months of use would, through the log: the same entries as the hub writes, without its door. */
export async function fillForDrill(dataDir: string, size: DrillSize, random: () => number): Promise<DrillWorld> {
  const hub = await startHub({ dataDir, env: { LIMITS: 'false' } });
  const { log, blobs, clock } = hub.app.open.ports;
  const roomIds = Array.from({ length: size.rooms }, (_room, index) => `drill-room-${index}`);
  await hub.space('drill', roomIds);
  const people = await Promise.all(['p1', 'p2', 'p3', 'p4'].map((name) => hub.person(name, { spaces: { drill: 'trainer' } })));
  const [first] = people;
  if (!first) throw new Error('nobody is there');

  const at = clock.now().toISOString();
  const perRoom = Math.ceil(size.posts / size.rooms);
  for (const roomId of roomIds) {
    for (let start = 0; start < perRoom; start += perAppend) {
      const count = Math.min(perAppend, perRoom - start);
      const entries = Array.from({ length: count }, (_entry, index): NewEntry => {
        const id = `${roomId}-${start + index}`;
        const author = people[(start + index) % people.length] ?? first;
        return messageEntry({ id, authorId: author.userId, text: sentence(random), direction: 'rtl', at, idemKey: id, fingerprint: id });
      });
      await log.append(roomStream(roomId), entries);
    }
  }
  const documentIds: string[] = [];
  for (let start = 0; start < size.documents; start += perCall) {
    const documents = Array.from({ length: Math.min(perCall, size.documents - start) }, (_document, index) => ({
      ...{ kind: 'plain', title: `Document ${start + index}`, language: 'ar', memberRole: 'editor' },
    }));
    const made = await first.api<{ items: { id: string }[] }>('POST', '/documents', { spaceId: 'drill', documents });
    documentIds.push(...made.items.map(({ id }) => id));
  }
  for (const id of documentIds) {
    const entries = updatesOf(random).map((bytes): NewEntry => ({ type: entryTypes.update, at, actor: first.userId, data: {}, bytes }));
    await log.append(documentStream(id), entries);
  }
  for (let file = 0; file < size.fileMb; file += 1) {
    const pieces = Array.from({ length: 16 }, () => randomBytes(62_500));
    await blobs.put(`drill/${file}`, Readable.from(pieces), 2_000_000);
  }
  const emails = people.map(({ email }) => email);
  await hub.stop(true);
  return { roomIds, documentIds, emails };
}
