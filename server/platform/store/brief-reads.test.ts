import { beforeEach, expect, test } from 'vitest';
import { memoryBus } from '../bus/memory/bus.ts';
import { briefMs, briefReads, type BriefReads } from './brief-reads.ts';
import { GuardError, type Collection, type CollectionSpec, type Store, type Stored } from './port.ts';
import { typedWriters } from './writers.ts';

type Room = Stored & { name: string };
const spec: CollectionSpec = { schemaVersion: 1, readOften: true };

/** What another node may write too, past this process. */
let stored: Map<string, Stored>;
let reads: string[];
let held: (() => void)[] | undefined;
let failure: Error | undefined;
let clock: number;
let rooms: Collection<Room>;
let store: Store;
let other: BriefReads;
beforeEach(() => {
  [stored, reads, held, failure, clock] = [new Map([['a', { id: 'a', name: 'old' }]]), [], undefined, undefined, 1000];
  const plain = {
    collection: (name: string) => ({
      ...{ name, ...typedWriters(name) },
      async get(id: string) {
        reads.push(id);
        const doc = structuredClone(stored.get(id));
        if (held) await new Promise<void>((resolve) => held?.push(resolve));
        if (failure) throw failure;
        return doc;
      },
    }),
    async commit(ops: { kind: string; doc: Stored }[]) {
      if (failure) throw failure;
      for (const { doc } of ops) stored.set(doc.id, doc);
    },
  } as unknown as Store;
  const bus = memoryBus(() => undefined);
  store = briefReads(plain, { bus, now: () => clock }).store;
  other = briefReads(plain, { bus, now: () => clock });
  rooms = store.collection<Room>('rooms', spec);
});
const name = async () => (await rooms.get('a'))?.name;
const elsewhere = (given: string) => stored.set('a', { id: 'a', name: given });
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('is read once in a moment, and again after it', async () => {
  expect(await Promise.all([name(), name(), name()])).toEqual(['old', 'old', 'old']);
  expect(reads).toEqual(['a']);
  elsewhere('new');
  clock += briefMs - 1;
  expect(await name()).toBe('old');
  clock += briefMs;
  expect(await name()).toBe('new');
});

test('in steady use nobody waits: it is fetched anew beside, and is never older than a moment', async () => {
  await name();
  for (let round = 0; round < 20; round += 1) {
    clock += briefMs / 2;
    elsewhere(`round ${round}`);
    const before = reads.length;
    // Held: who asks now must not wait for it.
    held = [];
    expect(await name()).toBe(round === 0 ? 'old' : `round ${round - 1}`);
    expect(reads.length).toBe(before + 1);
    for (const release of held) release();
    held = undefined;
    await settled();
    expect(await name()).toBe(`round ${round}`);
  }
});

test('what this process writes is seen at once, also by a read that began before', async () => {
  await name();
  await store.commit([rooms.replace({ id: 'a', name: 'mine' })]);
  expect(await name()).toBe('mine');
  clock += briefMs;
  held = [];
  const early = name();
  await settled();
  await store.commit([rooms.replace({ id: 'a', name: 'mine again' })]);
  for (const release of held) release();
  held = undefined;
  expect(await early).toBe('mine');
  expect(await name()).toBe('mine again');
});

test('a renewal that began before a write does not bring the former back', async () => {
  await name();
  clock += briefMs / 2;
  held = [];
  await name();
  await store.commit([rooms.replace({ id: 'a', name: 'mine' })]);
  for (const release of held) release();
  held = undefined;
  await settled();
  expect(await name()).toBe('mine');
});

test('after a refused write it is read anew', async () => {
  await name();
  elsewhere('theirs');
  failure = new GuardError('rooms', 'a');
  await expect(store.commit([rooms.replace({ id: 'a', name: 'mine' })])).rejects.toThrow(GuardError);
  failure = undefined;
  expect(await name()).toBe('theirs');
});

test('a failed read is not remembered, absence is', async () => {
  failure = new Error('away');
  await expect(name()).rejects.toThrow('away');
  failure = undefined;
  expect(await name()).toBe('old');
  expect([await rooms.get('none'), await rooms.get('none')]).toEqual([undefined, undefined]);
  expect(reads.filter((id) => id === 'none')).toHaveLength(1);
});

test('shared documents cannot be changed; other collections are read each time', async () => {
  const doc = (await rooms.get('a'))!;
  expect(() => Object.assign(doc, { name: 'scribbled' })).toThrow(TypeError);
  const lines = store.collection<Room>('lines', { schemaVersion: 1 });
  await lines.get('a');
  await lines.get('a');
  expect(reads).toEqual(['a', 'a', 'a']);
});

test('another node reads anew what it is told of, or all of it when told to', async () => {
  const theirs = other.store.collection<Room>('rooms', spec);
  const nameThere = async () => (await theirs.get('a'))?.name;
  expect(await nameThere()).toBe('old');
  await store.commit([rooms.replace({ id: 'a', name: 'mine' })]);
  await settled();
  expect(await nameThere()).toBe('mine');
  elsewhere('past all news');
  expect(await nameThere()).toBe('mine');
  other.forget();
  expect(await nameThere()).toBe('past all news');
});

test('where too many were written to name them, all is read anew', async () => {
  const theirs = other.store.collection<Room>('rooms', spec);
  await theirs.get('a');
  const many = Array.from({ length: 150 }, (_none, index) => rooms.put({ id: `r${index}`, name: 'x' }));
  await store.commit([...many, rooms.put({ id: 'a', name: 'mine' })]);
  await settled();
  expect((await theirs.get('a'))?.name).toBe('mine');
});
