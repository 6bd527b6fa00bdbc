import { beforeEach, expect, test } from 'vitest';
import { fakePage, messageAt, shown, type FakePage } from './fake-page.ts';
import { settle } from './fake-room.ts';

let page: FakePage;

beforeEach(() => {
  page = fakePage();
});

function says(count: number): void {
  for (let index = 0; index < count; index += 1) page.hub.say(`text ${index}`);
}
const pending = (): string[] => page.client.pending.map(({ kind }) => kind);

test('[RM20] opening shows the newest page; what comes meanwhile waits for it', async () => {
  says(7);
  page.store.start();
  page.client.pending[0]?.process();
  page.store.receive([page.hub.say('late')]);
  expect([page.store.view().status, shown(page)]).toEqual(['opening', '']);
  await page.answer('open');
  expect([page.store.view().status, shown(page), page.store.view().hasEarlier]).toEqual(['open', '3 4 5 6 7 8', true]);
});

test('[RM20] an empty room opens empty and takes its first message', async () => {
  await page.opened();
  expect(page.store.view()).toMatchObject({ status: 'open', entries: [], hasEarlier: false, isCatchingUp: false });
  page.store.receive([page.hub.say('first')]);
  expect(shown(page)).toBe('1');
});

test('[RM20] events come in any order and more than once; each is shown once and by number', async () => {
  says(2);
  await page.opened();
  const [third, fourth, fifth] = [page.hub.say('a'), page.hub.say('b'), page.hub.say('c')];
  for (const event of [fourth, fourth, third, fifth, third]) page.store.receive([event]);
  expect(shown(page)).toBe('1 2 3 4 5');
  expect(pending()).toEqual([]);
});

test('[RM20] changes and silent numbers are no lines, and no holes', async () => {
  says(2);
  await page.opened();
  page.hub.change({ kind: 'turned', target: 1, direction: 'rtl' });
  page.hub.silent();
  page.hub.say('fifth');
  await page.hear();
  expect([shown(page), page.store.view().isCatchingUp]).toEqual(['1 2 5', false]);
});

test('[RM21] a hole is asked for by range after a moment, and not at all when it closes by itself', async () => {
  says(2);
  await page.opened();
  const late = page.hub.say('late');
  page.store.receive([page.hub.say('b')]);
  expect([shown(page), page.store.view().isCatchingUp]).toEqual(['1 2', true]);
  page.store.receive([late]);
  page.timing.advance(1_000);
  expect([shown(page), pending(), page.store.view().isCatchingUp]).toEqual(['1 2 3 4', [], false]);
  page.hub.say('lost');
  page.store.receive([page.hub.say('d')]);
  page.timing.advance(250);
  await page.answer('sync');
  expect([shown(page), page.store.view().isCatchingUp]).toEqual(['1 2 3 4 5 6', false]);
});

test('[RM13] [RM21] the digest of heads finds what was lost in a silent room, page by page', async () => {
  says(1);
  await page.opened();
  says(9);
  page.store.receiveHead(10);
  page.timing.advance(250);
  await page.answer('sync');
  expect(shown(page)).toBe('1 2 3 4 5');
  await page.answer('sync');
  await page.answer('sync');
  expect(shown(page)).toBe('1 2 3 4 5 6 7 8 9 10');
  expect(pending()).toEqual([]);
});

test('[RM21] a failed catching-up is tried again later and later, not at once', async () => {
  says(1);
  await page.opened();
  says(1);
  page.store.receiveHead(2);
  page.timing.advance(250);
  page.client.pending[0]?.lose();
  await settle();
  page.timing.advance(900);
  expect(pending()).toEqual([]);
  page.timing.advance(400);
  page.client.pending[0]?.lose();
  await settle();
  page.timing.advance(1_900);
  expect(pending()).toEqual([]);
  page.timing.advance(400);
  await page.answer('sync');
  expect(shown(page)).toBe('1 2');
});

test('[RM22] too far behind, the newest page takes the place of what is held, and earlier ones can be read', async () => {
  says(3);
  await page.opened();
  says(30);
  page.store.receiveHead(33);
  page.timing.advance(250);
  await page.answer('sync');
  expect([shown(page), page.store.view().hasEarlier]).toEqual(['29 30 31 32 33', true]);
  page.store.loadEarlier();
  page.store.loadEarlier();
  expect([page.store.view().earlier, pending()]).toEqual(['loading', ['list']]);
  await page.answer('list');
  expect(shown(page)).toBe('24 25 26 27 28 29 30 31 32 33');
});

test('[RM22] earlier pages end at the first message; a page that fails can be asked for again', async () => {
  says(7);
  await page.opened();
  page.store.loadEarlier();
  page.client.pending[0]?.lose();
  await settle();
  expect(page.store.view().earlier).toBe('failed');
  page.store.loadEarlier();
  await page.answer('list');
  expect([shown(page), page.store.view().hasEarlier, page.store.view().earlier]).toEqual(['1 2 3 4 5 6 7', false, 'idle']);
  page.store.loadEarlier();
  expect(pending()).toEqual([]);
});

test('[RM23] after a cut the room is opened again: what was missed joins what is held', async () => {
  says(3);
  await page.opened();
  says(2);
  page.store.connected();
  page.store.receive([page.hub.say('live during opening')]);
  expect(shown(page)).toBe('1 2 3');
  await page.answer('open');
  expect(shown(page)).toBe('1 2 3 4 5 6');
  says(8);
  page.store.connected();
  await page.answer('open');
  page.timing.advance(250);
  for (let round = 0; round < 4 && pending().includes('sync'); round += 1) await page.answer('sync');
  expect(shown(page)).toBe('1 2 3 4 5 6 7 8 9 10 11 12 13 14');
});

test('[RM23] what happened to older lines during a cut comes with what was missed', async () => {
  says(9);
  await page.opened();
  page.store.loadEarlier();
  await page.answer('list');
  page.hub.change({ kind: 'edited', target: 1, base: 0, text: 'edited meanwhile', direction: 'ltr' });
  page.hub.change({ kind: 'removed', target: 2, removedBy: 'author' });
  page.client.live.length = 0;
  page.store.connected();
  await page.answer('open');
  expect(messageAt(page.store.view(), 1)).toMatchObject({ text: 'text 0' });
  page.timing.advance(250);
  await page.answer('sync');
  expect(shown(page)).toBe('1 h2 3 4 5 6 7 8 9');
  expect(messageAt(page.store.view(), 1)).toMatchObject({ text: 'edited meanwhile', revision: 1 });
});

test('[RM23] of two openings the older answer never replaces the newer', async () => {
  says(2);
  page.store.start();
  const slow = page.client.pending[0];
  slow?.process();
  says(2);
  page.store.connected();
  page.client.pending[1]?.answer();
  await settle();
  slow?.answer();
  await settle();
  expect(shown(page)).toBe('1 2 3 4');
});

test('[RM24] a log restored from a backup replaces what is held, also when it has grown beyond it since', async () => {
  says(5);
  await page.opened();
  page.hub.cutLog(2);
  page.hub.say('new third');
  page.store.connected();
  await page.answer('open');
  expect(shown(page)).toBe('1 2 3');
  expect(page.store.view().entries[2]).toMatchObject({ text: 'new third' });
  page.hub.cutLog(2);
  for (const text of ['other third', 'fourth', 'fifth']) page.hub.say(text);
  page.store.connected();
  await page.answer('open');
  expect(page.store.view().entries[2]).toMatchObject({ text: 'other third' });
  expect(shown(page)).toBe('1 2 3 4 5');
});

test('[RM25] opening that finds no line is tried again; one that is refused for good is not', async () => {
  says(1);
  page.store.start();
  page.client.pending[0]?.lose();
  await settle();
  expect(page.store.view().status).toBe('failed');
  page.timing.advance(2_000);
  await page.answer('open');
  expect([page.store.view().status, page.store.view().error]).toEqual(['open', undefined]);
  page.hub.isGone = true;
  page.store.connected();
  await page.answer('open');
  expect([page.store.view().status, shown(page)]).toEqual(['gone', '']);
  page.store.connected();
  page.timing.advance(100_000);
  expect(pending()).toEqual([]);
});

test('[RM25] a room lost while catching up is gone', async () => {
  says(1);
  await page.opened();
  page.hub.isGone = true;
  page.store.receiveHead(5);
  page.timing.advance(250);
  await page.answer('sync');
  expect(page.store.view().status).toBe('gone');
});

test('[RM26] left and entered again, the room is opened anew; nothing is asked meanwhile', async () => {
  says(1);
  page.store.start();
  page.store.stop();
  await page.answer('open');
  expect(page.store.view().status).toBe('opening');
  page.timing.advance(60_000);
  expect(pending()).toEqual([]);
  page.store.start();
  await page.answer('open');
  expect(shown(page)).toBe('1');
  expect(page.timing.waiting()).toBe(0);
});

test('[RM27] what is removed is gone from the page at once, also while events before it are missing, and no late page brings it back', async () => {
  says(3);
  await page.opened();
  page.store.connected();
  page.client.pending[0]?.process();
  page.hub.say('lost');
  page.store.receive([page.hub.change({ kind: 'removed', target: 2, removedBy: 'moderators', reason: 'personal data' })]);
  expect(shown(page)).toBe('1 h2 3');
  await page.answer('open');
  expect(shown(page)).toBe('1 h2 3');
  page.timing.advance(250);
  await page.answer('sync');
  expect(shown(page)).toBe('1 h2 3 4');
});

test('[RM27] a change is shown at once, also when a page read before it is still on its way', async () => {
  says(7);
  await page.opened();
  page.store.loadEarlier();
  page.client.pending[0]?.process();
  page.hub.change({ kind: 'turned', target: 1, direction: 'rtl' });
  page.hub.change({ kind: 'reacted', target: 2, by: 'other', emoji: '👍', isOn: true });
  page.hub.change({ kind: 'turned', target: 7, direction: 'rtl' });
  await page.hear();
  await page.answer('list');
  expect(messageAt(page.store.view(), 1)).toMatchObject({ direction: 'rtl' });
  expect(messageAt(page.store.view(), 2)).toMatchObject({ reactions: [{ emoji: '👍', by: ['other'] }] });
  expect(messageAt(page.store.view(), 7)).toMatchObject({ direction: 'rtl' });
  expect(page.store.view().entries).toEqual(page.hub.timeline().map((item) => ({ ...item, key: `m${item.seq}` })));
});

test('[RM27] a page that is older than everything remembered is asked for again', async () => {
  says(7);
  await page.opened();
  page.store.loadEarlier();
  page.client.pending[0]?.process();
  page.hub.change({ kind: 'turned', target: 1, direction: 'rtl' });
  for (let index = 0; index < 1_100; index += 1) page.hub.silent();
  await page.hear();
  await page.answer('list');
  expect(page.store.view().earlier).toBe('loading');
  await page.answer('list');
  expect(messageAt(page.store.view(), 1)).toMatchObject({ direction: 'rtl' });
});

test('[RM36] what was withheld and is shown again is fetched', async () => {
  says(2);
  await page.opened();
  page.hub.change({ kind: 'withheld', target: 1, reason: 'being looked at' });
  await page.hear();
  expect(shown(page)).toBe('h1 2');
  page.hub.change({ kind: 'restored', target: 1 });
  await page.hear();
  page.timing.advance(30);
  await page.answer('get');
  expect(shown(page)).toBe('1 2');
  expect(messageAt(page.store.view(), 1)).toMatchObject({ text: 'text 0' });
});

test('subscribers are told, and an unchanged view is the same view', async () => {
  await page.opened();
  let told = 0;
  const stop = page.store.subscribe(() => {
    told += 1;
  });
  const before = page.store.view();
  expect(page.store.view()).toBe(before);
  page.store.receive([page.hub.say('x')]);
  expect(told).toBeGreaterThan(0);
  expect(page.store.view()).not.toBe(before);
  stop();
  const heard = told;
  page.store.receive([page.hub.say('y')]);
  expect(told).toBe(heard);
});

test('a line that did not change stays the very same, so that it is not drawn again', async () => {
  says(3);
  await page.opened();
  const before = page.store.view().entries;
  page.hub.change({ kind: 'turned', target: 2, direction: 'rtl' });
  await page.hear();
  page.store.connected();
  await page.answer('open');
  const after = page.store.view().entries;
  expect([after[0] === before[0], after[1] === before[1], after[2] === before[2]]).toEqual([true, false, true]);
});
