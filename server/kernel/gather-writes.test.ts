import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { gatherWrites } from './gather-writes.ts';

/** A connection that keeps what each of its system calls would have carried. */
function connection() {
  const calls: string[] = [];
  const duplex = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      calls.push(chunk.toString());
      done();
    },
    writev(chunks, done) {
      calls.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  gatherWrites(duplex);
  return { duplex, calls };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what is written in one turn goes in one call, each turn by itself and in order', async () => {
  const { duplex, calls } = connection();
  for (const frame of ['a', 'b', 'c']) {
    // As ws writes a frame: head and content under a cork of its own.
    duplex.cork();
    duplex.write(frame);
    duplex.write('.');
    duplex.uncork();
  }
  expect(calls).toEqual([]);
  await turn();
  duplex.write('d');
  await turn();
  expect(calls).toEqual(['a.b.c.', 'd']);
});

test('who writes and is called back, writes on in the next call', async () => {
  const { duplex, calls } = connection();
  await new Promise<void>((resolve) => duplex.write('a', () => duplex.write('b', () => resolve())));
  expect(calls).toEqual(['a', 'b']);
});

test('an end in the same turn loses nothing', async () => {
  const { duplex, calls } = connection();
  duplex.write('a');
  duplex.end('b');
  await turn();
  expect(calls.join('')).toBe('ab');
  duplex.destroy();
  await turn();
});
