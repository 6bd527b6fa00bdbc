import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HubError } from '#shared/kernel/errors.ts';
import { holdsMessagesOf } from '#client/kernel/device-copies.ts';
import { UnreachableError } from '#client/kernel/hub-client.ts';
import { databaseFiles, openUploads } from './kept-database.ts';
import { fakeHub } from './fake-hub.ts';
import { createUploads, type Uploads } from './uploads.ts';

vi.stubGlobal('IDBKeyRange', IDBKeyRange);
afterAll(() => vi.unstubAllGlobals());

let databases: IDBFactory;
let opened: { uploads: Uploads; close: () => void }[];
beforeEach(() => {
  databases = new IDBFactory();
  opened = [];
});
afterEach(() => opened.forEach(({ close }) => close()));

/** A page that looks at a room, as after a reload: it knows what the device kept and nothing else. */
function openPage(hub: ReturnType<typeof fakeHub>, { isOurs = true, room = 'general', most = 10 } = {}): Uploads {
  const database = openUploads(databases, 'salma');
  const uploads = createUploads(room, {
    ...{ hub: hub.hub, timing: hub.timing, shrink: async (content) => (content.size > most ? content.slice(0, most) : content) },
    ...{ createUrl: () => 'blob:x', revokeUrl: () => undefined },
    kept: databaseFiles({ database, name: room, isOurs: Promise.resolve(isOurs), release: () => undefined }),
  });
  const close = (): void => {
    uploads.dispose();
    database.close();
  };
  opened.push({ uploads, close });
  return uploads;
}
const reload = (hub: ReturnType<typeof fakeHub>, options = {}): Uploads => {
  opened.pop()?.close();
  return openPage(hub, options);
};
const file = (text: string, name: string) => ({ content: new Blob([text]), name });
const states = (uploads: Uploads) => uploads.current().map(({ state }) => state);
const ids = (uploads: Uploads) => uploads.current().map(({ clientId }) => clientId);
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

test('files that were on their way go on after a reload, in their order, with what was said of them; no part is brought twice', async () => {
  const hub = fakeHub();
  hub.failures.set('putPart', [undefined, undefined, new UnreachableError('cut')]);
  const first = openPage(hub);
  first.add([file('abcdefghijklm', 'a.txt'), file('xyz', 'b.txt')]);
  await expect.poll(() => states(first)).toEqual(['paused', 'waiting']);
  first.describe(first.current()[1]!.clientId, 'ملاحظات القاعة');
  await pause();
  expect(await holdsMessagesOf(databases, 'salma')).toBe(true);

  const second = reload(hub);
  await expect.poll(() => states(second)).toEqual(['ready', 'ready']);
  const [a, b] = second.current();
  // As it was made smaller the first time.
  expect([hub.content(a!.clientId), hub.content(b!.clientId)]).toEqual(['abcdefghij', 'xyz']);
  expect(hub.calls.filter((call) => call === 'putPart 0')).toHaveLength(2);
  expect(await second.attachments()).toMatchObject([{}, { summary: 'ملاحظات القاعة' }]);

  second.sent();
  await pause();
  const third = reload(hub);
  await pause();
  expect(third.current()).toEqual([]);
  expect(await holdsMessagesOf(databases, 'salma')).toBe(false);
});

test('what was taken away stays away; each room has its own', async () => {
  const hub = fakeHub();
  const first = openPage(hub);
  first.add([file('abc', 'a.txt'), file('def', 'b.txt')]);
  await expect.poll(() => states(first)).toEqual(['ready', 'ready']);
  const [gone, stays] = ids(first);
  first.remove(gone!);
  await pause();
  const second = reload(hub);
  await expect.poll(() => ids(second)).toEqual([stays]);
  const elsewhere = openPage(hub, { room: 'studies' });
  await pause();
  expect(elsewhere.current()).toEqual([]);
});

test('another tab that has them in hand: none are shown here, and nothing is written', async () => {
  const hub = fakeHub();
  const first = openPage(hub);
  first.add([file('abc', 'a.txt')]);
  await expect.poll(() => states(first)).toEqual(['ready']);
  const before = ids(first);
  const beside = openPage(hub, { isOurs: false });
  await pause();
  expect(beside.current()).toEqual([]);
  beside.add([file('def', 'b.txt')]);
  await expect.poll(() => states(beside)).toEqual(['ready']);
  beside.sent();
  opened.pop()?.close();
  const later = reload(hub);
  await expect.poll(() => ids(later)).toEqual(before);
});

test.each([
  ['files/notOpen', 'swept away on the hub meanwhile', ['ready']],
  ['files/attachedElsewhere', 'it left with a message', []],
  ['files/typeRefused', 'refused for good', ['failed']],
])('a kept file that the hub answers with %s: %s', async (code, _why, wanted) => {
  const hub = fakeHub();
  const first = openPage(hub);
  first.add([file('abc', 'a.txt')]);
  await expect.poll(() => states(first)).toEqual(['ready']);
  await pause();
  hub.failures.set('startUpload', [new HubError(code, 409)]);
  const second = reload(hub);
  await expect.poll(() => hub.failures.get('startUpload')).toEqual([]);
  await expect.poll(() => states(second)).toEqual(wanted);
  await pause();
  const third = reload(hub);
  await expect.poll(() => states(third)).toEqual(wanted.length === 0 ? [] : ['ready']);
});

test('more than the device is to hold goes all the same, and waits in this page alone', async () => {
  const hub = fakeHub();
  hub.failures.set('startUpload', [new UnreachableError('cut')]);
  const large = (name: string) => {
    const content = new Blob(['abc']);
    Object.defineProperty(content, 'size', { value: 24 * 1024 * 1024 });
    return { content, name };
  };
  const first = openPage(hub, { most: Infinity });
  first.add(['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'].map(large));
  await expect.poll(() => states(first)).toEqual(['paused', ...Array<string>(4).fill('waiting')]);
  await pause();
  const before = ids(first);
  const second = reload(hub);
  await expect.poll(() => ids(second)).toEqual(before.slice(0, 4));
});

test('bytes are written to the device once, and anew only where a picture was made smaller', async () => {
  const hub = fakeHub();
  const database = openUploads(databases, 'salma');
  const kept = databaseFiles({ database, name: 'general', isOurs: Promise.resolve(true), release: () => undefined });
  const sizes: number[] = [];
  const uploads = createUploads('general', {
    ...{ hub: hub.hub, timing: hub.timing, shrink: async (content) => (content.size > 10 ? content.slice(0, 10) : content) },
    ...{ createUrl: () => 'blob:x', revokeUrl: () => undefined },
    kept: { ...kept, keep: (file) => (sizes.push(file.content.size), kept.keep(file)) },
  });
  opened.push({ uploads, close: () => (uploads.dispose(), database.close()) });
  uploads.add([file('abc', 'a.txt'), file('abcdefghijklm', 'b.txt')]);
  await expect.poll(() => states(uploads)).toEqual(['ready', 'ready']);
  expect(sizes).toEqual([3, 13, 10]);
  expect((await kept.load()).map(({ content, startSummary }) => [content.size, startSummary])).toEqual([
    [3, ''],
    [10, ''],
  ]);
});
