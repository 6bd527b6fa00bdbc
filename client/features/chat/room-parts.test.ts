import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '#shared/features/chat/contract.ts';
import type { Space } from '#shared/features/spaces/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { UnreachableError } from '#client/kernel/hub-client.ts';
import { fakePage, messageAt, shown, sketch, type FakePage } from './fake-page.ts';
import { settle } from './fake-room.ts';
import { maxHeld } from './room-log.ts';
import { maxKeptRooms } from './room-kept.ts';
import { databaseRooms } from './rooms-database.ts';
import { maxThreadLines } from './thread-spans.ts';

let page: FakePage;
beforeEach(() => {
  page = fakePage();
});
function says(count: number, more: Partial<Message> = {}, authorId = 'other'): void {
  for (let index = 0; index < count; index += 1) page.hub.say(`text ${index}`, authorId, more);
}
const pending = (): string[] => page.client.pending.map(({ kind }) => kind);
const poll = { options: [], isMultiple: false, isAnonymous: true, shows: 'always' as const, isClosed: false };

test('[RM60] a jump shows a part of the past by itself; it is read on until it joins the newest', async () => {
  says(30);
  await page.opened();
  const jump = page.store.jumpTo(10);
  await page.answer('list');
  expect(await jump).toMatchObject({ seq: 10, text: 'text 9' });
  expect(shown(page)).toBe('8 9 10 11 12 13');
  expect(page.store.view()).toMatchObject({ isAway: true, hasEarlier: true, hasLater: true });
  // What is said meanwhile joins the newest, and not what is shown.
  page.hub.say('news');
  await page.hear();
  expect(shown(page)).toBe('8 9 10 11 12 13');
  while (page.store.view().isAway) {
    page.store.loadLater();
    await page.answer('list');
  }
  expect(shown(page)).toBe(Array.from({ length: 24 }, (_unused, index) => index + 8).join(' '));
  expect(page.store.view()).toMatchObject({ isAway: false, hasLater: false, hasEarlier: true });
});

test('[RM60] back to the newest at once; who sends something is there again', async () => {
  says(30);
  await page.opened();
  for (const back of [() => page.store.jumpToNewest(), () => page.store.send('mine', 'ltr')]) {
    const jump = page.store.jumpTo(3);
    await page.answer('list');
    await jump;
    expect(page.store.view().isAway).toBe(true);
    back();
    expect(page.store.view().isAway).toBe(false);
  }
  expect(shown(page)).toBe('26 27 28 29 30 mine:sending');
});

test('[RM60] a line that is held is shown without a question; the last of two jumps wins; a part that reaches the newest is no part', async () => {
  says(30);
  await page.opened();
  await page.store.jumpTo(28);
  expect([page.store.view().isAway, pending()]).toEqual([false, []]);
  const jumps = [page.store.jumpTo(5), page.store.jumpTo(15)];
  await settle();
  page.client.pending[1]?.answer();
  await settle();
  page.client.pending[0]?.answer();
  await Promise.all(jumps);
  expect(shown(page)).toBe('13 14 15 16 17 18');
  page.store.jumpToNewest();
  const near = page.store.jumpTo(25);
  await page.answer('list');
  await near;
  expect([page.store.view().isAway, shown(page)]).toEqual([false, '23 24 25 26 27 28 29 30']);
});

test('[RM60] a reader who jumped beyond what is missing sees what follows once it is there', async () => {
  says(5);
  await page.opened();
  says(8);
  page.client.live.length = 0;
  const jump = page.store.jumpTo(12);
  await page.answer('list');
  await jump;
  expect([shown(page), page.store.view().isAway]).toEqual(['10 11 12 13', true]);
  page.store.receive([page.hub.say('fourteenth')]);
  page.timing.advance(250);
  for (let count = 0; count < 3; count += 1) if (pending().includes('sync')) await page.answer('sync');
  expect([shown(page), page.store.view().isAway]).toEqual(['1 2 3 4 5 6 7 8 9 10 11 12 13 14', false]);
});

test('[RM60] a number that is a line of a thread is found, though it is not in the timeline; one that is none is not', async () => {
  says(3);
  page.hub.say('reply', 'other', { thread: 1 });
  says(20);
  await page.opened();
  for (const [seq, found] of [
    [4, { thread: 1 }],
    [99, undefined],
  ] as const) {
    const jump = page.store.jumpTo(seq);
    await page.answer('list');
    await page.answer('get');
    if (found) expect(await jump).toMatchObject(found);
    else expect(await jump).toBeUndefined();
  }
});

test('[RM61] however far somebody reads, and however much is said, a bounded number of lines is held', async () => {
  page = fakePage({ sizes: { page: 100, sync: 200, maxCatchUp: 1_000 } });
  says(maxHeld * 2);
  await page.opened();
  async function earlier(times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      page.store.loadEarlier();
      await page.answer('list');
    }
  }
  await earlier(19);
  expect([page.store.view().entries.length, page.store.view().isAway]).toEqual([maxHeld, false]);
  await earlier(1);
  // Beyond it the past is a part of its own, and lets go at its end.
  expect([page.store.view().entries.length, page.store.view().isAway, page.store.view().hasLater]).toEqual([maxHeld / 2, true, true]);
  await earlier(19);
  expect(page.store.view()).toMatchObject({ hasEarlier: false, hasLater: true, entries: { length: maxHeld / 2 } });
  while (page.store.view().isAway) {
    page.store.loadLater();
    await page.answer('list');
    expect(page.store.view().entries.length).toBeLessThanOrEqual(maxHeld);
  }
  expect(sketch(page.store.view().entries.slice(-2))).toBe('3999 4000');
  says(30);
  await page.hear();
  expect([page.store.view().entries.length, page.store.view().hasEarlier]).toEqual([maxHeld, true]);
});

test('[RM62] a thread is a timeline of its own: root, replies, what comes, and one’s own on its way', async () => {
  says(3);
  for (let count = 0; count < 7; count += 1) page.hub.say(`reply ${count}`, 'other', { thread: 1 });
  await page.opened();
  expect(shown(page)).toBe('1 2 3');
  const thread = page.store.openThread(1);
  expect(thread.view()).toMatchObject({ status: 'opening', root: { seq: 1, replies: { count: 7 } } });
  await page.answer('list');
  expect([sketch(thread.view().entries), thread.view().hasEarlier]).toEqual(['6 7 8 9 10', true]);
  thread.loadEarlier();
  await page.answer('list');
  expect([sketch(thread.view().entries), thread.view().hasEarlier]).toEqual(['4 5 6 7 8 9 10', false]);
  page.hub.say('live reply', 'other', { thread: 1 });
  page.hub.say('another thread', 'other', { thread: 2 });
  await page.hear();
  page.store.send('mine', 'ltr', { thread: 1 });
  expect([sketch(thread.view().entries), shown(page)]).toEqual(['4 5 6 7 8 9 10 11 mine:sending', '1 2 3']);
  await page.answer('send');
  await page.hear();
  expect([sketch(thread.view().entries), shown(page)]).toEqual(['4 5 6 7 8 9 10 11 13', '1 2 3']);
  expect(thread.view().root).toMatchObject({ replies: { count: 9, lastSeq: 13 } });
});

test('[RM62] replies that come while the thread is read are in it; a first message that is not held is fetched', async () => {
  says(1);
  page.hub.say('reply', 'other', { thread: 1 });
  says(10);
  await page.opened();
  const thread = page.store.openThread(1);
  await settle();
  for (const request of page.client.pending) request.process();
  page.hub.say('while it is read', 'other', { thread: 1 });
  await page.hear();
  await page.answer('list');
  await page.answer('get');
  expect(thread.view()).toMatchObject({ status: 'open', root: { seq: 1, replies: { count: 2 } } });
  expect(sketch(thread.view().entries)).toBe('2 13');
});

test('[RM62] a thread that could not be read is read again when asked, or when the hub is back', async () => {
  says(1);
  await page.opened();
  const thread = page.store.openThread(1);
  page.client.pending[0]?.lose();
  await settle();
  expect([thread.view().status, pending()]).toEqual(['failed', []]);
  thread.retry();
  page.client.pending[0]?.lose();
  await settle();
  page.store.connected();
  await page.answer('open');
  await page.answer('list');
  expect(thread.view().status).toBe('open');
  thread.close();
  const none = page.store.openThread(77);
  await page.answer('list');
  await page.answer('get');
  expect(none.view().status).toBe('gone');
});

test('[RM62] of a long thread a bounded number of replies is held', async () => {
  says(1);
  await page.opened();
  const thread = page.store.openThread(1);
  await page.answer('list');
  says(maxThreadLines + 20, { thread: 1 });
  await page.hear();
  expect([thread.view().entries.length, thread.view().hasEarlier]).toEqual([maxThreadLines, true]);
});

test('[RM63] quoted lines come with their page; those of live messages are asked for together, and follow their changes', async () => {
  says(2);
  says(6);
  page.hub.say('quotes the first', 'other', { replyTo: 1 });
  await page.opened();
  expect(page.store.lineAt(1)).toMatchObject({ text: 'text 0' });
  page.hub.say('quotes the second', 'other', { replyTo: 2 });
  page.hub.say('quotes the third', 'other', { replyTo: 3 });
  await page.hear();
  page.timing.advance(30);
  await page.answer('get');
  expect(pending()).toEqual([]);
  expect([page.store.lineAt(2), page.store.lineAt(3)]).toMatchObject([{ text: 'text 1' }, { text: 'text 0' }]);
  page.hub.change({ kind: 'removed', target: 2, removedBy: 'author' });
  await page.hear();
  expect(page.store.lineAt(2)).toMatchObject({ kind: 'hidden' });
  expect(page.store.lineAt(99)).toBeUndefined();
  page.timing.advance(30);
  await page.answer('get');
  expect(page.store.lineAt(99)).toBeUndefined();
  page.timing.advance(60_000);
  expect(pending()).toEqual([]);
});

test('[RM64] a change shows within the frame, and is undone when it is refused', async () => {
  says(1);
  page.hub.say('mine', 'me');
  await page.opened();
  const changes = [
    [() => page.store.react(1, '👍', true), { reactions: [{ emoji: '👍', by: ['me'] }] }, { reactions: [] }],
    [() => page.store.turn(2, 'rtl'), { direction: 'rtl' }, { direction: 'ltr' }],
    [() => page.store.pin(2, true, 'note'), { pin: { by: 'me', note: 'note' } }, {}],
    [
      () => page.store.edit(2, { baseRevision: 0, text: ' better ', direction: 'ltr' }),
      { text: 'better', revision: 1 },
      { text: 'mine', revision: 0 },
    ],
    [() => page.store.remove(2), { kind: 'hidden', why: 'removed', removedBy: 'author' }, { kind: 'message', text: 'mine' }],
    [() => page.store.remove(1, 'why'), { kind: 'hidden', removedBy: 'moderators', reason: 'why' }, { kind: 'message' }],
  ] as const;
  for (const [change, during, before] of changes) {
    const at = change === changes[0][0] || change === changes[5][0] ? 0 : 1;
    const made = change();
    expect(page.store.view().entries[at]).toMatchObject({ ...during, isChanging: true });
    const failure = expect(made).rejects.toBeInstanceOf(UnreachableError);
    page.client.pending[0]?.lose();
    await failure;
    expect(page.store.view().entries[at]).toMatchObject(before);
    expect(page.store.view().entries[at]).not.toHaveProperty('isChanging');
  }
});

test('[RM64] what the hub took stays shown until its event is processed, and is not counted twice', async () => {
  says(1);
  await page.opened();
  page.hub.say('lost');
  page.client.live.length = 0;
  const made = page.store.react(1, '👍', true);
  await page.answer('react');
  await made;
  expect(messageAt(page.store.view(), 1)).toMatchObject({ reactions: [{ emoji: '👍', by: ['me'] }], asOf: 3 });
  await page.hear();
  page.timing.advance(250);
  await page.answer('sync');
  expect(messageAt(page.store.view(), 1)).toMatchObject({ reactions: [{ emoji: '👍', by: ['me'] }] });
  expect(page.store.view().entries).toEqual(page.hub.timeline().map((item) => ({ ...item, key: `m${item.seq}` })));
});

test('[RM64] changes of one line leave one after the other, so that the last one stands', async () => {
  says(1);
  await page.opened();
  const made = [page.store.react(1, '👍', true), page.store.react(1, '👍', false), page.store.react(1, '👍', true)];
  expect(pending()).toEqual(['react']);
  for (let count = 0; count < 3; count += 1) await page.answer('react');
  await Promise.all(made);
  await page.hear();
  expect(messageAt(page.store.view(), 1)).toMatchObject({ reactions: [{ emoji: '👍', by: ['me'] }] });
});

test('[RM65] an edit of an old revision is refused: the line as it is now is shown, though its event was lost', async () => {
  page.hub.say('mine', 'me');
  await page.opened();
  page.hub.change({ kind: 'edited', target: 1, base: 0, text: 'from the other device', direction: 'ltr' });
  page.client.live.length = 0;
  const made = page.store.edit(1, { baseRevision: 0, text: 'too late', direction: 'ltr' });
  expect(messageAt(page.store.view(), 1)).toMatchObject({ text: 'too late' });
  const failure = expect(made).rejects.toMatchObject({ code: 'chat/staleRevision' });
  await page.answer('edit');
  await failure;
  page.timing.advance(30);
  await page.answer('get');
  expect(messageAt(page.store.view(), 1)).toMatchObject({ text: 'from the other device', revision: 1 });
});

test('[RM66] results of a poll are asked for when shown, and again at most once a second when somebody votes', async () => {
  page.hub.say('which day?', 'other', { poll });
  await page.opened();
  expect(page.store.pollResults(1)).toBeUndefined();
  page.timing.advance(0);
  await page.answer('poll');
  expect(page.store.pollResults(1)).toMatchObject({ voters: 0 });
  for (let count = 0; count < 5; count += 1) page.hub.change({ kind: 'voted', target: 1 });
  page.hub.results = { mine: [], voters: 5, isClosed: false };
  await page.hear();
  expect(pending()).toEqual([]);
  page.timing.advance(1_000);
  await page.answer('poll');
  expect(page.store.pollResults(1)).toMatchObject({ voters: 5 });
  page.timing.advance(60_000);
  expect(pending()).toEqual([]);
});

test('[RM66] a vote shows at once, and is taken back when it is refused', async () => {
  page.hub.say('which day?', 'other', { poll });
  await page.opened();
  page.store.pollResults(1);
  page.timing.advance(0);
  await page.answer('poll');
  const vote = page.store.vote(1, ['sunday']);
  expect(page.store.pollResults(1)).toMatchObject({ mine: ['sunday'], voters: 0 });
  await page.answer('vote');
  await vote;
  expect(page.store.pollResults(1)).toMatchObject({ mine: ['sunday'], voters: 1 });
  page.hub.change({ kind: 'pollClosed', target: 1 });
  const late = page.store.vote(1, ['monday']);
  const failure = expect(late).rejects.toBeInstanceOf(HubError);
  expect(page.store.pollResults(1)).toMatchObject({ mine: ['monday'] });
  await page.answer('vote');
  await failure;
  expect(page.store.pollResults(1)).toMatchObject({ mine: ['sunday'] });
});

/** Lets the databases have their turns. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

test('[RM70] what this device kept is shown at once, and then what the hub answers', async () => {
  const databases = new IDBFactory();
  const kept = databaseRooms(databases, 'me', () => page.timing.now());
  page = fakePage({ kept });
  says(4);
  page.hub.say('quotes', 'other', { replyTo: 1 });
  says(4);
  await page.opened();
  page.timing.advance(5_000);
  await rest();
  page.store.stop();
  page.hub.change({ kind: 'edited', target: 6, base: 0, text: 'edited since', direction: 'ltr' });
  page.hub.say('since');
  const { hub } = page;
  page = fakePage({ hub, kept: databaseRooms(databases, 'me', () => page.timing.now()) });
  page.store.start();
  await rest();
  expect([shown(page), page.store.view().status, page.store.view().isFromDevice]).toEqual(['5 6 7 8 9', 'opening', true]);
  expect(page.store.lineAt(1)).toMatchObject({ text: 'text 0' });
  // There is no line: it stays readable.
  page.client.pending[0]?.lose();
  await settle();
  expect([shown(page), page.store.view().status, page.store.view().isFromDevice]).toEqual(['5 6 7 8 9', 'failed', true]);
  page.timing.advance(2_000);
  await page.answer('open');
  expect([shown(page), page.store.view().isFromDevice]).toEqual(['5 6 7 8 9 11', false]);
  page.timing.advance(250);
  await page.answer('sync');
  expect(messageAt(page.store.view(), 6)).toMatchObject({ text: 'edited since' });
});

test('[RM71] what is kept of another log, or of a room that is gone, goes', async () => {
  const databases = new IDBFactory();
  const open = (hub = page.hub) => fakePage({ hub, kept: databaseRooms(databases, 'me', () => page.timing.now()) });
  page = open();
  says(8);
  await page.opened();
  page.timing.advance(5_000);
  await rest();
  page.store.stop();
  // Restored from a backup, and grown beyond what is kept since.
  page.hub.cutLog(5);
  says(8);
  page = open();
  page.store.start();
  await rest();
  await page.answer('open');
  expect(page.store.view().entries.map((entry) => entry.kind === 'message' && entry.id)).toEqual(
    page.hub
      .timeline()
      .slice(-5)
      .map((item) => item.kind === 'message' && item.id),
  );
  page.hub.isGone = true;
  page.store.connected();
  await page.answer('open');
  await rest();
  page = open();
  page.store.start();
  await rest();
  expect([page.store.view().entries, page.store.view().isFromDevice]).toEqual([[], false]);
});

test('[RM72] a room is written when the page rests, at most every five seconds; the oldest of too many rooms goes', async () => {
  const kept = databaseRooms(new IDBFactory(), 'me', () => page.timing.now());
  const save = vi.spyOn(kept, 'save');
  page = fakePage({ kept });
  await page.opened();
  says(3);
  await page.hear();
  page.timing.advance(4_900);
  expect(save).not.toHaveBeenCalled();
  page.timing.advance(100);
  expect(save).toHaveBeenCalledTimes(1);
  page.timing.advance(60_000);
  expect(save).toHaveBeenCalledTimes(1);
  await rest();
  const [, log] = save.mock.calls[0] ?? expect.fail();
  for (let count = 0; count < maxKeptRooms; count += 1) {
    page.timing.advance(1);
    await kept.save(`room${count}`, log);
  }
  expect([await kept.load('r1'), (await kept.load('room0'))?.last]).toEqual([undefined, 3]);
});

const space = (id: string): Space => ({
  id,
  name: id,
  language: 'ar',
  summary: '',
  visibility: 'listed',
  joinRule: 'request',
  purpose: 'course',
  countries: [],
  workingLanguages: [],
  memberCount: 1,
  hasRequested: false,
  isArchived: false,
  rooms: [{ id: `${id}-room` } as Space['rooms'][number]],
});

test('[RM71] spaces somebody was removed from while she was away go with their rooms', async () => {
  const kept = databaseRooms(new IDBFactory(), 'me', () => page.timing.now());
  const log = { last: 0, span: { from: 1, to: 0, hasEarlier: false, hasLater: false, seqs: [] }, lines: [] };
  for (const id of ['one', 'two']) {
    await kept.saveSpace(space(id));
    await kept.save(`${id}-room`, log);
  }
  await kept.keepOnly(new Set(['two']));
  expect([await kept.loadSpace('one'), await kept.load('one-room')]).toEqual([undefined, undefined]);
  expect([(await kept.loadSpace('two'))?.id, await kept.load('two-room')]).toEqual(['two', log]);
});
