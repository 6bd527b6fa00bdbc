import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bus } from '#server/platform/bus/port.ts';
import type { Json } from '#shared/kernel/json.ts';
import { createInbox } from './inbox.ts';

export interface BusUnderTest {
  /** Two nodes of one hub; one and the same where a hub is one process. */
  a: Bus;
  b: Bus;
  faults: string[];
  close: () => Promise<void>;
}

/** What every bus promises while its link is up. */
export function busConformance(open: () => Promise<BusUnderTest>): void {
  let bus: BusUnderTest;
  beforeEach(async () => {
    bus = await open();
  });
  afterEach(async () => bus.close());

  function listen(on: Bus, channel: string) {
    const inbox = createInbox<Json>();
    return { ...inbox, stop: on.subscribe(channel, inbox.put) };
  }

  test('a message reaches listeners on every node, the sender included, in order', async () => {
    const [here, there] = [listen(bus.a, 'heads'), listen(bus.b, 'heads')];
    for (let head = 1; head <= 100; head += 1) bus.a.publish('heads', { stream: 'room/ملتقى', head });
    for (const inbox of [here, there]) {
      const came = await inbox.until((items) => items.length === 100);
      expect(came.map((message) => (message as { head: number }).head)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      expect(came[0]).toEqual({ stream: 'room/ملتقى', head: 1 });
    }
  });

  test('a channel hears only its own messages, and after unsubscribing none', async () => {
    const [rooms, documents] = [listen(bus.b, 'rooms'), listen(bus.b, 'documents')];
    bus.a.publish('rooms', 1);
    await rooms.until((items) => items.length === 1);
    rooms.stop();
    bus.a.publish('rooms', 2);
    bus.a.publish('documents', 3);
    await documents.until((items) => items.length === 1);
    expect(rooms.items).toEqual([1]);
    expect(documents.items).toEqual([3]);
  });

  test('stopping one of two listeners leaves the other, also when both are the same function', async () => {
    const inbox = createInbox<Json>();
    const stop = bus.b.subscribe('x', inbox.put);
    bus.b.subscribe('x', inbox.put);
    stop();
    stop();
    bus.a.publish('x', 'once');
    const last = listen(bus.b, 'last');
    bus.a.publish('last', 1);
    await last.until((items) => items.length === 1);
    expect(inbox.items).toEqual(['once']);
  });

  test('a throwing listener harms nobody and is told', async () => {
    bus.b.subscribe('x', () => {
      throw new Error('broken');
    });
    const healthy = listen(bus.b, 'x');
    bus.a.publish('x', 1);
    bus.a.publish('x', 2);
    await healthy.until((items) => items.length === 2);
    expect(bus.faults.filter((name) => name === 'bus.listener')).toHaveLength(2);
  });

  test('listeners get a copy: what one changes, no other sees', async () => {
    const message = { stream: 's', head: 1 };
    const inbox = listen(bus.b, 'x');
    bus.a.publish('x', message);
    message.head = 99;
    expect(await inbox.until((items) => items.length === 1)).toEqual([{ stream: 's', head: 1 }]);
  });

  test('a message over 64 KB is dropped and told; those after it arrive', async () => {
    const inbox = listen(bus.b, 'x');
    bus.a.publish('x', 'م'.repeat(40_000));
    bus.a.publish('x', 'small');
    expect(await inbox.until((items) => items.length === 1)).toEqual(['small']);
    expect(bus.faults).toEqual(['bus.tooLarge']);
  });

  test('publishing to nobody, after close, and closing twice are harmless', async () => {
    bus.a.publish('nobody', { a: [1, null, 'x'] });
    expect(bus.a.connected).toBe(true);
    await bus.a.close();
    await bus.a.close();
    expect(bus.a.connected).toBe(false);
    expect(() => bus.a.publish('x', 1)).not.toThrow();
  });
}
