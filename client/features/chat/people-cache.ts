import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { people, type Person } from '#shared/features/people/contract.ts';
import type { Timing } from '#client/kernel/connection.ts';
import { UnreachableError, type Hub } from '#client/kernel/hub-client.ts';

/** People whose names this page needs, asked for in batches. */
export interface PeopleCache {
  /** Undefined while not known, or when she may not be seen; asks for her when she is not known yet. */
  get(id: string): Person | undefined;
  /** The same as `get`, for those that will be needed. */
  want(ids: readonly string[]): void;
  subscribe(listener: () => void): () => void;
  /** Raised with every change, so that a list can tell that something changed. */
  version(): number;
  /** Her profile changed: she is asked for again, and shown as before meanwhile. */
  refresh(id: string): void;
  clear(): void;
}

/** Ids of one screen are gathered this long before they are asked for. */
const gatherMs = 30;
const maxBatch = 100;
const maxPeople = 2_000;
const retryMs = 5_000;

export function createPeopleCache(hub: Hub, timing: Timing): PeopleCache {
  const known = new Map<string, Person>();
  /** May not be seen, or no longer exists; not asked for again on this page. */
  const unseen = new Set<string>();
  const wanted = new Set<string>();
  const asked = new Set<string>();
  const listeners = new Set<() => void>();
  let version = 0;
  let era = 0;
  let cancel: (() => void) | undefined;

  function changed(): void {
    version += 1;
    for (const listener of [...listeners]) listener();
  }
  function keep(person: Person): void {
    known.delete(person.id);
    known.set(person.id, person);
    const oldest = known.keys().next().value;
    if (known.size > maxPeople && oldest !== undefined) known.delete(oldest);
  }
  function askLater(delayMs: number): void {
    cancel ??= timing.later(delayMs, () => {
      cancel = undefined;
      void ask();
    });
  }
  async function ask(): Promise<void> {
    const ids = [...wanted].slice(0, maxBatch);
    if (ids.length === 0) return;
    const mine = era;
    for (const id of ids) {
      wanted.delete(id);
      asked.add(id);
    }
    try {
      const { items } = await hub(people).call('getPeople', { ids });
      if (mine !== era) return;
      for (const person of items) keep(person);
      const found = new Set(items.map(({ id }) => id));
      for (const id of ids) if (!found.has(id)) unseen.add(id);
      changed();
    } catch (error) {
      if (mine !== era) return;
      // Names are worth asking for again only when nobody answered; a refusal stays one.
      if (error instanceof UnreachableError) for (const id of ids) wanted.add(id);
      else for (const id of ids) unseen.add(id);
      if (wanted.size > 0) askLater(retryMs);
    } finally {
      for (const id of ids) asked.delete(id);
    }
    if (wanted.size > 0) askLater(gatherMs);
  }
  function want(ids: readonly string[]): void {
    for (const id of ids) if (!known.has(id) && !unseen.has(id) && !asked.has(id)) wanted.add(id);
    if (wanted.size > 0) askLater(gatherMs);
  }

  return {
    get(id) {
      const person = known.get(id);
      if (!person) want([id]);
      return person;
    },
    want,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
    refresh(id) {
      if (!known.has(id) && !unseen.has(id)) return;
      unseen.delete(id);
      wanted.add(id);
      askLater(gatherMs);
    },
    clear() {
      era += 1;
      known.clear();
      unseen.clear();
      wanted.clear();
      cancel?.();
      cancel = undefined;
      changed();
    },
  };
}

/** A person by id, once she is known: `usePerson(cache, message.authorId)?.displayName`. */
export function usePerson(cache: PeopleCache, id: string): Person | undefined {
  useSyncExternalStore(cache.subscribe, cache.version, cache.version);
  const ids = useMemo(() => [id], [id]);
  useEffect(() => cache.want(ids), [cache, ids]);
  return cache.get(id);
}
