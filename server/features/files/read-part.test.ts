import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { PartIncompleteError, readPart } from './read-part.ts';

const read = (body: Readable, length = 6) => readPart(body, { length, timeoutMs: 50 });

test('reads exactly what a part holds', async () => {
  expect(String(await read(Readable.from(['abc', 'def'].map((piece) => Buffer.from(piece)))))).toBe('abcdef');
});
test('more or less is refused, and of an endless body no more is read', async () => {
  await expect(read(Readable.from([Buffer.from('abc')]))).rejects.toThrow(PartIncompleteError);
  let given = 0;
  const endless = new Readable({
    highWaterMark: 4,
    read() {
      this.push(Buffer.from('abcd'));
      given += 4;
    },
  });
  await expect(read(endless)).rejects.toThrow(PartIncompleteError);
  expect(given).toBeLessThan(100);
});
test('a body that stands still is given up, one that breaks off at once', async () => {
  const still = new PassThrough();
  still.write('abc');
  await expect(read(still)).rejects.toThrow(PartIncompleteError);
  const broken = new PassThrough();
  broken.write('abc');
  setImmediate(() => broken.destroy(new Error('cut')));
  await expect(readPart(broken, { length: 6, timeoutMs: 60_000 })).rejects.toThrow(PartIncompleteError);
});
