import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '#shared/kernel/json.ts';
import { ContentRefusedError } from '#server/platform/errors.ts';
import { HeadMovedError, IdemKeyReusedError, type Log, type NewEntry } from '#server/platform/log/port.ts';

/** Two nodes on one database; their answers may get lost in their own way. */
export interface LogWorld {
  near: Log;
  far: Log;
  /** Opens a node that the test closes itself. */
  openAnother: () => Promise<Log>;
  close: () => Promise<void>;
}

const freshStream = (): string => `test:${randomUUID()}`;

export function entryOf(text: string, more: Partial<NewEntry> = {}): NewEntry {
  return { type: 'said', at: '2026-11-24T10:00:00.000Z', actor: 'salma', data: { text }, ...more };
}
const keyed = (text: string, idemKey: string): NewEntry => entryOf(text, { idemKey, fingerprint: `of ${text}` });

/** The whole stream, read as a reader would who is paging. */
export async function readAll(log: Log, stream: string): Promise<{ seq: number; text: unknown }[]> {
  const all: { seq: number; text: unknown }[] = [];
  for (;;) {
    const page = await log.read(stream, all.at(-1)?.seq ?? 0, 1000);
    if (page.length === 0) return all;
    all.push(...page.map(({ seq, data }) => ({ seq, text: data['text'] })));
  }
}

/** Nothing missing, nothing twice. */
export function expectDense(entries: readonly { seq: number }[]): void {
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
}

/** The log port's promises (docs/spec/log.md), for any adapter. */
export function logConformance(open: () => Promise<LogWorld>): void {
  let world: LogWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(async () => world.close());

  test('[LG1] entries are numbered densely from 1 in the order of their calls, and read back as they were written', async () => {
    const stream = freshStream();
    const first = await world.near.append(stream, [entryOf('one'), entryOf('two', { bytes: new Uint8Array([1, 2]) })]);
    const second = await world.far.append(stream, [entryOf('three', { bytes: new Uint8Array(0) })]);
    expect([...first, ...second].map(({ entry, repeated }) => [entry.seq, repeated])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    const read = await world.near.read(stream, 0, 10);
    expect(read).toEqual([...first, ...second].map(({ entry }) => entry));
    expect(read.map(({ bytes }) => bytes)).toEqual([undefined, new Uint8Array([1, 2]), new Uint8Array(0)]);
    expect(await world.near.append(stream, [])).toEqual([]);
  });

  test('[LG1] many calls at once on one node keep their order and get a number each', async () => {
    const stream = freshStream();
    const calls = Array.from({ length: 300 }, (_, index) => world.near.append(stream, [entryOf(`${index}`)]));
    const seqs = (await Promise.all(calls)).map(([appended]) => appended?.entry.seq);
    expect(seqs).toEqual(calls.map((_, index) => index + 1));
    expect((await readAll(world.far, stream)).map(({ text }) => text)).toEqual(calls.map((_, index) => `${index}`));
  });

  test('[LG2] a call is stored whole or not at all: a refused entry takes its neighbours with it', async () => {
    const stream = freshStream();
    await world.near.append(stream, [keyed('kept', 'k')]);
    const bad = [entryOf('before'), entryOf('other', { idemKey: 'k', fingerprint: 'another' }), entryOf('after')];
    const [refused, fine] = await Promise.allSettled([world.near.append(stream, bad), world.near.append(stream, [entryOf('neighbour')])]);
    expect(refused.status).toBe('rejected');
    expect(fine.status).toBe('fulfilled');
    expect((await readAll(world.far, stream)).map(({ text }) => text)).toEqual(['kept', 'neighbour']);
  });

  test('[LG3] an expected head that is not the head refuses and tells the head; the right one passes', async () => {
    const stream = freshStream();
    await world.near.append(stream, [entryOf('one')], 0);
    await world.far.append(stream, [entryOf('two')], 1);
    const refusal = await world.near.append(stream, [entryOf('late')], 1).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(HeadMovedError);
    expect(refusal).toMatchObject({ head: 2 });
    await world.near.append(stream, [entryOf('three')], 2);
    expect(await readAll(world.far, stream)).toHaveLength(3);
  });

  test('[LG3] of many who expect the same head exactly one passes, on two nodes', async () => {
    const stream = freshStream();
    const calls = Array.from({ length: 20 }, (_, index) => (index % 2 ? world.near : world.far).append(stream, [entryOf(`${index}`)], 0));
    const settled = await Promise.allSettled(calls);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of settled) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(HeadMovedError);
    expect(await readAll(world.near, stream)).toHaveLength(1);
  });

  test('[LG4] the same key answers the stored entry, from any node, also with an old expected head', async () => {
    const stream = freshStream();
    const bytes = new Uint8Array([7, 8]);
    const entry = { ...keyed('hello', 'k'), bytes };
    const [first] = await world.near.append(stream, [entry], 0);
    await world.near.append(stream, [entryOf('next')]);
    for (const log of [world.near, world.far]) {
      expect(await log.append(stream, [entry], 0)).toEqual([{ entry: first?.entry, repeated: true }]);
      expect(await log.findByKey(stream, 'k')).toEqual(first?.entry);
      expect(await log.findByKey(stream, 'unknown')).toBeUndefined();
    }
    const mixed = await world.far.append(stream, [entryOf('new'), entry, keyed('twice', 'k2'), keyed('twice', 'k2')]);
    expect(mixed.map((appended) => [appended.entry.seq, appended.repeated])).toEqual([
      [3, false],
      [1, true],
      [4, false],
      [4, true],
    ]);
    expect(await readAll(world.near, stream)).toHaveLength(4);
  });

  test('[LG4] a key is unique within its stream only', async () => {
    const [one, two] = [freshStream(), freshStream()];
    await world.near.append(one, [keyed('a', 'k')]);
    expect((await world.near.append(two, [keyed('b', 'k')]))[0]).toMatchObject({ repeated: false });
  });

  test('[LG4] the same key sent to two nodes at once is stored once, and both answers are equal', async () => {
    const stream = freshStream();
    for (let round = 0; round < 100; round += 1) {
      const entry = keyed(`${round}`, `k${round}`);
      const [near, far] = await Promise.all([world.near.append(stream, [entry]), world.far.append(stream, [entry])]);
      expect(near[0]?.entry).toEqual(far[0]?.entry);
      expect([near[0]?.repeated, far[0]?.repeated].sort()).toEqual([false, true]);
    }
    const all = await readAll(world.near, stream);
    expectDense(all);
    expect(all).toHaveLength(100);
  });

  test('[LG5] a key with another fingerprint is refused with the entry that has it', async () => {
    const stream = freshStream();
    const [first] = await world.near.append(stream, [{ ...keyed('hello', 'k'), bytes: new Uint8Array([5]) }]);
    const reused = entryOf('other', { idemKey: 'k', fingerprint: 'other' });
    const refusal = await world.far.append(stream, [reused]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(IdemKeyReusedError);
    expect(refusal).toMatchObject({ entry: first?.entry });
    const [one, two] = await Promise.allSettled([
      world.near.append(stream, [keyed('x', 'k3')]),
      world.near.append(stream, [entryOf('y', { idemKey: 'k3', fingerprint: 'y' })]),
    ]);
    expect([one.status, two.status]).toEqual(['fulfilled', 'rejected']);
    await expect(world.near.append(stream, [keyed('p', 'k4'), keyed('q', 'k4')])).rejects.toThrow(ContentRefusedError);
    expect(await readAll(world.far, stream)).toHaveLength(2);
  });

  test('[LG6] reading goes forward after a number or back before one, ascending, at most the limit', async () => {
    const stream = freshStream();
    await world.near.append(
      stream,
      Array.from({ length: 7 }, (_, index) => entryOf(`${index + 1}`)),
    );
    await world.far.append(
      stream,
      Array.from({ length: 3 }, (_, index) => entryOf(`${index + 8}`)),
    );
    const seqs = async (work: Promise<{ seq: number }[]>): Promise<number[]> => (await work).map(({ seq }) => seq);
    expect(await seqs(world.near.read(stream, 5, 3))).toEqual([6, 7, 8]);
    expect(await seqs(world.near.read(stream, 10, 3))).toEqual([]);
    expect(await seqs(world.near.readBack(stream, undefined, 4))).toEqual([7, 8, 9, 10]);
    expect(await seqs(world.near.readBack(stream, 6, 2))).toEqual([4, 5]);
    expect(await seqs(world.near.readBack(stream, 1, 5))).toEqual([]);
    expect(await seqs(world.near.read(freshStream(), 0, 5))).toEqual([]);
    for (const limit of [0, 1001, 1.5]) await expect(world.near.read(stream, 0, limit)).rejects.toThrow(ContentRefusedError);
  });

  test('[LG6] a read stops at about 4 MB, and always gives one entry when there is one', async () => {
    const stream = freshStream();
    const size = 1_500_000;
    for (let index = 0; index < 4; index += 1)
      await world.near.append(stream, [entryOf('big', { bytes: new Uint8Array(size).fill(index) })]);
    const page = await world.near.read(stream, 0, 100);
    expect(page.map(({ seq, bytes }) => [seq, bytes?.byteLength, bytes?.[9]])).toEqual([
      [1, size, 0],
      [2, size, 1],
    ]);
    expect((await world.near.readBack(stream, undefined, 100)).map(({ seq }) => seq)).toEqual([3, 4]);
    await world.near.append(stream, [entryOf('bigger', { bytes: new Uint8Array(9_000_000) })]);
    expect((await world.near.read(stream, 4, 100)).map(({ seq }) => seq)).toEqual([5]);
  });

  test('[LG7] the heads of a thousand streams come in one answer; a stream without entries is at 0', async () => {
    const streams = Array.from({ length: 1000 }, freshStream);
    await Promise.all(
      streams.slice(0, 40).map((stream, index) =>
        world.near.append(
          stream,
          Array.from({ length: (index % 3) + 1 }, () => entryOf('x')),
        ),
      ),
    );
    const heads = await world.far.heads(streams);
    expect(heads.size).toBe(1000);
    expect(streams.map((stream) => heads.get(stream))).toEqual(streams.map((_, index) => (index < 40 ? (index % 3) + 1 : 0)));
    expect(await world.far.heads([])).toEqual(new Map());
    await expect(world.far.heads([...streams, freshStream()])).rejects.toThrow(ContentRefusedError);
  });

  test('[LG8] blanking empties one entry for all readers and keeps its envelope; doing it again changes nothing', async () => {
    const stream = freshStream();
    const entry = { ...keyed('secret', 'k'), bytes: new Uint8Array([1, 2, 3]) };
    await world.near.append(stream, [entryOf('before'), entry, entryOf('after')]);
    await world.near.blank(stream, 2);
    await world.far.blank(stream, 2);
    await world.far.blank(stream, 99);
    await world.far.blank(freshStream(), 1);
    const { data: _data, bytes: _bytes, ...envelope } = entry;
    const blanked = { ...envelope, seq: 2, data: {}, blanked: true };
    for (const log of [world.near, world.far]) {
      expect((await log.read(stream, 1, 1))[0]).toEqual(blanked);
      expect(await log.append(stream, [entry])).toEqual([{ entry: blanked, repeated: true }]);
    }
    expect((await readAll(world.near, stream)).map(({ text }) => text)).toEqual(['before', undefined, 'after']);
  });

  test('[LG22] trimming drops the oldest entries for all readers; numbers go on, and who knew an old head cannot write among the dropped', async () => {
    const stream = freshStream();
    await world.far.append(stream, [entryOf('1')]);
    await world.near.append(stream, [keyed('2', 'a'), keyed('3', 'b'), entryOf('4')]);
    for (let n = 5; n <= 9; n += 1) await world.near.append(stream, [keyed(String(n), `k${n}`)]);
    await world.near.trim(stream, 3);
    await world.near.trim(stream, 2);
    for (const log of [world.near, world.far]) {
      expect((await log.read(stream, 0, 100)).map(({ seq, data }) => [seq, data['text']])).toEqual(
        [4, 5, 6, 7, 8, 9].map((n) => [n, String(n)]),
      );
      expect((await log.readBack(stream, 6, 100)).map(({ seq }) => seq)).toEqual([4, 5]);
      expect(await log.findByKey(stream, 'a')).toBeUndefined();
      expect((await log.findByKey(stream, 'k7'))?.seq).toBe(7);
      expect((await log.heads([stream])).get(stream)).toBe(9);
    }
    // It wrote entry 1 and has heard of nothing since.
    const [appended] = await world.far.append(stream, [entryOf('10')]);
    expect(appended?.entry.seq).toBe(10);
    await expect(world.near.append(stream, [entryOf('x')], 9)).rejects.toThrow(HeadMovedError);
    await world.near.trim(freshStream(), 5);
  });

  test('[LG22] trimming all leaves the newest envelope, which carries the number on; many entries go in steps', async () => {
    const stream = freshStream();
    const bytes = new Uint8Array([1, 2, 3]);
    for (let n = 0; n < 3; n += 1)
      await world.near.append(
        stream,
        Array.from({ length: 700 }, (_, index) => entryOf(`secret ${n} ${index}`, { bytes })),
      );
    await world.near.trim(stream, 5000);
    const { data: _data, ...envelope } = entryOf('');
    for (const log of [world.near, world.far])
      expect(await log.read(stream, 0, 100)).toEqual([{ ...envelope, seq: 2100, data: {}, blanked: true }]);
    expect((await world.far.append(stream, [entryOf('next')]))[0]?.entry.seq).toBe(2101);
    await world.far.trim(stream, 2100);
    expect((await world.near.read(stream, 0, 100)).map(({ seq }) => seq)).toEqual([2101]);
  });

  test('[LG22] trimming beside appends on two nodes drops nothing that is newer', async () => {
    const stream = freshStream();
    const write = async (log: Log, name: string): Promise<void> => {
      for (let n = 0; n < 40; n += 1) {
        const [appended] = await log.append(stream, [entryOf(`${name} ${n}`)]);
        if (n % 10 === 9) await log.trim(stream, (appended?.entry.seq ?? 0) - 5);
      }
    };
    await Promise.all([write(world.near, 'near'), write(world.far, 'far')]);
    const left = await world.near.read(stream, 0, 100);
    expect(left.at(-1)?.seq).toBe(80);
    const first = left[0]?.seq ?? 0;
    expect(left.map(({ seq }) => seq)).toEqual(left.map((_, index) => first + index));
    expect(left.length).toBeGreaterThanOrEqual(5);
    expect(left.every(({ blanked }) => blanked === undefined)).toBe(true);
  });

  test('[LG9] the writer keeps its bytes, and a view of a larger buffer is stored as what it shows', async () => {
    const stream = freshStream();
    const buffer = new Uint8Array(1000).map((_, index) => index);
    const view = buffer.subarray(10, 13);
    const [appended] = await world.near.append(stream, [
      entryOf('view', { bytes: view }),
      entryOf('node', { bytes: Buffer.from('مرحبا') }),
    ]);
    expect(view).toEqual(new Uint8Array([10, 11, 12]));
    expect(appended?.entry.bytes).toEqual(new Uint8Array([10, 11, 12]));
    const [first, second] = await world.far.read(stream, 0, 2);
    expect(first?.bytes).toEqual(new Uint8Array([10, 11, 12]));
    expect(Buffer.from(second?.bytes ?? []).toString()).toBe('مرحبا');
  });

  test('[LG10] what a store cannot hold is refused before anything is written', async () => {
    const stream = freshStream();
    let deep: JsonObject = {};
    for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
    const circular: JsonObject = {};
    circular['self'] = circular;
    const refused: NewEntry[] = [
      entryOf('deep', { data: deep }),
      entryOf('circular', { data: circular }),
      entryOf('huge', { data: { text: 'x'.repeat(16 * 1024 * 1024) } }),
      entryOf('huge bytes', { bytes: new Uint8Array(16 * 1024 * 1024) }),
      entryOf('NUL in a name', { data: { 'a\u0000b': 1 } }),
      entryOf('NUL in a key', { idemKey: 'a\u0000b', fingerprint: 'f' }),
      entryOf('half a character in a key', { idemKey: '\ud800', fingerprint: 'f' }),
      entryOf('no fingerprint', { idemKey: 'k' }),
      entryOf('no actor', { actor: '' }),
    ];
    for (const entry of refused) await expect(world.near.append(stream, [entryOf('fine'), entry])).rejects.toThrow(ContentRefusedError);
    await expect(world.near.append('', [entryOf('no stream')])).rejects.toThrow(ContentRefusedError);
    await expect(
      world.near.append(
        stream,
        Array.from({ length: 1001 }, () => entryOf('many')),
      ),
    ).rejects.toThrow(ContentRefusedError);
    expect(await readAll(world.near, stream)).toEqual([]);
  });

  test('[LG10] odd names and texts come back as they went in', async () => {
    const stream = freshStream();
    const data: JsonObject = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":1},"$where":"sleep(1)","a.b":{"$gt":""},"toString":null,"n":-1.5e300,"nul":"a\\u0000b","empty":[[],{}]}',
    );
    await world.near.append(stream, [entryOf('odd', { data }), entryOf('half', { data: { text: 'x\ud800y' } })]);
    const [odd, half] = await world.far.read(stream, 0, 2);
    expect(JSON.stringify(odd?.data)).toBe(JSON.stringify(data));
    expect(half?.data).toEqual({ text: 'x\ufffdy' });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('[LG11] two nodes, random appends, lost answers and repeats: dense, nothing twice, equal for all readers', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.info(`log property test: seed ${seed}`);
    const step = fc.record({
      node: fc.boolean(),
      streams: fc.constantFrom(0, 1),
      size: fc.integer({ min: 1, max: 5 }),
      key: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      expectHead: fc.boolean(),
      answerLost: fc.boolean(),
      waits: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => runHistory(world, steps)),
      { seed, numRuns: 15, endOnFailure: true },
    );
  });

  test('[LG12] fifty writers of one stream on two nodes: none starves', async () => {
    const stream = freshStream();
    const writers = 50;
    const counts = Array.from({ length: writers }, () => 0);
    const end = performance.now() + 3000;
    await Promise.all(
      counts.map(async (_, writer) => {
        while (performance.now() < end) {
          await (writer % 2 ? world.near : world.far).append(stream, [entryOf(`${writer}`)]);
          counts[writer] = (counts[writer] ?? 0) + 1;
        }
      }),
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / writers;
    console.info(`fifty writers: slowest ${Math.min(...counts)}, mean ${mean.toFixed(1)}`);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(mean / 2);
    const all = await readAll(world.near, stream);
    expectDense(all);
    expect(all).toHaveLength(mean * writers);
  });

  test('[LG13] closing waits for what was called before, and takes nothing after', async () => {
    const stream = freshStream();
    const log = await world.openAnother();
    const calls = Array.from({ length: 50 }, (_, index) => log.append(stream, [entryOf(`${index}`)]));
    await log.close();
    await expect(log.append(stream, [entryOf('late')])).rejects.toThrow('closed');
    await Promise.all(calls);
    expect(await readAll(world.near, stream)).toHaveLength(50);
  });
}

interface Step {
  node: boolean;
  streams: number;
  size: number;
  key: number | undefined;
  expectHead: boolean;
  answerLost: boolean;
  waits: boolean;
}

/** Runs the steps, many at once, and compares the streams with what was acknowledged. */
async function runHistory(world: LogWorld, steps: readonly Step[]): Promise<void> {
  const streams = [freshStream(), freshStream()];
  const acknowledged = new Map<string, number>();
  const running: Promise<void>[] = [];
  const acknowledge = (stream: string, appended: Awaited<ReturnType<Log['append']>>): void => {
    for (const { entry } of appended) {
      const name = `${stream} ${String(entry.data['text'])}`;
      expect(acknowledged.get(name) ?? entry.seq).toBe(entry.seq);
      acknowledged.set(name, entry.seq);
    }
  };
  for (const [index, step] of steps.entries()) {
    const work = runStep(world, { step, index, stream: streams[step.streams] ?? '' }).then((appended) =>
      acknowledge(streams[step.streams] ?? '', appended),
    );
    running.push(work);
    if (step.waits) await work;
  }
  await Promise.all(running);
  for (const stream of streams) {
    const [near, far] = await Promise.all([readAll(world.near, stream), readAll(world.far, stream)]);
    expect(near).toEqual(far);
    expectDense(near);
    expect(new Set(near.map(({ text }) => text)).size).toBe(near.length);
    const seqs = [...acknowledged].filter(([name]) => name.startsWith(`${stream} `));
    expect(new Map(near.map(({ seq, text }) => [`${stream} ${String(text)}`, seq]))).toEqual(new Map(seqs));
    expect((await world.near.heads([stream])).get(stream)).toBe(near.length);
  }
}

/** One step as a client would do it: a keyed call whose answer it did not hear is sent again, perhaps to the other node. */
async function runStep(world: LogWorld, { step, index, stream }: { step: Step; index: number; stream: string }): ReturnType<Log['append']> {
  const [here, there] = step.node ? [world.near, world.far] : [world.far, world.near];
  const entries = Array.from({ length: step.size }, (_, nth) => {
    if (step.key === undefined) return entryOf(`${index}.${nth}`);
    return keyed(`key ${step.key + nth}`, `k${step.key + nth}`);
  });
  const head = step.expectHead ? (await here.heads([stream])).get(stream) : undefined;
  try {
    const appended = await here.append(stream, entries, head);
    if (!step.answerLost || step.key === undefined) return appended;
    const repeated = await there.append(stream, entries, head);
    expect(repeated.map(({ entry }) => entry)).toEqual(appended.map(({ entry }) => entry));
    expect(repeated.every((again) => again.repeated)).toBe(true);
    return repeated;
  } catch (error) {
    if (error instanceof HeadMovedError && step.expectHead) return [];
    throw error;
  }
}
