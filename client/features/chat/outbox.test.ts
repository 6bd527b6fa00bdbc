import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '#shared/features/chat/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { outboxName } from '#client/kernel/device-copies.ts';
import { createDrafts } from '#client/kernel/drafts.ts';
import { manualTiming, memoryStorage, type ManualTiming } from '#client/kernel/testing.ts';
import { fakePage, shown, type FakePage } from './fake-page.ts';
import { fakeHub, settle, type FakeHub } from './fake-room.ts';
import { fakeChannels, fakeLocks } from './fake-tabs.ts';
import { databaseOutbox } from './outbox-database.ts';
import { draftsOutbox, memoryOutbox } from './outbox-device.ts';
import type { OutboxDevice, OutboxEntry } from './outbox-entry.ts';
import { sharedTabs } from './outbox-tabs.ts';

const hour = 3_600_000;
const textsOf = (hub: FakeHub): string[] => hub.log.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
const states = ({ outbox }: FakePage): string[] => outbox.entries().map(({ text, state }) => `${text}:${state}`);
const sends = ({ client }: FakePage): string[] => client.pending.filter(({ kind }) => kind === 'send').map(({ roomId }) => roomId);
/** Lets the databases have their turns. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('one tab', () => {
  let page: FakePage;
  let device: OutboxDevice;
  beforeEach(() => {
    device = memoryOutbox();
    page = fakePage({ device });
  });
  async function opened(): Promise<FakePage> {
    await page.opened();
    return page;
  }

  test('[RM40] a message is shown at once and takes its place under the same key', async () => {
    page.hub.say('first');
    await opened();
    page.store.send(' e\u0301te\u0301 \u0007', 'ltr');
    expect(shown(page)).toBe('1 été:sending');
    const { key } = page.store.view().entries[1] ?? {};
    await page.answer('send');
    expect([shown(page), page.store.view().entries[1]?.key, await device.load()]).toEqual(['1 2', key, []]);
    await page.hear();
    expect(shown(page)).toBe('1 2');
  });

  test('[RM40] an acknowledged message beyond a hole is "sent" until the hole is filled', async () => {
    await opened();
    page.hub.say('lost');
    page.client.live.length = 0;
    page.store.send('a', 'ltr');
    await page.answer('send');
    expect(shown(page)).toBe('a:sent');
    page.timing.advance(250);
    await page.answer('sync');
    expect(shown(page)).toBe('1 2');
  });

  test('[RM41] an event that comes before its acknowledgement takes the place of the echo, which is never seen twice', async () => {
    await opened();
    page.store.send('سلام', 'rtl');
    await settle();
    const { key } = page.store.view().entries[0] ?? {};
    page.client.pending[0]?.process();
    await page.hear();
    expect([shown(page), page.store.view().entries[0]?.key]).toEqual(['1', key]);
    await page.answer('send');
    expect([shown(page), page.store.view().entries[0]?.key]).toEqual(['1', key]);
  });

  test('[RM41] the same words from another device are not taken for ours in the end', async () => {
    await opened();
    page.store.send('نعم', 'rtl');
    await settle();
    page.store.receive([page.hub.say('نعم', 'me')]);
    expect(shown(page)).toBe('1');
    await page.answer('send');
    expect(shown(page)).toBe('1 2');
    expect(new Set(page.store.view().entries.map(({ key }) => key)).size).toBe(2);
    page.store.send('لا', 'rtl');
    await settle();
    page.store.receive([page.hub.say('لا', 'me')]);
    page.hub.refuseSends = new HubError('chat/roomArchived', 409);
    await page.answer('send');
    expect(shown(page)).toBe('1 2 3 لا:failed');
    expect(new Set(page.store.view().entries.map(({ key }) => key)).size).toBe(4);
  });

  test('[RM41] words said before, or in a thread, are not taken for an echo', async () => {
    page.hub.say('نعم', 'me');
    page.store.start();
    page.store.send('نعم', 'rtl');
    await page.answer('open');
    expect(shown(page)).toBe('1 نعم:sending');
    await page.answer('send');
    page.store.send('لا', 'rtl', { thread: 1 });
    await settle();
    page.store.receive([page.hub.say('لا', 'me')]);
    expect(page.store.openThread(1).view().entries).toMatchObject([{ kind: 'echo', text: 'لا', state: 'sending' }]);
  });

  test('[RM42] messages leave one at a time, in order; a refusal stops one, not the queue', async () => {
    await opened();
    for (const text of ['a', 'b', 'c']) page.store.send(text, 'ltr');
    await settle();
    expect(sends(page)).toHaveLength(1);
    page.hub.refuseSends = new HubError('chat/messageTooLong', 422);
    await page.answer('send');
    page.hub.refuseSends = undefined;
    await page.answer('send');
    await page.answer('send');
    expect(shown(page)).toBe('1 2 a:failed');
    const failed = page.store.view().entries[2];
    expect(failed).toMatchObject({ error: { code: 'chat/messageTooLong' } });
    expect(await page.store.takeBack('client-unknown')).toBeUndefined();
    expect(await page.store.takeBack(failed?.key ?? '')).toBe('a');
    expect([shown(page), await device.load()]).toEqual(['1 2', []]);
  });

  test('[RM42] rooms go each their own way: what is refused or slow in one holds up no other', async () => {
    await opened();
    page.outbox.add({ roomId: 'r1', text: 'here', direction: 'ltr' });
    page.outbox.add({ roomId: 'r2', text: 'there', direction: 'ltr' });
    page.outbox.add({ roomId: 'r1', text: 'here too', direction: 'ltr' });
    await settle();
    expect(sends(page).sort()).toEqual(['r1', 'r2']);
    page.hub.refuseSends = new HubError('chat/roomLocked', 423);
    page.client.pending.find(({ roomId }) => roomId === 'r1')?.answer();
    await settle();
    page.hub.refuseSends = undefined;
    await page.answer('send');
    await page.answer('send');
    expect(states(page)).toEqual(['here:failed']);
    expect(textsOf(page.hub).sort()).toEqual(['here too', 'there']);
  });

  test('[RM43] without an answer all wait, and are sent again in order once the hub is reached: none twice', async () => {
    await opened();
    page.store.send('a', 'ltr');
    page.store.send('b', 'ltr');
    await settle();
    page.client.pending[0]?.process();
    page.client.pending[0]?.lose();
    await settle();
    expect([shown(page), page.client.pending]).toEqual(['a:waiting b:waiting', []]);
    page.line.back();
    await page.answer('send');
    await page.answer('send');
    expect([shown(page), textsOf(page.hub)]).toEqual(['1 2', ['a', 'b']]);
  });

  test('[RM43] a hub that answers nothing is tried later and later by itself', async () => {
    await opened();
    page.store.send('a', 'ltr');
    for (const waitMs of [1_000, 2_000, 4_000]) {
      await settle();
      page.client.pending[0]?.lose();
      await settle();
      page.timing.advance(waitMs - 100);
      await settle();
      expect(sends(page)).toEqual([]);
      page.timing.advance(200);
    }
    await page.answer('send');
    expect(shown(page)).toBe('1');
  });

  test('[RM50] who writes faster than the hub lets her waits, and loses no place in the row', async () => {
    await opened();
    for (const text of ['a', 'b']) page.store.send(text, 'ltr');
    page.hub.refuseSends = new HubError('common/rateLimited', 429, { retryAfterMs: 20_000 });
    await page.answer('send');
    expect(shown(page)).toBe('a:waiting b:waiting');
    page.hub.refuseSends = undefined;
    page.timing.advance(19_000);
    await settle();
    expect(sends(page)).toEqual([]);
    page.timing.advance(1_000);
    await page.answer('send');
    await page.answer('send');
    expect(textsOf(page.hub)).toEqual(['a', 'b']);
  });

  test('[RM44] a refused message is sent again at the person’s word, under the same client id', async () => {
    await opened();
    page.store.send('a', 'ltr');
    page.hub.refuseSends = new HubError('chat/roomLocked', 423);
    await page.answer('send');
    const { key = '' } = page.store.view().entries[0] ?? {};
    page.hub.refuseSends = undefined;
    page.store.retry(key);
    await settle();
    expect(shown(page)).toBe('a:sending');
    await page.answer('send');
    expect([shown(page), page.store.view().entries[0]?.key]).toEqual(['1', key]);
  });

  test('[RM45] what was not stored on an earlier visit is sent; what is older than a day asks first', async () => {
    const entry = (clientId: string, text: string, at: number): OutboxEntry => ({
      clientId,
      roomId: 'r1',
      text,
      direction: 'ltr',
      at,
      state: 'sending',
    });
    await device.add(entry('client-old', 'old', page.timing.now() - 25 * hour));
    await device.add(entry('client-new', 'new', page.timing.now() - hour));
    page = fakePage({ device });
    await opened();
    expect(shown(page)).toBe('old:failed new:sending');
    expect(page.store.view().entries[0]).toMatchObject({ isOld: true });
    await page.answer('send');
    expect(shown(page)).toBe('1 old:failed');
    page.store.retry('client-old');
    await page.answer('send');
    expect(textsOf(page.hub)).toEqual(['new', 'old']);
  });

  test('[RM46] only so many messages wait; the next stays in the composer', async () => {
    await opened();
    for (let index = 0; index < 50; index += 1) expect(page.store.send(`${index}`, 'ltr')).toBe(true);
    expect(page.store.send('one more', 'ltr')).toBe(false);
    expect(page.outbox.add({ roomId: 'r2', text: 'elsewhere', direction: 'ltr' })).toBeDefined();
  });

  test('[RM51] what waits can be rewritten and taken back; what is on the line cannot', async () => {
    await opened();
    page.store.send('a', 'ltr');
    page.store.send('b', 'ltr');
    page.store.send('c', 'ltr');
    await settle();
    const [a = '', b = '', c = ''] = page.outbox.entries().map(({ clientId }) => clientId);
    expect([await page.store.rewrite(a, 'x', 'ltr'), await page.store.takeBack(a)]).toEqual([false, undefined]);
    expect([await page.store.rewrite(b, 'better', 'ltr'), await page.store.takeBack(c)]).toEqual([true, 'c']);
    await page.answer('send');
    await page.answer('send');
    expect(textsOf(page.hub)).toEqual(['a', 'better']);
  });

  test('[RM52] rewritten after it went out without an answer: sent anew when it was lost, edited when it was stored', async () => {
    await opened();
    for (const isStored of [true, false]) {
      page.store.send('first', 'ltr');
      await settle();
      if (isStored) page.client.pending[0]?.process();
      page.client.pending[0]?.lose();
      await settle();
      expect(await page.store.rewrite(page.outbox.entries()[0]?.clientId ?? '', 'second', 'ltr')).toBe(true);
      page.line.back();
      await settle();
      while (page.client.pending.length > 0) await page.answer();
      await page.hear();
      expect(page.outbox.entries()).toEqual([]);
    }
    const lines = page.hub.timeline() as Message[];
    expect(lines.map(({ text, revision }) => `${text} ${revision}`)).toEqual(['second 1', 'second 0']);
    expect(page.store.view().entries.map((entry) => entry.kind === 'message' && entry.text)).toEqual(['second', 'second']);
  });

  test('[RM53] what the hub holds back is shown so, stays, and is not sent again', async () => {
    await opened();
    page.hub.holdsSends = true;
    page.store.send('a', 'ltr');
    page.store.send('b', 'ltr');
    await page.answer('send');
    page.hub.holdsSends = false;
    await page.answer('send');
    page.line.back();
    page.timing.advance(60_000);
    await settle();
    expect([shown(page), sends(page), await page.store.takeBack('client-1')]).toEqual(['1 a:held', [], undefined]);
  });

  test('[RM54] without a network nothing pretends to be on its way', async () => {
    await opened();
    page.line.cut();
    page.store.send('a', 'ltr');
    expect(shown(page)).toBe('a:waiting');
    await settle();
    page.client.pending[0]?.lose();
    await settle();
    expect(shown(page)).toBe('a:waiting');
  });
});

describe('on the device', () => {
  let databases: IDBFactory;
  let hub: FakeHub;
  let timing: ManualTiming;
  let locks: ReturnType<typeof fakeLocks>;
  let openChannel: ReturnType<typeof fakeChannels>;
  let made = 0;

  beforeEach(() => {
    databases = new IDBFactory();
    hub = fakeHub();
    timing = manualTiming();
    locks = fakeLocks();
    openChannel = fakeChannels();
  });
  async function openTab(): Promise<FakePage> {
    const page = fakePage({
      hub,
      timing,
      device: databaseOutbox(databases, 'me'),
      tabs: sharedTabs({ name: outboxName('me'), locks, openChannel }),
      newClientId: () => `client-${(made += 1)}`,
    });
    page.store.start();
    await rest();
    await page.answer('open');
    await rest();
    return page;
  }
  async function pass(page: FakePage): Promise<void> {
    await rest();
    page.client.pending.find(({ kind }) => kind === 'send')?.answer();
    await rest();
  }

  test('[RM55] what was written survives a reload and a killed tab, in order', async () => {
    const killed = await openTab();
    for (const text of ['one', 'two', 'three']) killed.store.send(text, 'ltr');
    await rest();
    // Reached the hub; the tab dies with the answer on its way.
    killed.client.pending[0]?.process();
    killed.store.stop();
    killed.outbox.close();
    const page = await openTab();
    expect(states(page)).toEqual(['one:sending', 'two:sending', 'three:sending']);
    for (let count = 0; count < 3; count += 1) await pass(page);
    expect([textsOf(hub), states(page), shown(page)]).toEqual([['one', 'two', 'three'], [], '1 2 3']);
  });

  test('[RM56] of two tabs one sends; both show, and both see it stored', async () => {
    const first = await openTab();
    const second = await openTab();
    second.store.send('from the second', 'ltr');
    await rest();
    expect([sends(first), sends(second)]).toEqual([['r1'], []]);
    expect([shown(first), shown(second)]).toEqual(['from the second:sending', 'from the second:sending']);
    await pass(first);
    expect([shown(first), shown(second), states(second)]).toEqual(['1', '1', []]);
    expect(textsOf(hub)).toEqual(['from the second']);
  });

  test('[RM56] when the tab that sends is closed, the other goes on where it was, in order', async () => {
    const first = await openTab();
    const second = await openTab();
    first.store.send('a', 'ltr');
    await rest();
    second.store.send('b', 'ltr');
    await rest();
    first.client.pending.find(({ kind }) => kind === 'send')?.process();
    first.store.stop();
    first.outbox.close();
    await pass(second);
    await pass(second);
    expect([textsOf(hub), states(second)]).toEqual([['a', 'b'], []]);
  });

  test('[RM56] a tab that has the line and sleeps loses it; nothing is said twice when it wakes', async () => {
    const asleep = await openTab();
    const awake = await openTab();
    awake.store.send('a', 'ltr');
    awake.store.send('b', 'ltr');
    await rest();
    const [stuck] = asleep.client.pending;
    for (let count = 0; count < 2; count += 1) {
      timing.advance(12_000);
      await rest();
    }
    expect(locks.holder()).toBe(2);
    await pass(awake);
    await pass(awake);
    stuck?.answer();
    await rest();
    expect([textsOf(hub), sends(asleep), shown(awake)]).toEqual([['a', 'b'], [], '1 2']);
    // It stands in line again.
    awake.store.stop();
    awake.outbox.close();
    asleep.store.send('c', 'ltr');
    await pass(asleep);
    expect(textsOf(hub)).toEqual(['a', 'b', 'c']);
  });

  test('[RM56] what one tab takes back the other does not send', async () => {
    const first = await openTab();
    const second = await openTab();
    first.store.send('a', 'ltr');
    first.store.send('b', 'ltr');
    await rest();
    const b = second.outbox.entries()[1]?.clientId ?? '';
    expect(await second.store.takeBack(b)).toBe('b');
    await pass(first);
    await pass(first);
    expect([textsOf(hub), states(first)]).toEqual([['a'], []]);
  });

  test('[RM57] where the browser keeps nothing, one tab works as well, and its next page sends what waited', async () => {
    const tab = memoryStorage();
    const drafts = () => createDrafts({ userId: 'me', isSharedComputer: true, local: undefined, tab });
    const first = await fakePage({ hub, device: draftsOutbox(drafts()) }).opened();
    first.store.send('a', 'ltr', { thread: 7 });
    await settle();
    expect(drafts().hasUnsent()).toBe(true);
    first.outbox.close();
    const second = await fakePage({ hub, device: draftsOutbox(drafts()) }).opened();
    await second.answer('send');
    expect([hub.log, drafts().hasUnsent()]).toMatchObject([[{ text: 'a', thread: 7 }], false]);
  });

  test('[RM57] a device that is full or broken does not stop a message', async () => {
    const broken = {
      open: () => {
        throw new Error('no room');
      },
    } as unknown as IDBFactory;
    const page = await fakePage({ hub, device: databaseOutbox(broken, 'me') }).opened();
    page.store.send('a', 'ltr');
    await page.answer('send');
    expect([shown(page), states(page)]).toEqual(['1', []]);
  });
});
