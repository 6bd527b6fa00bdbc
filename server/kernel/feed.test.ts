import { expect, test } from 'vitest';
import { fakeClock } from '../platform/clock/fake/clock.ts';
import type { Bus } from '../platform/bus/port.ts';
import type { Clock } from '../platform/clock/port.ts';
import type { Entry, Log } from '../platform/log/port.ts';
import { createFeed } from './feed.ts';
import { createLogger } from './logger.ts';

/** Says that it works, and carries nothing: as it is for one node while another cannot reach Redis. */
const deafBus: Bus = {
  publish: () => undefined,
  subscribe: () => () => undefined,
  connected: true,
  onReconnect: () => () => undefined,
  close: () => Promise.resolve(),
};
const turn = () => new Promise((resolve) => setImmediate(resolve));
const unused = () => Promise.reject(new Error('not asked for here'));

/** A log to which another node appends. Its answers take their time. */
function farLog() {
  const streams = new Map<string, Entry[]>();
  const entriesOf = (stream: string) => streams.get(stream) ?? [];
  const log: Log = {
    async heads(names) {
      for (let i = 0; i < 3; i += 1) await turn();
      return new Map(names.map((name) => [name, entriesOf(name).length]));
    },
    read: (stream, after, limit) => Promise.resolve(entriesOf(stream).slice(after, after + limit)),
    append: unused,
    readBack: unused,
    findByKey: unused,
    blank: unused,
    trim: unused,
    scrub: unused,
    close: () => Promise.resolve(),
  };
  return {
    log,
    append(stream: string): void {
      const entry: Entry = { seq: entriesOf(stream).length + 1, type: 'test', at: '2026-01-01T00:00:00.000Z', actor: 'far', data: {} };
      streams.set(stream, [...entriesOf(stream), entry]);
    },
  };
}

const feedOver = (log: Log, clock: Clock) =>
  createFeed({ log, bus: deafBus, clock, logger: createLogger('silent') }, { healthyPollMs: 3000, brokenPollMs: 1000, urgent: ['access'] });

test('what the bus lost is found by the next poll of all streams, though the urgent ones are being asked for at that moment', async () => {
  const clock = fakeClock();
  const { log, append } = farLog();
  const feed = feedOver(log, clock);
  const heard: number[] = [];
  feed.follow('access', 0, () => undefined);
  feed.follow('document', 0, (entries) => void heard.push(...entries.map(({ seq }) => seq)));
  await clock.advance(0);
  append('document');
  await clock.advance(3000);
  for (let i = 0; i < 20; i += 1) await turn();
  expect(heard).toEqual([1]);
  feed.close();
});

test('a follower is level since the last look that found nothing it has not dealt with', async () => {
  const clock = fakeClock();
  const { log, append } = farLog();
  const feed = feedOver(log, clock);
  const settle = async () => {
    for (let i = 0; i < 20; i += 1) await turn();
  };
  const look = async () => {
    await clock.advance(1000);
    await settle();
    return feed.levelAt('access') - clock.now().getTime();
  };
  let finish = (): void => undefined;
  feed.follow('access', 0, () => new Promise<void>((resolve) => (finish = resolve)));
  expect(feed.levelAt('access')).toBe(-Infinity);
  expect(await look()).toBe(0);
  append('access');
  expect([await look(), await look()]).toEqual([-1000, -2000]);
  finish();
  await settle();
  expect(await look()).toBe(0);
  expect(feed.levelAt('unknown')).toBe(-Infinity);
  feed.close();
});
