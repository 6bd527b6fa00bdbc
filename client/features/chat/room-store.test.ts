import { beforeEach, expect, test } from 'vitest';
import { HubError } from '#shared/kernel/errors.ts';
import type { Unsent } from '#client/kernel/drafts.ts';
import { manualTiming, type ManualTiming } from '#client/kernel/testing.ts';
import { fakeRoom, settle, type FakeRoom } from './fake-room.ts';
import { createRoomStore, type RoomStore, type RoomTransport } from './room-store.ts';

let room: FakeRoom;
let timing: ManualTiming;
let saved: readonly Unsent[];

beforeEach(() => {
  room = fakeRoom('me');
  timing = manualTiming();
  saved = [];
});

function openStore(): RoomStore {
  let made = 0;
  return createRoomStore({
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
}
async function answer(kind?: keyof RoomTransport): Promise<void> {
  const request = room.pending.find((pending) => kind === undefined || pending.kind === kind);
  if (!request) throw new Error(`no ${kind ?? 'request'} on its way, but ${room.pending.map((pending) => pending.kind).join()}`);
  request.answer();
  await settle();
}
async function opened(): Promise<RoomStore> {
  const store = openStore();
  store.start();
  await answer('open');
  room.live.length = 0;
  return store;
}
/** `3 4 h5 | text sending` */
function shown(store: RoomStore): string {
  return store
    .view()
    .entries.map((entry) => {
      if (entry.kind === 'echo') return `${entry.text}:${entry.state}`;
      return entry.kind === 'hidden' ? `h${entry.seq}` : `${entry.seq}`;
    })
    .join(' ');
}
function says(count: number): void {
  for (let index = 0; index < count; index += 1) room.say(`text ${index}`);
}

test('[RM20] opening shows the newest page; what comes meanwhile waits for it', async () => {
  says(7);
  const store = openStore();
  store.start();
  room.pending[0]?.process();
  store.receive(room.say('late'));
  expect([store.view().status, shown(store)]).toEqual(['opening', '']);
  await answer('open');
  expect([store.view().status, shown(store), store.view().hasEarlier, store.view().firstSeq]).toEqual(['open', '3 4 5 6 7 8', true, 3]);
});

test('[RM20] an empty room opens empty and takes its first message', async () => {
  const store = await opened();
  expect(store.view()).toMatchObject({ status: 'open', entries: [], hasEarlier: false, isCatchingUp: false });
  store.receive(room.say('first'));
  expect(shown(store)).toBe('1');
});

test('[RM20] events come in any order and more than once; each is shown once and by number', async () => {
  says(2);
  const store = await opened();
  const [third, fourth, fifth] = [room.say('a'), room.say('b'), room.say('c')];
  for (const event of [fourth, fourth, third, fifth, third]) store.receive(event);
  expect(shown(store)).toBe('1 2 3 4 5');
  expect(room.pending).toEqual([]);
});

test('[RM21] a hole is asked for by range after a moment, and not at all when it closes by itself', async () => {
  says(2);
  const store = await opened();
  const late = room.say('late');
  store.receive(room.say('b'));
  expect([shown(store), store.view().isCatchingUp]).toEqual(['1 2', true]);
  store.receive(late);
  timing.advance(1_000);
  expect([shown(store), room.pending.length, store.view().isCatchingUp]).toEqual(['1 2 3 4', 0, false]);
  room.say('lost');
  store.receive(room.say('d'));
  timing.advance(250);
  await answer('sync');
  expect([shown(store), store.view().isCatchingUp]).toEqual(['1 2 3 4 5 6', false]);
});

test('[RM13] [RM21] the digest of heads finds what was lost in a silent room, page by page', async () => {
  says(1);
  const store = await opened();
  says(9);
  store.receiveHead(10);
  timing.advance(250);
  await answer('sync');
  expect(shown(store)).toBe('1 2 3 4 5');
  await answer('sync');
  await answer('sync');
  expect(shown(store)).toBe('1 2 3 4 5 6 7 8 9 10');
  expect(room.pending).toEqual([]);
});

test('[RM21] a failed catching-up is tried again later and later, not at once', async () => {
  says(1);
  const store = await opened();
  says(1);
  store.receiveHead(2);
  timing.advance(250);
  room.pending[0]?.lose();
  await settle();
  timing.advance(900);
  expect(room.pending).toEqual([]);
  timing.advance(400);
  room.pending[0]?.lose();
  await settle();
  timing.advance(1_900);
  expect(room.pending).toEqual([]);
  timing.advance(400);
  await answer('sync');
  expect(shown(store)).toBe('1 2');
});

test('[RM22] too far behind, the newest page takes the place of what is held, and earlier ones can be read', async () => {
  says(3);
  const store = await opened();
  says(30);
  store.receiveHead(33);
  timing.advance(250);
  await answer('sync');
  expect([shown(store), store.view().hasEarlier]).toEqual(['29 30 31 32 33', true]);
  store.loadEarlier();
  store.loadEarlier();
  expect([store.view().earlier, room.pending.length]).toEqual(['loading', 1]);
  await answer('before');
  expect([shown(store), store.view().firstSeq]).toEqual(['24 25 26 27 28 29 30 31 32 33', 24]);
});

test('[RM22] earlier pages end at the first message; a page that fails can be asked for again', async () => {
  says(7);
  const store = await opened();
  store.loadEarlier();
  room.pending[0]?.lose();
  await settle();
  expect(store.view().earlier).toBe('failed');
  store.loadEarlier();
  await answer('before');
  expect([shown(store), store.view().hasEarlier, store.view().earlier]).toEqual(['1 2 3 4 5 6 7', false, 'idle']);
  store.loadEarlier();
  expect(room.pending).toEqual([]);
});

test('[RM23] after a cut the room is opened again: what was missed joins what is held', async () => {
  says(3);
  const store = await opened();
  says(2);
  store.connected();
  store.receive(room.say('live during opening'));
  expect(shown(store)).toBe('1 2 3');
  await answer('open');
  expect(shown(store)).toBe('1 2 3 4 5 6');
  says(8);
  store.connected();
  await answer('open');
  timing.advance(250);
  await answer('sync');
  expect(shown(store)).toBe('1 2 3 4 5 6 7 8 9 10 11 12 13 14');
});

test('[RM23] of two openings the older answer never replaces the newer', async () => {
  says(2);
  const store = openStore();
  store.start();
  const slow = room.pending[0];
  slow?.process();
  says(2);
  store.connected();
  room.pending[1]?.answer();
  await settle();
  slow?.answer();
  await settle();
  expect(shown(store)).toBe('1 2 3 4');
});

test('[RM24] a log restored from a backup replaces what is held', async () => {
  says(5);
  const store = await opened();
  room.cutLog(2);
  room.say('new third');
  store.connected();
  await answer('open');
  expect(shown(store)).toBe('1 2 3');
  expect(store.view().entries[2]).toMatchObject({ text: 'new third' });
});

test('[RM25] opening that finds no line is tried again; one that is refused for good is not', async () => {
  says(1);
  const store = openStore();
  store.start();
  room.pending[0]?.lose();
  await settle();
  expect(store.view().status).toBe('failed');
  timing.advance(2_000);
  await answer('open');
  expect([store.view().status, store.view().error]).toEqual(['open', undefined]);
  room.isGone = true;
  store.connected();
  await answer('open');
  expect([store.view().status, shown(store)]).toEqual(['gone', '']);
  store.connected();
  timing.advance(100_000);
  expect(room.pending).toEqual([]);
});

test('[RM25] a room lost while catching up is gone', async () => {
  says(1);
  const store = await opened();
  room.isGone = true;
  store.receiveHead(5);
  timing.advance(250);
  await answer('sync');
  expect(store.view().status).toBe('gone');
});

test('[RM40] a message is shown at once and takes its place under the same key', async () => {
  says(1);
  const store = await opened();
  store.send(' e\u0301te\u0301 \u0007', 'ltr');
  expect(shown(store)).toBe('1 été:sending');
  expect(saved).toHaveLength(1);
  const { key } = store.view().entries[1] ?? {};
  await answer('send');
  expect([shown(store), store.view().entries[1]?.key, saved]).toEqual(['1 2', key, []]);
  store.receive(room.live[0] ?? room.say('x'));
  expect(shown(store)).toBe('1 2');
});

test('[RM41] an event that comes before its acknowledgement takes the place of the echo, which is never seen twice', async () => {
  const store = await opened();
  store.send('سلام', 'rtl');
  const { key } = store.view().entries[0] ?? {};
  room.pending[0]?.process();
  for (const event of room.live) store.receive(event);
  expect([shown(store), store.view().entries[0]?.key]).toEqual(['1', key]);
  await answer('send');
  expect([shown(store), store.view().entries[0]?.key]).toEqual(['1', key]);
});

test('[RM41] the same words from another device are not taken for ours in the end', async () => {
  const store = await opened();
  store.send('نعم', 'rtl');
  store.receive(room.say('نعم', 'me'));
  expect(shown(store)).toBe('1');
  await answer('send');
  expect(shown(store)).toBe('1 2');
  expect(new Set(store.view().entries.map(({ key }) => key)).size).toBe(2);
  store.send('لا', 'rtl');
  store.receive(room.say('لا', 'me'));
  room.refuseSends = new HubError('chat/roomArchived', 409);
  await answer('send');
  expect(shown(store)).toBe('1 2 3 لا:failed');
  expect(new Set(store.view().entries.map(({ key }) => key)).size).toBe(4);
});

test('[RM41] words said before are not taken for an echo', async () => {
  room.say('نعم', 'me');
  const store = openStore();
  store.start();
  store.send('نعم', 'rtl');
  await answer('open');
  expect(shown(store)).toBe('1 نعم:sending');
});

test('[RM42] messages leave one at a time, in order; a refusal stops one, not the queue', async () => {
  const store = await opened();
  for (const text of ['a', 'b', 'c']) store.send(text, 'ltr');
  expect(room.pending.map(({ kind }) => kind)).toEqual(['send']);
  room.refuseSends = new HubError('chat/messageTooLong', 422);
  await answer('send');
  room.refuseSends = undefined;
  await answer('send');
  await answer('send');
  expect(shown(store)).toBe('1 2 a:failed');
  expect(store.view().entries[2]).toMatchObject({ error: { code: 'chat/messageTooLong' } });
  expect(store.remove('client-2')).toBeUndefined();
  expect([store.remove('client-1'), shown(store), saved]).toEqual(['a', '1 2', []]);
});

test('[RM43] without an answer all that wait fail, and are sent again in order once the hub is reached: none twice', async () => {
  const store = await opened();
  store.send('a', 'ltr');
  store.send('b', 'ltr');
  room.pending[0]?.process();
  room.pending[0]?.lose();
  await settle();
  expect([shown(store), room.pending]).toEqual(['a:failed b:failed', []]);
  store.connected();
  await answer('open');
  await answer('send');
  await answer('send');
  expect(shown(store)).toBe('1 2');
  expect(room.log.map((event) => event.kind === 'message' && event.text)).toEqual(['a', 'b']);
});

test('[RM44] a failed message is sent again at the person’s word, under the same client id', async () => {
  const store = await opened();
  store.send('a', 'ltr');
  room.pending[0]?.process();
  room.pending[0]?.lose();
  await settle();
  store.retry('client-1');
  expect(shown(store)).toBe('a:sending');
  await answer('send');
  expect([shown(store), room.log.length]).toEqual(['1', 1]);
});

test('[RM45] what was not sent on an earlier visit is sent after opening; what is older than a day waits for a word', async () => {
  const hour = 3_600_000;
  saved = [
    { clientId: 'client-old', text: 'old', direction: 'ltr', at: timing.now() - 25 * hour },
    { clientId: 'client-new', text: 'new', direction: 'ltr', at: timing.now() - hour },
  ];
  const store = await opened();
  expect(shown(store)).toBe('old:failed new:sending');
  await answer('send');
  expect([shown(store), saved.map(({ text }) => text)]).toEqual(['1 old:failed', ['old']]);
});

test('[RM40] an acknowledged message beyond a hole is "sent" until the hole is filled', async () => {
  const store = await opened();
  room.say('lost');
  store.send('a', 'ltr');
  await answer('send');
  expect(shown(store)).toBe('a:sent');
  timing.advance(250);
  await answer('sync');
  expect(shown(store)).toBe('1 2');
});

test('[RM46] only so many messages wait; the next stays in the composer', async () => {
  const store = await opened();
  for (let index = 0; index < 50; index += 1) expect(store.send(`${index}`, 'ltr')).toBe(true);
  expect(store.send('one more', 'ltr')).toBe(false);
});

test('[RM27] hidden replaces the text at once, and no late repetition brings the text back', async () => {
  const first = room.say('bad');
  const store = await opened();
  store.connected();
  room.pending[0]?.process();
  room.hide(1);
  store.receive({ kind: 'hidden', seq: 1, why: 'removed' });
  expect(shown(store)).toBe('h1');
  await answer('open');
  store.receive(first);
  expect(shown(store)).toBe('h1');
});

test('[RM27] a turned direction is shown at once, also when a page read before is still on its way', async () => {
  says(7);
  const store = await opened();
  store.loadEarlier();
  room.pending[0]?.process();
  store.receiveTurn(1, 'rtl');
  store.receiveTurn(7, 'rtl');
  await answer('before');
  expect(store.view().entries.map((entry) => 'direction' in entry && entry.direction)).toEqual([
    'rtl',
    'ltr',
    'ltr',
    'ltr',
    'ltr',
    'ltr',
    'rtl',
  ]);
  const turning = store.turn(7, 'ltr');
  await answer('turn');
  await turning;
  expect(store.view().entries[6]).toMatchObject({ direction: 'ltr' });
});

test('[RM26] left and entered again, the room is opened anew; nothing is asked meanwhile', async () => {
  says(1);
  const store = openStore();
  store.start();
  store.stop();
  await answer('open');
  expect(store.view().status).toBe('opening');
  timing.advance(60_000);
  expect(room.pending).toEqual([]);
  store.start();
  await answer('open');
  expect(shown(store)).toBe('1');
  expect(timing.waiting()).toBe(0);
});

test('subscribers are told, and an unchanged view is the same view', async () => {
  const store = await opened();
  let told = 0;
  const stop = store.subscribe(() => {
    told += 1;
  });
  const before = store.view();
  expect(store.view()).toBe(before);
  store.receive(room.say('x'));
  expect(told).toBeGreaterThan(0);
  expect(store.view()).not.toBe(before);
  stop();
  const heard = told;
  store.receive(room.say('y'));
  expect(told).toBe(heard);
});
