import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { fileTypeOf } from '#shared/features/files/rules.ts';
import { judge, type Brought } from '#server/features/files/judging/judge.ts';
import { FileRefused } from '#server/features/files/refusal.ts';
import { openDocumentText, wordDocument } from '../support/packages.ts';
import { between, oneOf, randomFrom, seedFor } from '../support/random.ts';

const isLong = process.env['MULTAQA_SOAK'] === '1';
const rounds = isLong ? 40_000 : 4_000;

let samples: { name: string; kind: Brought['kind']; content: Buffer }[];
beforeAll(async () => {
  const picture = () => sharp({ create: { width: 40, height: 30, channels: 3, background: '#a03060' } });
  const frame = await picture().png().toBuffer();
  const voice = readFileSync('test/fixtures/voice.webm');
  const sound = Buffer.concat(Array.from({ length: 20 }, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x10, 0xc4]), Buffer.alloc(100)])));
  samples = [
    {
      name: 'a.jpg',
      kind: 'file',
      content: await picture()
        .jpeg()
        .withExif({ IFD0: { Copyright: 'x' } })
        .toBuffer(),
    },
    { name: 'a.png', kind: 'file', content: frame },
    { name: 'a.webp', kind: 'file', content: await picture().webp().toBuffer() },
    {
      name: 'a.gif',
      kind: 'file',
      content: await sharp([frame, frame], { join: { animated: true } })
        .gif()
        .toBuffer(),
    },
    { name: 'a.mp3', kind: 'file', content: Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\x0aTIT2\0\0\0\0\0\0'), sound]) },
    { name: 'a.webm', kind: 'voice', content: voice },
    { name: 'a.m4a', kind: 'voice', content: Buffer.concat([Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0M4A isom\0\0\0\x08moov'), voice]) },
    {
      name: 'a.ogg',
      kind: 'voice',
      content: Buffer.concat([Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01'), voice]),
    },
    { name: 'a.docx', kind: 'file', content: wordDocument([{ name: 'word/styles.xml', content: 'x'.repeat(200) }]) },
    { name: 'a.odt', kind: 'file', content: openDocumentText() },
    { name: 'a.pdf', kind: 'file', content: Buffer.from('%PDF-1.7\n1 0 obj') },
    { name: 'a.csv', kind: 'file', content: Buffer.from('الاسم,البلد\nسلمى,تونس\n') },
  ];
});

/** Some bytes turned, a piece cut out, doubled, or put in place of another file's. */
function damaged(random: () => number, content: Buffer): Buffer {
  const at = between(random, 0, content.length);
  const length = between(random, 0, Math.max(1, content.length - at));
  const bytes = Buffer.from(content);
  switch (between(random, 0, 5)) {
    case 0:
      for (let n = between(random, 1, 12); n > 0; n -= 1) bytes[between(random, 0, bytes.length)] = between(random, 0, 256);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), oneOf(random, samples).content.subarray(at)]);
  }
}

/** Long for a file of some kilobytes, on any machine. */
const patienceMs = 10_000;

test('any bytes are judged or refused, and what is taken is of the list', async () => {
  const seed = seedFor('files');
  const random = randomFrom(seed);
  let taken = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { name, kind, content } = oneOf(random, samples);
    const startedAt = performance.now();
    const judged = await judge({ name, kind, content: damaged(random, content), durationMs: 1000 }).catch((error: unknown) => {
      if (error instanceof FileRefused) return undefined;
      throw new Error(`round ${round} of seed ${seed}: ${name}`, { cause: error });
    });
    expect({ round, isQuick: performance.now() - startedAt < patienceMs }).toEqual({ round, isQuick: true });
    if (!judged) continue;
    taken += 1;
    expect(fileTypeOf(judged.mediaType)).toBeDefined();
    expect(judged.kind === 'voice').toBe(kind === 'voice');
  }
  console.log(`${rounds} files, ${taken} taken`);
  expect(taken).toBeGreaterThan(rounds / 20);
});
