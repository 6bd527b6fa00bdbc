import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { applyEvent, targetsOf } from '#shared/features/chat/room-state.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

const maxRuns = 25;
let hub: TestHub;
let people: Client[];
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space(
    'champions',
    Array.from({ length: maxRuns }, (_, i) => `run${i}`),
  );
  people = await Promise.all(
    ['salma', 'noha', 'rania'].map((name) => hub.person(name, { spaces: { champions: name === 'noha' ? 'moderator' : 'member' } })),
  );
});
afterAll(() => hub.stop());

/** A page that knows nothing but events: what it holds is what they say. */
class Follower {
  readonly lines = new Map<number, RoomItem>();
  last = 0;
  take(event: RoomEvent): void {
    if (event.seq !== this.last + 1) return;
    this.last = event.seq;
    if (event.kind === 'message' || event.kind === 'hidden') this.lines.set(event.seq, event);
    for (const seq of targetsOf(event)) {
      const line = this.lines.get(seq);
      if (line) this.lines.set(seq, applyEvent(line, event));
    }
  }
}

type Step = { who: number; act: number; target: number; word: number };
const step: fc.Arbitrary<Step> = fc.record({ who: fc.nat(2), act: fc.nat(9), target: fc.integer({ min: 1, max: 12 }), word: fc.nat(3) });
const emoji = ['👍', '🎓', '🌿', '👏'];

/** What somebody does; refusals are answers like others. */
async function act(roomId: string, { who, act: kind, target, word }: Step): Promise<void> {
  const person = people[who]!;
  const at = `/rooms/${roomId}/messages/${target}`;
  const send = (more: object) => person.api('POST', `/rooms/${roomId}/messages`, { clientId: randomUUID(), text: `كلمة ${word}`, ...more });
  const acts = [
    () => send({}),
    () => send({ thread: target }),
    () => send({ replyTo: target }),
    () => person.api('PATCH', at, { baseRevision: word % 2, text: `معدَّل ${word}` }),
    () => person.api('PUT', `${at}/reactions`, { emoji: emoji[word], isOn: true }),
    () => person.api('PUT', `${at}/reactions`, { emoji: emoji[word], isOn: false }),
    () => person.api('DELETE', at, { reason: 'سبب' }),
    () => person.api('PATCH', `${at}/direction`, { direction: word % 2 ? 'rtl' : 'ltr' }),
    () => person.api('PUT', `${at}/pin`, { isOn: word % 2 === 0 }),
    () => send({ poll: { options: ['أ', 'ب'] } }),
  ];
  await acts[kind]!().catch((error: unknown) => {
    if (!(error instanceof Error) || !/^(chat|common)\/(?!internal|tryLater)/.test(error.message)) throw error;
  });
}

const bySeq = (items: Iterable<RoomItem>) => [...items].sort((a, b) => a.seq - b.seq);

test('[RM31] whatever three people do at once, who follows the events and who asks afterwards see the same', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
      const roomId = `run${run}`;
      run += 1;
      for (const who of [0, 1, 2]) await act(roomId, { who, act: 0, target: 1, word: who });
      const live = new Follower();
      const socket = await people[0]!.socket();
      const { ok } = await socket.emitWithAck('chat.openRoom', { roomId });
      live.last = ok.head;
      for (const item of ok.items) live.lines.set(item.seq, item);
      socket.on('chat.roomEvents', (told: { events: RoomEvent[] }) => told.events.forEach((event) => live.take(event)));
      for (let start = 0; start < steps.length; start += 5) await Promise.all(steps.slice(start, start + 5).map((one) => act(roomId, one)));

      const { head } = await people[1]!.api<{ head: number }>('GET', `/rooms/${roomId}`);
      await expect.poll(() => live.last).toBe(head);
      socket.disconnect();
      const late = new Follower();
      const synced = await people[1]!.api<{ rooms: { events: RoomEvent[] }[] }>('POST', '/rooms/sync', { rooms: [{ roomId, lastSeq: 0 }] });
      synced.rooms[0]!.events.forEach((event) => late.take(event));

      const seqs = [...late.lines.keys()].slice(-50);
      const fresh = (await people[2]!.api<{ items: RoomItem[] }>('POST', `/rooms/${roomId}/messages/get`, { seqs })).items;
      const shown = (lines: Map<number, RoomItem>) => bySeq(lines.values()).filter(({ seq }) => seqs.includes(seq));
      expect(shown(live.lines)).toEqual(bySeq(fresh));
      expect(shown(late.lines)).toEqual(bySeq(fresh));
    }),
    { numRuns: maxRuns, endOnFailure: true },
  );
});
