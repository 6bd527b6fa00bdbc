import { beforeEach, expect, test } from 'vitest';
import { commonError, toProblem } from '#shared/kernel/errors.ts';
import { createConnection } from '#client/kernel/connection.ts';
import { createHub } from '#client/kernel/hub-client.ts';
import { manualTiming, type ManualTiming } from '#client/kernel/testing.ts';
import { createPeopleCache, type PeopleCache } from './people-cache.ts';

let timing: ManualTiming;
let batches: string[][];
let respond: (ids: string[]) => Promise<Response>;
let cache: PeopleCache;

function person(id: string, displayName = `name of ${id}`) {
  return { id, displayName, country: 'MA', languages: [], functions: [], isDemo: true, isInactive: false };
}
beforeEach(() => {
  timing = manualTiming();
  batches = [];
  respond = (ids) => Promise.resolve(Response.json({ items: ids.filter((id) => !id.startsWith('x')).map((id) => person(id)) }));
  const hub = createHub({
    timing,
    connection: createConnection(timing),
    openSocket: () => new Promise(() => undefined),
    fetch: (_url, init) => {
      const { ids } = JSON.parse(String(init?.body)) as { ids: string[] };
      batches.push(ids);
      return respond(ids);
    },
  });
  cache = createPeopleCache(hub, timing);
});
/** What is wanted is asked for and answered. */
async function passes(ms = 30): Promise<void> {
  const before = cache.version();
  const told = new Promise<void>((resolve) => {
    const stop = cache.subscribe(() => {
      stop();
      resolve();
    });
  });
  timing.advance(ms);
  await told;
  expect(cache.version()).toBeGreaterThan(before);
}

test('a screenful of authors is one request, a known author none', async () => {
  expect(cache.get('salma')).toBeUndefined();
  cache.want(['salma', 'aigul', 'salma']);
  await passes();
  expect(cache.get('salma')?.displayName).toBe('name of salma');
  cache.want(['salma', 'aigul']);
  timing.advance(1_000);
  expect(batches).toEqual([['salma', 'aigul']]);
});

test('more than a hundred go in several requests', async () => {
  cache.want(Array.from({ length: 130 }, (_unused, index) => `p${index}`));
  await passes();
  await passes();
  expect(batches.map(({ length }) => length)).toEqual([100, 30]);
});

test('who may not be seen is not asked for again', async () => {
  cache.want(['x1']);
  await passes();
  expect(cache.get('x1')).toBeUndefined();
  timing.advance(60_000);
  expect(batches).toEqual([['x1']]);
});

test('without an answer they are asked for again after a while; a refusal is final', async () => {
  let failing: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => {
    failing = resolve;
  });
  const good = respond;
  respond = () => {
    failing();
    return Promise.reject(new TypeError('Failed to fetch'));
  };
  cache.want(['salma']);
  timing.advance(30);
  await failed;
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  respond = good;
  await passes(5_000);
  expect(cache.get('salma')?.displayName).toBe('name of salma');
  respond = () => Promise.resolve(Response.json(toProblem(commonError('forbidden')), { status: 403 }));
  cache.want(['aigul']);
  timing.advance(30);
  for (let turn = 0; turn < 20; turn += 1)
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  timing.advance(60_000);
  expect(batches.at(-1)).toEqual(['aigul']);
  expect(batches).toHaveLength(3);
});

test('a changed profile is fetched anew, and the old name stays until then', async () => {
  cache.want(['salma']);
  await passes();
  respond = () => Promise.resolve(Response.json({ items: [person('salma', 'سلمى')] }));
  cache.refresh('salma');
  cache.refresh('never-seen');
  expect(cache.get('salma')?.displayName).toBe('name of salma');
  await passes();
  expect(cache.get('salma')?.displayName).toBe('سلمى');
  cache.clear();
  expect(batches.at(-1)).toEqual(['salma']);
  expect(cache.get('salma')).toBeUndefined();
});
