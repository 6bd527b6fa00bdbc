import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { writeLesson, type LessonBlock } from '#server/features/documents/index.ts';
import { TestClient } from './documents-client.ts';
import { startWorld, type TestWorld } from './documents-hub.ts';

/* A curriculum as it will be: many lessons, and one that is far too long. In full by `npm run soak`. */
const isSoak = process.env['MULTAQA_SOAK'] === '1';
const lessonCount = isSoak ? 300 : 40;
const openedAndLeft = isSoak ? 500 : 120;
const openWithinMs = 2000;

const sentence = 'يلتقي المشاركون والمشاركات في مجموعات صغيرة لمناقشة الحالة وتدوين ما اتُّفق عليه بالأسباب. ';
const blocksOf = (count: number, repeats: number): LessonBlock[] =>
  Array.from({ length: count }, (_, n) =>
    n % 10 === 0 ? { type: 'heading', level: 2, text: `الوحدة ${n}` } : { type: 'paragraph', text: `${n} ${sentence.repeat(repeats)}` },
  );

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('a curriculum', () => {
  let world: TestWorld;
  const lessons: string[] = [];
  beforeAll(async () => {
    world = await startWorld({ amina: 'member', karim: 'member' });
    for (let n = 0; n < lessonCount; n += 1) {
      const documentId = await world.createDocument('lesson');
      await writeLesson(world.node.hub.tools, { documentId, userId: 'amina', blocks: blocksOf(40, 3) });
      lessons.push(documentId);
    }
  }, 600_000);
  afterAll(() => world.stop());

  async function openingMs(documentId: string): Promise<{ ms: number; client: TestClient }> {
    const startedAt = performance.now();
    const client = await TestClient.open({ url: world.url, documentId, session: 'karim', query: 'ack=1&schema=1' });
    return { ms: performance.now() - startedAt, client };
  }

  test('of many lessons: each opens in less than two seconds', async () => {
    const times: number[] = [];
    for (const documentId of lessons) {
      const { ms, client } = await openingMs(documentId);
      expect(client.doc.getXmlFragment('content').length).toBe(40);
      times.push(ms);
      await client.leave();
    }
    console.log(`${lessons.length} lessons of 40 blocks: slowest ${Math.round(Math.max(...times))} ms`);
    expect(Math.max(...times)).toBeLessThan(openWithinMs);
  });

  test('a lesson of 2,000 blocks opens in less than two seconds, and an edit in it is stored', async () => {
    const documentId = await world.createDocument('lesson');
    await writeLesson(world.node.hub.tools, { documentId, userId: 'amina', blocks: blocksOf(2000, 2) });
    const { ms, client } = await openingMs(documentId);
    const bytes = Y.encodeStateAsUpdate(client.doc).byteLength;
    console.log(`2,000 blocks, ${Math.round(bytes / 1024)} KB: ${Math.round(ms)} ms`);
    expect(client.doc.getXmlFragment('content').length).toBe(2000);
    expect(bytes).toBeGreaterThan(600_000);
    expect(ms).toBeLessThan(openWithinMs);
    const startedAt = performance.now();
    const block = client.doc.getXmlFragment('content').get(1000);
    const text = block instanceof Y.XmlElement ? block.get(0) : undefined;
    if (text instanceof Y.XmlText) text.insert(0, 'جديد ');
    await client.until(() => client.sent > 0 && client.decided === client.sent);
    expect(performance.now() - startedAt).toBeLessThan(openWithinMs);
    await client.leave();
  });

  test(`${openedAndLeft} documents opened and left: their memory is free again`, async () => {
    const ids = await Promise.all(Array.from({ length: openedAndLeft }, () => world.createDocument('plain')));
    const visit = async (documentId: string): Promise<void> => {
      const client = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
      client.doc.getText('text').insert(0, sentence.repeat(20));
      await client.until(() => client.decided === client.sent);
      await client.leave();
    };
    await visit(ids[0] ?? '');
    const gone = () => expect.poll(() => world.node.hub.gateway.counts(), { timeout: 20_000 }).toEqual({ connections: 0, documents: 0 });
    await gone();
    collect();
    const before = process.memoryUsage();
    for (const documentId of ids) await visit(documentId);
    await gone();
    collect();
    const after = process.memoryUsage();
    const moreMb = (after.heapUsed + after.external - before.heapUsed - before.external) / 2 ** 20;
    console.log(`${openedAndLeft} documents opened and left: ${moreMb.toFixed(1)} MB more`);
    expect(moreMb).toBeLessThan(15);
  });
});
