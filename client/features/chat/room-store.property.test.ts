import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RoomEvent } from '#shared/features/chat/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { Unsent } from '#client/kernel/drafts.ts';
import { manualTiming } from '#client/kernel/testing.ts';
import { fakeRoom, settle } from './fake-room.ts';
import { createRoomStore } from './room-store.ts';

/** What may happen between a page and its hub; numbers choose among what is on its way. */
type Happening =
  | {
      do: 'say' | 'hide' | 'turn' | 'send' | 'sendSame' | 'sayAsMe' | 'heads' | 'earlier' | 'cut' | 'reload' | 'refuse' | 'leaveAndReturn';
      n: number;
    }
  | { do: 'deliver' | 'drop' | 'repeat' | 'process' | 'answer' | 'lose' | 'wait'; n: number };

const kinds: Happening['do'][] = [
  'say',
  'say',
  'say',
  'hide',
  'turn',
  'send',
  'send',
  'sendSame',
  'sayAsMe',
  'heads',
  'earlier',
  'cut',
  'reload',
  'refuse',
  'leaveAndReturn',
  'deliver',
  'deliver',
  'deliver',
  'drop',
  'repeat',
  'process',
  'answer',
  'answer',
  'answer',
  'lose',
  'wait',
  'wait',
];
const happenings = fc.array(fc.record({ do: fc.constantFrom(...kinds), n: fc.nat(30) }), { maxLength: 120, size: 'max' });

function play() {
  const room = fakeRoom('me');
  const timing = manualTiming();
  let saved: readonly Unsent[] = [];
  let made = 0;
  const open = () =>
    createRoomStore({
      userId: 'me',
      transport: room.transport,
      timing,
      newClientId: () => {
        made += 1;
        return `client-${made}`;
      },
      unsent: {
        load: () => saved,
        save: (unsent) => {
          saved = unsent;
        },
      },
    });
  let store = open();
  store.start();

  const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
  /** That a message was hidden has no number of its own yet, so the hub cannot tell later that it was lost. */
  function loseLive(lost: readonly RoomEvent[]): void {
    for (const event of lost) {
      room.live.splice(room.live.indexOf(event), 1);
      if (event.kind === 'hidden') store.receive(event);
    }
  }
  function deliver(n: number): void {
    const event = pick(room.live, n);
    if (!event) return;
    // Live events of a connection come in order, but those of two nodes, or of an acknowledgement, may overtake.
    room.live.splice(room.live.indexOf(event), 1);
    store.receive(event);
  }
  const steps: Record<Happening['do'], (n: number) => void> = {
    say: (n) => void room.say(`text ${n}`),
    sayAsMe: () => void room.say('same', 'me'),
    hide: (n) => {
      if (room.log.length > 0) room.hide(1 + (n % room.log.length));
    },
    turn: (n) => {
      if (room.log.length === 0) return;
      const seq = 1 + (n % room.log.length);
      const event = room.log[seq - 1];
      if (event?.kind !== 'message') return;
      room.turnStored(seq);
      const turned = room.log[seq - 1];
      if (turned?.kind === 'message') store.receiveTurn(seq, turned.direction);
    },
    send: (n) => void store.send(`mine ${n} ${made}`, 'ltr'),
    sendSame: () => void store.send('same', 'ltr'),
    refuse: () => {
      room.refuseSends = room.refuseSends ? undefined : new HubError('common/rateLimited', 429);
    },
    heads: () => store.receiveHead(room.log.length),
    earlier: () => store.loadEarlier(),
    cut: () => {
      for (const request of room.pending) request.lose();
      loseLive([...room.live]);
      store.connected();
    },
    reload: () => {
      store.stop();
      for (const request of room.pending) request.lose();
      loseLive([...room.live]);
      store = open();
      store.start();
    },
    leaveAndReturn: () => {
      loseLive([...room.live]);
      store.stop();
      store.start();
    },
    deliver,
    drop: (n) => {
      const event = pick(room.live, n);
      if (event) loseLive([event]);
    },
    repeat: (n) => {
      const event = pick(room.live, n);
      if (event) store.receive(event);
    },
    process: (n) => pick(room.pending, n)?.process(),
    answer: (n) => pick(room.pending, n)?.answer(),
    lose: (n) => pick(room.pending, n)?.lose(),
    wait: (n) => timing.advance(n * 100),
  };
  return { room, timing, step: (happening: Happening) => steps[happening.do](happening.n), store: () => store };
}
type World = ReturnType<typeof play>;

/** Whatever happened, these hold at every moment. */
function checkAlways({ store, room }: World): void {
  const { entries } = store().view();
  const stored = entries.filter((entry) => entry.kind !== 'echo');
  stored.forEach((entry, index) => expect(entry.seq).toBe((stored[0]?.seq ?? 0) + index));
  expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  for (const entry of stored) expect(entry.seq).toBeLessThanOrEqual(room.log.length);
}

/** The line is good again: everything arrives, and the person sends again what was refused. */
async function calm({ store, room, timing }: World): Promise<void> {
  room.refuseSends = undefined;
  for (const request of room.pending) request.lose();
  store().connected();
  for (let round = 0; round < 500; round += 1) {
    await settle();
    const request = room.pending[0];
    const failed = store()
      .view()
      .entries.find((entry) => entry.kind === 'echo' && entry.state === 'failed');
    if (request) request.answer();
    else if (room.live.length > 0) store().receive(room.live.shift()!);
    else if (failed?.kind === 'echo') store().retry(failed.clientId);
    else if (timing.waiting() > 0) timing.advance(60_000);
    else return;
  }
  throw new Error('does not come to rest');
}

test('[RM28] whatever is lost, repeated, overtaken or cut, the page ends with the log, and every message is in it once', async () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(happenings, async (list) => {
      const world = play();
      for (const happening of list) {
        world.step(happening);
        await settle();
        checkAlways(world);
      }
      await calm(world);
      const { entries, status, isCatchingUp, firstSeq, hasEarlier } = world.store().view();
      expect([status, isCatchingUp]).toEqual(['open', false]);
      const shown = entries.map((entry) => {
        if (entry.kind === 'message') return `${entry.seq} ${entry.direction} ${entry.text}`;
        return entry.kind === 'hidden' ? `${entry.seq} hidden` : entry.state;
      });
      const stored = world.room.log.map((event) =>
        event.kind === 'message' ? `${event.seq} ${event.direction} ${event.text}` : `${event.seq} hidden`,
      );
      expect(shown).toEqual(stored.slice(Math.max(0, firstSeq - 1)));
      expect(hasEarlier).toBe(firstSeq > 1);
    }),
    { numRuns: 80, seed },
  );
});

test('[RM47] every message sent is in the log exactly once, though answers are lost', async () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`seed ${seed}`);
  const rough = fc.array(
    fc.record({
      do: fc.constantFrom<Happening['do']>('send', 'say', 'process', 'answer', 'lose', 'cut', 'deliver', 'drop', 'wait', 'reload'),
      n: fc.nat(30),
    }),
    { maxLength: 80, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(rough, async (list) => {
      const world = play();
      let written = 0;
      for (const happening of list) {
        if (happening.do === 'send' && world.store().send(`mine ${written + 1}`, 'ltr')) written += 1;
        else if (happening.do !== 'send') world.step(happening);
        await settle();
      }
      await calm(world);
      const mine = world.room.log.flatMap((event) => (event.kind === 'message' && event.authorId === 'me' ? [event.text] : []));
      expect([...mine].sort()).toEqual(Array.from({ length: written }, (_unused, index) => `mine ${index + 1}`).sort());
    }),
    { numRuns: 80, seed },
  );
});
