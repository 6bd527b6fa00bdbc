import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RoomItem } from '#shared/features/chat/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { manualTiming } from '#client/kernel/testing.ts';
import { fakePage, type FakePage } from './fake-page.ts';
import { fakeHub, settle } from './fake-room.ts';
import { memoryOutbox } from './outbox-device.ts';
import type { OutboxDevice } from './outbox-entry.ts';
import type { RoomThread } from './room-threads.ts';
import type { RoomEntry } from './room-view.ts';

const people = ['salma', 'noha', 'aigul'] as const;
const emoji = ['👍', '🙏', '✅'];

const acts = ['send', 'send', 'sendSame', 'reply', 'quote', 'edit', 'remove', 'react', 'react', 'pin', 'turn'] as const;
const walks = ['earlier', 'later', 'jump', 'newest', 'openThread', 'closeThread', 'earlierReplies', 'heads'] as const;
const lines = [
  'deliver',
  'deliver',
  'deliverAll',
  'drop',
  'repeat',
  'process',
  'answer',
  'answer',
  'answer',
  'lose',
  'cut',
  'reload',
] as const;
const others = ['wait', 'wait', 'say', 'say', 'sayReply', 'happen', 'withhold', 'restore', 'silent', 'leaveAndReturn'] as const;
type Do = (typeof acts)[number] | (typeof walks)[number] | (typeof lines)[number] | (typeof others)[number] | 'refuse';

/** What may happen to one of the three; numbers choose among what there is. */
interface Happening {
  do: Do;
  who: number;
  n: number;
}
const happenings = (kinds: readonly Do[], maxLength: number) =>
  fc.array(fc.record({ do: fc.constantFrom(...kinds), who: fc.nat(2), n: fc.nat(40) }), { maxLength, size: 'max' });
const all: readonly Do[] = [...acts, ...walks, ...lines, ...others];

interface Person {
  userId: string;
  page: FakePage;
  device: OutboxDevice;
  threads: RoomThread[];
  /** Texts as she wrote them, in order. */
  wrote: string[];
}
const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
const ignored = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

function play() {
  const hub = fakeHub();
  const timing = manualTiming();
  let made = 0;
  const newClientId = (): string => {
    made += 1;
    return `client-${made}`;
  };
  const openPage = (userId: string, device: OutboxDevice): FakePage => {
    const page = fakePage({ hub, userId, timing, device, newClientId });
    page.store.start();
    return page;
  };
  const persons = people.map((userId): Person => {
    const device = memoryOutbox();
    return { userId, device, page: openPage(userId, device), threads: [], wrote: [] };
  });
  const ofRoom = (): RoomItem[] => hub.timeline();
  const own = (person: Person, n: number): RoomEntry | undefined =>
    pick(
      person.page.store.view().entries.filter((entry) => entry.kind === 'message' && entry.authorId === person.userId),
      n,
    );
  function write(
    person: Person,
    more: { thread?: number; replyTo?: number } = {},
    text = `${person.userId} ${person.wrote.length + 1}`,
  ): void {
    if (person.page.store.send(text, 'ltr', more)) person.wrote.push(text);
  }
  function cut({ page }: Person): void {
    for (const request of page.client.pending) request.lose();
    page.client.live.length = 0;
  }
  const steps: Record<Do, (person: Person, n: number) => void> = {
    send: (person) => write(person),
    sendSame: (person) => write(person, {}, 'the same'),
    reply: (person, n) => {
      const root = pick(ofRoom(), n);
      if (root) write(person, { thread: root.seq });
    },
    quote: (person, n) => {
      const quoted = pick(ofRoom(), n);
      if (quoted) write(person, { replyTo: quoted.seq });
    },
    edit: (person, n) => {
      const entry = own(person, n);
      if (entry?.kind === 'message')
        ignored(person.page.store.edit(entry.seq, { baseRevision: entry.revision, text: `edited ${n}`, direction: 'ltr' }));
    },
    remove: (person, n) => {
      const entry = own(person, n);
      if (entry?.kind === 'message') ignored(person.page.store.remove(entry.seq));
    },
    react: ({ page }, n) => {
      const line = pick(page.store.view().entries, n);
      if (line?.kind === 'message') ignored(page.store.react(line.seq, emoji[n % 3] ?? '', n % 2 === 0));
    },
    pin: ({ page }, n) => {
      const line = pick(page.store.view().entries, n);
      if (line?.kind === 'message') ignored(page.store.pin(line.seq, n % 3 > 0));
    },
    turn: (person, n) => {
      const entry = own(person, n);
      if (entry?.kind === 'message') ignored(person.page.store.turn(entry.seq, n % 2 === 0 ? 'rtl' : 'ltr'));
    },
    earlier: ({ page }) => page.store.loadEarlier(),
    later: ({ page }) => page.store.loadLater(),
    jump: ({ page }, n) => {
      const line = pick(ofRoom(), n);
      if (line) ignored(page.store.jumpTo(line.seq));
    },
    newest: ({ page }) => page.store.jumpToNewest(),
    openThread: ({ page, threads }, n) => {
      const root = pick(ofRoom(), n);
      if (root && threads.length < 3) threads.push(page.store.openThread(root.seq));
    },
    closeThread: ({ threads }) => threads.shift()?.close(),
    earlierReplies: ({ threads }, n) => pick(threads, n)?.loadEarlier(),
    heads: ({ page }) => page.store.receiveHead(hub.log.length),
    deliver: ({ page }, n) => {
      const event = pick(page.client.live, n);
      if (!event) return;
      // Those of two nodes, or of an acknowledgement, may overtake.
      page.client.live.splice(page.client.live.indexOf(event), 1);
      page.store.receive([event]);
    },
    deliverAll: ({ page }) => page.store.receive(page.client.live.splice(0)),
    drop: ({ page }, n) => page.client.live.splice(n % Math.max(1, page.client.live.length), 1),
    repeat: ({ page }, n) => {
      const event = pick(hub.log, n);
      if (event) page.store.receive([event]);
    },
    process: ({ page }, n) => pick(page.client.pending, n)?.process(),
    answer: ({ page }, n) => pick(page.client.pending, n)?.answer(),
    lose: ({ page }, n) => pick(page.client.pending, n)?.lose(),
    cut(person) {
      cut(person);
      person.page.store.connected();
      person.page.line.back();
    },
    reload(person) {
      person.page.store.stop();
      person.page.outbox.close();
      cut(person);
      person.threads = [];
      person.page = openPage(person.userId, person.device);
    },
    leaveAndReturn({ page }) {
      page.client.live.length = 0;
      page.store.stop();
      page.store.start();
    },
    refuse: () => {
      hub.refuseSends = hub.refuseSends ? undefined : new HubError('chat/roomLocked', 423);
    },
    wait: (_person, n) => timing.advance(n * 100),
    withhold: (_person, n) => {
      const line = pick(ofRoom(), n);
      if (line?.kind === 'message') hub.change({ kind: 'withheld', target: line.seq });
    },
    restore: (_person, n) => {
      const line = pick(
        ofRoom().filter((item) => item.kind === 'hidden' && item.why === 'moderators'),
        n,
      );
      if (line) hub.change({ kind: 'restored', target: line.seq });
    },
    silent: () => void hub.silent(),
    say: (_person, n) => void hub.say(`said ${n}`),
    sayReply: (_person, n) => {
      const root = pick(ofRoom(), n);
      if (root) hub.say(`replied ${n}`, 'other', { thread: root.seq });
    },
    happen: (_person, n) => {
      const line = pick(ofRoom(), n);
      if (line) hub.change({ kind: 'reacted', target: line.seq, by: 'other', emoji: emoji[n % 3] ?? '', isOn: n % 4 > 0 });
    },
  };
  return { hub, timing, persons, step: ({ do: what, who, n }: Happening) => steps[what](persons[who]!, n) };
}
type World = ReturnType<typeof play>;

/** Whatever happened, these hold at every moment. */
function checkAlways({ persons, hub }: World): void {
  for (const { page, threads } of persons) {
    const views: readonly RoomEntry[][] = [page.store.view(), ...threads.map((thread) => thread.view())].map(({ entries }) => [...entries]);
    for (const entries of views) {
      const seqs = entries.flatMap((entry) => (entry.kind === 'echo' ? [] : [entry.seq]));
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
      expect(seqs.at(-1) ?? 0).toBeLessThanOrEqual(hub.log.length);
      expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
    }
  }
}

/** The line is good again: everything arrives, and each sends again what was refused. */
async function calm({ hub, timing, persons }: World): Promise<void> {
  hub.refuseSends = undefined;
  for (const { page } of persons) {
    for (const request of page.client.pending) request.lose();
    page.store.connected();
    page.line.back();
  }
  for (let round = 0; round < 3_000; round += 1) {
    await settle();
    const busy = persons.find(({ page }) => page.client.pending.length > 0 || page.client.live.length > 0);
    const refused = persons.flatMap(({ page }) =>
      page.outbox.entries().flatMap((entry) => (entry.state === 'failed' ? [() => page.outbox.retry(entry.clientId)] : [])),
    );
    if (busy?.page.client.pending[0]) busy.page.client.pending[0].answer();
    else if (busy) busy.page.store.receive(busy.page.client.live.splice(0));
    else if (refused[0]) refused[0]();
    else if (timing.waiting() > 0) timing.advance(60_000);
    else return;
  }
  throw new Error('does not come to rest');
}

const bare = (entries: readonly RoomEntry[]) =>
  entries.map((entry) => {
    if (entry.kind === 'echo') return entry;
    const { key: _key, ...item } = entry;
    return item.kind === 'message' ? { ...item, clientId: undefined } : item;
  });
const stored = (items: readonly RoomItem[]) => items.map((item) => (item.kind === 'message' ? { ...item, clientId: undefined } : item));

/** What each page shows is what a fresh reading shows. */
function checkEnd({ hub, persons }: World): void {
  for (const { page, threads } of persons) {
    const timeline = hub.timeline();
    const part = page.store.view();
    if (part.isAway) {
      const from = timeline.findIndex(({ seq }) => seq === (part.entries[0]?.kind === 'echo' ? 0 : part.entries[0]?.seq));
      expect(bare(part.entries)).toEqual(stored(timeline.slice(from, from + part.entries.length)));
      expect([part.hasEarlier, part.hasLater]).toEqual([from > 0, true]);
    }
    page.store.jumpToNewest();
    const view = page.store.view();
    expect([view.status, view.isCatchingUp]).toEqual(['open', false]);
    expect(bare(view.entries)).toEqual(stored(timeline.slice(timeline.length - view.entries.length)));
    expect(view.hasEarlier).toBe(view.entries.length < timeline.length);
    for (const thread of threads) {
      const shown = thread.view();
      expect(shown.status).toBe('open');
      const replies = hub.timeline(thread.root);
      expect(bare(shown.entries)).toEqual(stored(replies.slice(replies.length - shown.entries.length)));
      expect(shown.hasEarlier).toBe(shown.entries.length < replies.length);
      expect(bare(shown.root ? [shown.root] : [])).toEqual(stored([hub.line(thread.root)!]));
    }
    for (const entry of view.entries) {
      const quoted = entry.replyTo === undefined ? undefined : page.store.lineAt(entry.replyTo);
      if (quoted) expect(bare([quoted])).toEqual(stored([hub.line(quoted.seq)!]));
    }
  }
}

async function run(list: readonly Happening[], before = 0): Promise<World> {
  const world = play();
  for (let count = 0; count < before; count += 1) world.hub.say(`before ${count}`);
  for (const happening of list) {
    world.step(happening);
    await settle();
    checkAlways(world);
  }
  await calm(world);
  return world;
}
/** Texts of one author as they went into the log, in its order. */
const saidBy = ({ hub }: World, userId: string): string[] =>
  hub.log.flatMap((event) => (event.kind === 'message' && event.authorId === userId ? [event.text] : []));

test('[RM28] whatever three people do, and whatever is lost, repeated, overtaken or cut, each page ends with the log', async () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(happenings([...all, 'refuse'], 160), async (list) => {
      const world = await run(list);
      checkEnd(world);
      for (const { userId, wrote } of world.persons) expect(saidBy(world, userId).sort()).toEqual([...wrote].sort());
    }),
    { numRuns: 60, seed },
  );
}, 60_000);

test('[RM27] a page read before what it does not show, and one read after, end as the log', async () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`seed ${seed}`);
  const reading: Do[] = [
    'earlier',
    'later',
    'jump',
    'openThread',
    'earlierReplies',
    'process',
    'process',
    'answer',
    'answer',
    'deliverAll',
    'deliverAll',
    'happen',
    'happen',
    'say',
    'sayReply',
    'withhold',
    'restore',
    'wait',
  ];
  await fc.assert(
    fc.asyncProperty(happenings(reading, 120), async (list) => {
      checkEnd(await run(list, 12));
    }),
    { numRuns: 60, seed },
  );
}, 60_000);

test('[RM47] every message sent is in the log exactly once and in the order of its author, though answers are lost', async () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`seed ${seed}`);
  const rough: Do[] = [
    'send',
    'send',
    'reply',
    'quote',
    'process',
    'answer',
    'lose',
    'cut',
    'deliver',
    'deliverAll',
    'drop',
    'wait',
    'reload',
  ];
  await fc.assert(
    fc.asyncProperty(happenings(rough, 120), async (list) => {
      const world = await run(list);
      for (const { userId, wrote } of world.persons) expect(saidBy(world, userId)).toEqual(wrote);
      checkEnd(world);
    }),
    { numRuns: 60, seed },
  );
}, 60_000);
