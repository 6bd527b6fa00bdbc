import { afterEach, expect, test } from 'vitest';
import { HubError } from '#shared/kernel/errors.ts';
import { UnreachableError } from '#client/kernel/hub-client.ts';
import { fakeHub } from './fake-hub.ts';
import { noKeptFiles, type KeptFiles } from './kept-files.ts';
import { createUploads, type Uploads } from './uploads.ts';

let uploads: Uploads;
afterEach(() => uploads.dispose());
function open(world: ReturnType<typeof fakeHub>, kept: KeptFiles = noKeptFiles): Uploads {
  uploads = createUploads('general', {
    hub: world.hub,
    timing: world.timing,
    shrink: async (content) => content,
    createUrl: () => 'blob:x',
    revokeUrl: () => undefined,
    kept,
  });
  return uploads;
}
const file = (text: string, name = 'a.txt') => ({ content: new Blob([text]), name });
const states = () => uploads.current().map(({ state }) => state);
const only = () => uploads.current()[0]!;

test('a file goes in parts and is ready; the message takes it over', async () => {
  const world = fakeHub();
  open(world).add([file('abcdefghij')]);
  await expect.poll(states).toEqual(['ready']);
  expect(world.content(only().clientId)).toBe('abcdefghij');
  expect(world.calls).toEqual(['startUpload', 'putPart 0', 'putPart 1', 'putPart 2', 'finishUpload']);
  expect((await uploads.attachments()).map(({ size }) => size)).toEqual([10]);
  uploads.sent();
  expect(uploads.current()).toEqual([]);
});

test('a broken line pauses it, the next try goes on where it was; no part is brought twice', async () => {
  const world = fakeHub();
  world.failures.set('putPart', [new UnreachableError('cut')]);
  open(world).add([file('abcdefghij')]);
  await expect.poll(() => world.calls.includes('putPart 2') && world.timing.waiting()).toBe(1);
  world.timing.advance(60_000);
  await expect.poll(states).toEqual(['ready']);
  expect(world.calls.filter((call) => call.startsWith('putPart')).sort()).toEqual(['putPart 0', 'putPart 0', 'putPart 1', 'putPart 2']);
  expect(world.content(only().clientId)).toBe('abcdefghij');
});

test('the line that comes back ends the pause at once', async () => {
  const world = fakeHub();
  world.connection.browserOnline(false);
  world.failures.set('startUpload', [new UnreachableError('no line')]);
  open(world).add([file('abc')]);
  await expect.poll(states).toEqual(['paused']);
  world.connection.browserOnline(true);
  await expect.poll(states).toEqual(['ready']);
});

test('what passes by itself is tried again, as long as the hub asks; what does not is told', async () => {
  const world = fakeHub();
  world.failures.set('finishUpload', [new HubError('files/scannerAway', 503)]);
  world.failures.set('startUpload', [new HubError('common/rateLimited', 429, { retryAfterMs: 45_000 })]);
  open(world).add([file('abc')]);
  await expect.poll(states).toEqual(['paused']);
  world.timing.advance(44_000);
  expect(states()).toEqual(['paused']);
  world.timing.advance(1_000);
  await expect.poll(() => world.calls.at(-1)).toBe('finishUpload');
  await expect.poll(states).toEqual(['paused']);
  world.timing.advance(60_000);
  await expect.poll(states).toEqual(['ready']);
});

test('a refusal stays until it is tried anew, under a new id; the files behind it go on', async () => {
  const world = fakeHub();
  world.failures.set('finishUpload', [new HubError('files/typeRefused', 415)]);
  open(world).add([file('abc'), file('def')]);
  await expect.poll(states).toEqual(['failed', 'ready']);
  const refused = only();
  expect(refused.error).toMatchObject({ code: 'files/typeRefused' });
  uploads.retry(refused.clientId);
  await expect.poll(states).toEqual(['ready', 'ready']);
  expect(only().clientId).not.toBe(refused.clientId);
});

test('parts that the hub lost are brought again', async () => {
  const world = fakeHub();
  world.failures.set('finishUpload', [new HubError('files/partsMissing', 409)]);
  open(world).add([file('abc')]);
  await expect.poll(states).toEqual(['ready']);
  expect(world.calls).toEqual(['startUpload', 'putPart 0', 'finishUpload', 'getUpload', 'finishUpload']);
});

test('what is empty, too large or one too many is told before anything is sent', async () => {
  const world = fakeHub();
  open(world).add([file('')]);
  await expect.poll(states).toEqual(['failed']);
  expect(only().error).toMatchObject({ code: 'files/empty' });
  expect(world.calls).toEqual([]);
  uploads.add(Array.from({ length: 12 }, () => file('x')));
  expect(uploads.notTaken()).toBe(3);
  expect(uploads.current()).toHaveLength(10);
});

test('a file that the phone deleted meanwhile fails; it is no broken line', async () => {
  const world = fakeHub();
  const gone = new Blob(['abc']);
  Object.assign(gone, { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }) });
  open(world).add([{ content: gone, name: 'a.txt' }]);
  await expect.poll(states).toEqual(['failed']);
  expect(only().error).toMatchObject({ code: 'files/damaged' });
});

test('what is removed is given up at once and cancelled on the hub; the next one goes on', async () => {
  const world = fakeHub();
  world.failures.set('putPart', [new UnreachableError('cut')]);
  open(world).add([file('abc'), file('def')]);
  await expect.poll(states).toEqual(['paused', 'waiting']);
  uploads.remove(only().clientId);
  await expect.poll(states).toEqual(['ready']);
  expect(world.calls).toContain('cancelUpload');
});

test('a description given later is stored before the message goes, once', async () => {
  const world = fakeHub();
  open(world).add([file('abc')]);
  await expect.poll(states).toEqual(['ready']);
  const { clientId } = only();
  uploads.describe(clientId, 'صورة القاعة');
  expect(await uploads.attachments()).toMatchObject([{ summary: 'صورة القاعة' }]);
  await uploads.attachments();
  expect(world.calls.filter((call) => call === 'describeFile')).toHaveLength(1);
  expect(world.summaries.get(clientId)).toBe('صورة القاعة');
  world.failures.set('describeFile', [new UnreachableError('cut')]);
  uploads.describe(clientId, '');
  await expect(uploads.attachments()).rejects.toThrow(UnreachableError);
  expect(uploads.current()).toHaveLength(1);
});
