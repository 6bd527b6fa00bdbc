import * as z from 'zod/mini';
import type { Bus } from '../../bus/port.ts';
import type { Clock } from '../../clock/port.ts';
import type { ReportFault } from '../../fault.ts';
import { newId } from '../../ids/ids.ts';
import type { RedisLink } from '../../redis/connect.ts';
import { createChanges } from '../changes.ts';
import { createHeld, type Stay } from '../held.ts';
import type { Presence } from '../port.ts';
import { maxPeopleAtPlace, maxPlaces, presenceTimes, type PresenceTimes } from '../times.ts';
import { redisLeases } from './leases.ts';

export interface RedisPresenceOptions {
  link: RedisLink;
  /** Carries changes to the other nodes. */
  bus: Bus;
  clock: Clock;
  report: ReportFault;
  nodeId: string;
  /** Parts hubs that share one Redis. Default `hub`. */
  prefix?: string;
  times?: Partial<PresenceTimes>;
}

const channel = 'presence';
const Changed = z.object({ boot: z.string(), places: z.array(z.string()) });
/** Leases written, and places told, by one call. */
const batchSize = 500;

/**
 * Presence shared by nodes through leases in Redis. While Redis is away a node knows its own people only, nothing fails,
 * and all is written anew when it is back. Rules: docs/spec/presence.md.
 */
export function redisPresence(options: RedisPresenceOptions): Presence {
  const { link, bus, clock, report, nodeId, prefix = 'hub' } = options;
  const times = { ...presenceTimes, ...options.times };
  const bootId = newId();
  const leases = redisLeases({ link, prefix, nodeId, bootId, times });
  const changes = createChanges({ clock, coalesceMs: times.coalesceMs, report });
  const held = createHeld({ clock, lingerMs: times.lingerMs, onEnd: (stay) => void drop(stay) });
  let renewing: Promise<void> | undefined;

  function tell(places: readonly string[]): void {
    const distinct = [...new Set(places)];
    for (const place of distinct) changes.mark(place);
    for (let i = 0; i < distinct.length; i += batchSize) {
      bus.publish(channel, { boot: bootId, places: distinct.slice(i, i + batchSize) });
    }
  }
  /** Answers undefined while Redis is away: presence never makes anything else fail. */
  async function attempt<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      // The link tells of its own loss; what fails on a link that stands is news.
      if (link.commands.status === 'ready') report('presence.redis', error);
      return undefined;
    }
  }
  async function drop(stay: Stay): Promise<void> {
    await attempt(leases.drop(stay));
    tell([stay.place]);
  }
  async function writeAll(leaseMs: number): Promise<void> {
    const stays = held.all();
    for (let i = 0; i < stays.length; i += batchSize) {
      // Who left while earlier batches were under way must not be written again.
      const batch = stays.slice(i, i + batchSize).filter((stay) => held.has(stay));
      const changed = await attempt(leases.hold(batch, leaseMs));
      if (changed === undefined) return;
      if (changed.length > 0) tell(changed);
    }
  }
  /** One round at a time: a slow Redis must not gather rounds. */
  function renew(): Promise<void> {
    renewing ??= writeAll(times.leaseMs).finally(() => {
      renewing = undefined;
    });
    return renewing;
  }
  async function sweep(): Promise<void> {
    const swept = await attempt(leases.sweep());
    if (!swept) return;
    if (swept.places.length > 0) tell(swept.places);
    if (swept.isForgotten) await renew();
  }

  const stops = [
    clock.every(times.renewMs, () => void renew()),
    clock.every(times.sweepMs, () => void sweep()),
    bus.subscribe(channel, (message) => {
      const changed = Changed.safeParse(message);
      if (!changed.success || changed.data.boot === bootId) return;
      for (const place of changed.data.places.slice(0, batchSize)) changes.mark(place);
    }),
  ];
  const onReady = (): void => void renew();
  link.commands.on('ready', onReady);

  return {
    async enter(lease) {
      if (!held.enter(lease)) return;
      const changed = await attempt(leases.hold([lease], times.leaseMs));
      if (changed === undefined || changed.length > 0) tell([lease.place]);
    },
    async leave(lease) {
      held.leave(lease);
    },
    async at(place) {
      const shared = (await attempt(leases.at(place))) ?? [];
      return [...new Set([...held.at(place), ...shared])].slice(0, maxPeopleAtPlace);
    },
    async counts(places) {
      const asked = places.slice(0, maxPlaces);
      const shared = asked.length === 0 ? [] : ((await attempt(leases.counts(asked))) ?? []);
      const count = (place: string, i: number): number => Math.min(Math.max(shared[i] ?? 0, held.at(place).length), maxPeopleAtPlace);
      return new Map(asked.map((place, i) => [place, count(place, i)]));
    },
    onChange: (listener) => changes.listen(listener),
    async close() {
      for (const stop of stops) stop();
      link.commands.off('ready', onReady);
      changes.close();
      // Its people are about to come back through another node: they linger as if each had left.
      await renewing;
      await writeAll(times.lingerMs);
      held.close();
    },
  };
}
