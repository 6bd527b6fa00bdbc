import { afterEach, expect, test } from 'vitest';
import type { Attachment } from '#shared/features/files/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { createConnection } from '#client/kernel/connection.ts';
import { UnreachableError, type Hub } from '#client/kernel/hub-client.ts';
import { manualTiming } from '#client/kernel/testing.ts';
import { createUploads, type Uploads } from './uploads.ts';

const partBytes = 4;
/** A hub that keeps parts, and fails where the test says so. */
function fakeHub() {
  const timing = manualTiming();
  const connection = createConnection(timing);
  const parts = new Map<string, Map<number, string>>();
  const sizes = new Map<string, number>();
  const calls: string[] = [];
  const failures = new Map<string, unknown[]>();
  const summaries = new Map<string, string>();
  const view = (fileId: string) => ({ fileId, state: 'open', partBytes, received: [...(parts.get(fileId)?.keys() ?? [])] });
  const attachment = (fileId: string): Attachment => ({
    ...{ fileId, kind: 'document', name: `${fileId}.txt`, mediaType: 'text/plain', size: sizes.get(fileId) ?? 0 },
    ...{ hasThumbnail: false, scan: 'notScanned' },
  });
  const operations: Record<string, (input: Record<string, string>, bytes: Blob | undefined) => Promise<unknown>> = {
    async startUpload({ clientId = '', size }) {
      sizes.set(clientId, Number(size));
      if (!parts.has(clientId)) parts.set(clientId, new Map());
      return view(clientId);
    },
    async putPart({ fileId = '', part }, bytes) {
      parts.get(fileId)?.set(Number(part), (await bytes?.text()) ?? '');
      return {};
    },
    getUpload: async ({ fileId = '' }) => view(fileId),
    finishUpload: async ({ fileId = '' }) => ({ ...view(fileId), state: 'ready', attachment: attachment(fileId) }),
    async describeFile({ fileId = '', summary = '' }) {
      summaries.set(fileId, summary);
      return {};
    },
    cancelUpload: async () => ({}),
  };
  const call = async (name: string, input: Record<string, string>, options: { bytes?: Blob; signal?: AbortSignal } = {}) => {
    options.signal?.throwIfAborted();
    calls.push(name === 'putPart' ? `putPart ${input['part']}` : name);
    const failure = failures.get(name)?.shift();
    if (failure !== undefined) throw failure;
    return operations[name]?.(input, options.bytes);
  };
  const hub = Object.assign(() => ({ call, on: () => () => undefined }), { connection }) as unknown as Hub;
  const content = (fileId: string) =>
    [...(parts.get(fileId) ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([, text]) => text)
      .join('');
  return { hub, timing, connection, calls, failures, summaries, content };
}

let uploads: Uploads;
afterEach(() => uploads.dispose());
function open(world: ReturnType<typeof fakeHub>): Uploads {
  uploads = createUploads('general', {
    hub: world.hub,
    timing: world.timing,
    shrink: async (content) => content,
    createUrl: () => 'blob:x',
    revokeUrl: () => undefined,
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
