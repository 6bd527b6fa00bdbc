import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { createGatherer } from './gather-writes.ts';

/** A connection that keeps what each of its system calls would have carried. */
function connection(gather = createGatherer()) {
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
  gather(duplex);
  return { duplex, calls };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** As ws writes a frame: head and content under a cork of its own. */
function frame(duplex: Duplex, text: string): void {
  duplex.cork();
  duplex.write(text);
  duplex.write('.');
  duplex.uncork();
}

test('a frame by itself leaves at once; of several in one turn the rest goes in one call', async () => {
  const { duplex, calls } = connection();
  frame(duplex, 'a');
  expect(calls).toEqual(['a.']);
  for (const text of ['b', 'c', 'd']) frame(duplex, text);
  expect(calls).toEqual(['a.']);
  await turn();
  expect(calls).toEqual(['a.', 'b.c.d.']);
});

test('a busy connection sends each turn in one call, until it was calm for a while', async () => {
  const { duplex, calls } = connection();
  for (const text of ['a', 'b']) frame(duplex, text);
  await turn();
  calls.length = 0;
  for (let round = 0; round < 3; round += 1) {
    for (const text of ['c', 'd', 'e']) frame(duplex, text);
    await turn();
  }
  expect(calls).toEqual(['c.d.e.', 'c.d.e.', 'c.d.e.']);
  for (let round = 0; round < 12; round += 1) {
    frame(duplex, 'f');
    await turn();
  }
  calls.length = 0;
  frame(duplex, 'g');
  expect(calls).toEqual(['g.']);
});

test('connections of one server do not wait for each other', async () => {
  const gather = createGatherer();
  const made = [1, 2].map(() => connection(gather));
  for (const { duplex } of made) for (const text of ['a', 'b', 'c']) frame(duplex, text);
  await turn();
  expect(made.map(({ calls }) => calls)).toEqual([
    ['a.', 'b.c.'],
    ['a.', 'b.c.'],
  ]);
  made[0]!.duplex.destroy();
  for (const text of ['d', 'e']) frame(made[1]!.duplex, text);
  await turn();
  expect(made[1]!.calls.at(-1)).toBe('d.e.');
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
