import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { refusalCodes } from '#shared/features/documents/contract.ts';
import { TestClient } from './documents-client.ts';
import { startWorld, type TestWorld } from './documents-hub.ts';

/* Half a megabyte can be made so that Yjs searches through it for minutes, and again whenever the document is opened. */
let world: TestWorld;
beforeAll(async () => {
  world = await startWorld({ amina: 'member', karim: 'member' });
});
afterAll(() => world.stop());

function bytesOf(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}
const writeNumbers = (encoder: encoding.Encoder, ...values: number[]) => {
  for (const value of values) encoding.writeVarUint(encoder, value);
};

/** Values of one key that all say they follow nothing: for each, Yjs goes through all the others. */
const oneKey = (count: number) =>
  bytesOf((encoder) => {
    writeNumbers(encoder, 1, count, 7, 0);
    for (let i = 0; i < count; i += 1) {
      encoding.writeUint8(encoder, 8 | 0x20);
      writeNumbers(encoder, 1);
      encoding.writeVarString(encoder, 'map');
      encoding.writeVarString(encoder, 'key');
      writeNumbers(encoder, 1);
      encoding.writeAny(encoder, 1);
    }
    writeNumbers(encoder, 0);
  });

/** Every second letter of client 8, in this order. */
const holes = (clocks: readonly number[]) =>
  bytesOf((encoder) => {
    writeNumbers(encoder, 0, 1, 8, clocks.length);
    for (const clock of clocks) writeNumbers(encoder, clock, 1);
  });

async function settle(client: TestClient): Promise<number> {
  const started = performance.now();
  await client.until(() => client.decided === client.sent, 60_000);
  return performance.now() - started;
}

test('[DW35] an update made to be searched through is refused, nothing of it stays, and others go on', async () => {
  const documentId = await world.createDocument('plain');
  const [amina, karim] = await Promise.all(
    ['amina', 'karim'].map((session) => TestClient.open({ url: world.url, documentId, session, query: 'ack=1' })),
  );
  karim!.doc.getText('text').insert(0, 'before');
  await settle(karim!);
  const n = amina!.sendUpdate(oneKey(60_000));
  await settle(amina!);
  expect(amina!.refusals).toEqual([{ n, code: refusalCodes.undecodable }]);
  karim!.doc.getText('text').insert(6, ' and after');
  await settle(karim!);
  const reader = await TestClient.open({ url: world.url, documentId, session: 'karim.2' });
  expect([reader.text, reader.doc.getMap('map').size]).toEqual(['before and after', 0]);
});

test('[DW35] deleted ranges that do not ascend are refused; so many that do are taken', async () => {
  const documentId = await world.createDocument('plain');
  const amina = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
  amina.doc.clientID = 8;
  amina.doc.getText('text').insert(0, 'x'.repeat(20_000));
  await settle(amina);
  const clocks = Array.from({ length: 5_000 }, (_, i) => i * 2);
  const n = amina.sendUpdate(holes([...clocks].reverse()));
  amina.sendUpdate(holes(clocks));
  await settle(amina);
  expect(amina.refusals).toEqual([{ n, code: refusalCodes.undecodable }]);
  const reader = await TestClient.open({ url: world.url, documentId, session: 'karim' });
  expect(reader.text.length).toBe(15_000);
});

test('[DW35] an honest update of a megabyte is taken', async () => {
  const documentId = await world.createDocument('plain');
  const amina = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
  amina.doc.transact(() => {
    for (let i = 0; i < 80_000; i += 1) amina.doc.getText('text').insert(0, 'x');
  });
  const tookMs = await settle(amina);
  console.log(`80,000 letters written one before the other: ${Math.round(tookMs)} ms`);
  expect(amina.refusals).toEqual([]);
  expect(Y.encodeStateVector(amina.doc).byteLength).toBeGreaterThan(1);
});

test('[DW26] a plain document nests at most 200 deep', async () => {
  const documentId = await world.createDocument('plain');
  const amina = await TestClient.open({ url: world.url, documentId, session: 'amina', query: 'ack=1' });
  const nest = (depth: number): number => {
    const doc = new Y.Doc();
    let parent: Y.Array<unknown> = doc.getArray(`nest${depth}`);
    for (let i = 0; i < depth; i += 1) {
      const child = new Y.Array<unknown>();
      parent.push([child]);
      parent = child;
    }
    return amina.sendUpdate(Y.encodeStateAsUpdate(doc));
  };
  nest(200);
  const n = nest(202);
  await settle(amina);
  expect(amina.refusals).toEqual([{ n, code: refusalCodes.shape }]);
});
