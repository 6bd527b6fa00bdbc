import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { text } from 'node:stream/consumers';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeHub, type FakeHub, type FakePerson } from '../support/fake-hub.ts';

const people: Record<string, FakePerson> = {
  amina: { spaces: { hidden: 'member' } },
  layla: { spaces: { hidden: 'observer' } },
  gilles: {},
  fresh: { spaces: { hidden: 'member' }, isFresh: true },
  second: { spaces: { hidden: 'member' }, isFresh: true },
  demo: { spaces: { hidden: 'member' }, isFresh: true, isDemo: true },
  newcomer: { hasAcceptedRules: false },
};
let hub: FakeHub;
const sockets: Socket[] = [];
beforeAll(async () => {
  hub = await startFakeHub(people);
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await hub.stop();
});

const codeOf = async (response: Response) => ((await response.json()) as { type: string }).type.replace('urn:hub:error:', '');
const refused = async (response: Response) => `${response.status} ${await codeOf(response)}`;

function connect(name: string, extraHeaders: Record<string, string> = {}): Promise<Socket> {
  const socket = io(hub.url, { auth: { token: name }, transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(socket));
    socket.on('connect_error', reject);
  });
}

describe('the door', () => {
  test('what may not be seen answers like what does not exist', async () => {
    expect(await refused(await hub.call('gilles', 'GET', '/fakes/hidden'))).toBe('404 common/notFound');
    expect(await refused(await hub.call('gilles', 'GET', '/fakes/nowhere'))).toBe('404 common/notFound');
    expect(await refused(await hub.call('gilles', 'GET', '/fakes/__proto__'))).toBe('404 common/notFound');
  });
  test('what is seen but not allowed answers 403', async () => {
    expect(await refused(await hub.call('gilles', 'GET', '/fakes/listed'))).toBe('403 common/forbidden');
    expect((await hub.call('gilles', 'GET', '/fakes/open')).status).toBe(200);
    expect((await hub.call('layla', 'GET', '/fakes/hidden')).status).toBe(200);
    expect(await refused(await hub.call('layla', 'POST', '/fakes/hidden', { text: 'x' }))).toBe('403 common/forbidden');
  });
  test('nobody is somebody', async () => {
    expect(await refused(await hub.call(undefined, 'GET', '/fakes/open'))).toBe('401 common/notSignedIn');
    expect(await refused(await hub.call('unknown', 'GET', '/fakes/open'))).toBe('401 common/notSignedIn');
    expect(await (await hub.call(undefined, 'GET', '/open-fake')).json()).toEqual({ who: 'visitor' });
  });
  test('a cookie counts only together with our own Origin', async () => {
    const cookie = { cookie: 'name=amina' };
    expect((await hub.call(undefined, 'GET', '/fakes/hidden', undefined, cookie)).status).toBe(200);
    expect(await refused(await hub.call(undefined, 'GET', '/fakes/hidden', undefined, { ...cookie, origin: 'https://evil.example' }))).toBe(
      '403 common/originRefused',
    );
    expect(await refused(await hub.call(undefined, 'POST', '/fakes/hidden', { text: 'x' }, cookie))).toBe('403 common/originRefused');
    expect((await hub.call(undefined, 'POST', '/fakes/hidden', { text: 'x' }, { ...cookie, origin: hub.url })).status).toBe(200);
  });
  test('unknown fields, wrong types and foreign bodies are refused with the field', async () => {
    const wrong = await hub.call('amina', 'POST', '/fakes/hidden', { text: 'x', roles: ['admin'] });
    expect(await refused(wrong)).toBe('400 common/invalidInput');
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', { text: { $ne: null } }))).toBe('400 common/invalidInput');
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', '{"__proto__":{"isAdmin":true},"text":"x"}'))).toBe(
      '400 common/invalidInput',
    );
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', '["x"]'))).toBe('400 common/invalidInput');
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', '{"text":'))).toBe('400 common/invalidInput');
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', '{"text":"x"}', { 'content-type': 'text/plain' }))).toBe(
      '415 common/unsupportedMedia',
    );
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', `{"text":"${'x'.repeat(600_000)}"}`))).toBe(
      '413 common/tooLarge',
    );
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', '['.repeat(100_000) + ']'.repeat(100_000)))).toBe(
      '400 common/invalidInput',
    );
  });
  test('rules must be accepted before anything else', async () => {
    expect(await refused(await hub.call('newcomer', 'GET', '/fakes/open'))).toBe('403 common/rulesNotAccepted');
  });
});

describe('abilities', () => {
  test('beforeAccept may refuse, and nothing runs', async () => {
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', { text: 'forbidden word' }))).toBe('403 common/forbidden');
  });
  test("a feature's own error carries its status", async () => {
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden', { text: 'held' }))).toBe('423 fake/held');
  });
  test('freshness: step-up within 15 minutes, never for a demo persona', async () => {
    expect(await refused(await hub.call('amina', 'POST', '/fakes/hidden/fresh', {}))).toBe('403 common/notFresh');
    expect((await hub.call('fresh', 'POST', '/fakes/hidden/fresh', {})).status).toBe(200);
    expect(await refused(await hub.call('demo', 'POST', '/fakes/hidden/fresh', {}))).toBe('403 common/demoForbidden');
  });
  test('two-person approval is bound to the arguments and used once', async () => {
    const ask = (text: string) => hub.call('fresh', 'POST', '/fakes/hidden/agreed', { text });
    const asked = (await (await ask('grant')).json()) as { type: string; params: { approvalId: string } };
    expect(asked.type).toBe('urn:hub:error:common/awaitingApproval');
    await hub.hub.tools.approvals.decide(asked.params.approvalId, 'second', 'approve');
    expect(await refused(await ask('grant more'))).toBe('403 common/awaitingApproval');
    expect(await (await ask('grant')).json()).toEqual({ text: 'grant' });
    expect(await refused(await ask('grant'))).toBe('403 common/awaitingApproval');
  });
  test('lists show what the door would let through', async () => {
    expect(await (await hub.call('gilles', 'GET', '/fakes')).json()).toEqual({ items: ['open', 'listed'] });
    expect(await (await hub.call('amina', 'GET', '/fakes')).json()).toEqual({ items: ['open', 'listed', 'hidden'] });
  });
  test('stream operations take and give bytes', async () => {
    const up = await fetch(`${hub.url}/api/v1/fakes/hidden/file`, {
      method: 'POST',
      headers: { authorization: 'Bearer amina', 'content-type': 'application/octet-stream' },
      body: new Uint8Array(1_000_000),
    });
    expect(await up.json()).toEqual({ bytes: 1_000_000 });
    const down = await hub.call('amina', 'GET', '/fakes/hidden/file');
    expect(await down.text()).toBe('abc');
    expect(down.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(down.headers.get('x-content-type-options')).toBe('nosniff');
    expect(down.headers.get('content-disposition')).toContain("attachment; filename*=UTF-8''%D8%AA");
  });
  test('an upload that announces too much is refused before any of it came, and the line is closed', async () => {
    const { port, hostname } = new URL(hub.url);
    const line = connectPlain(Number(port), hostname);
    line.write('POST /api/v1/fakes/hidden/file HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer amina\r\nContent-Length: 10000000000\r\n\r\n');
    const answer = await text(line);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('common/tooLarge');
  });
  test('parts of a download: from, to, the last; beyond the end nothing; several at once are all of it', async () => {
    const play = async (headers: Record<string, string> = {}) => {
      const response = await hub.call('amina', 'GET', '/fakes/hidden/media', undefined, headers);
      return [response.status, response.headers.get('content-range'), await response.text()];
    };
    expect(await play()).toEqual([200, null, '0123456789']);
    expect(await play({ range: 'bytes=2-4' })).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await play({ range: 'bytes=7-' })).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await play({ range: 'bytes=7-100' })).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await play({ range: 'bytes=-3' })).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await play({ range: 'bytes=10-' })).toEqual([416, 'bytes */10', '']);
    expect(await play({ range: 'bytes=-0' })).toEqual([416, 'bytes */10', '']);
    for (const range of ['bytes=0-,0-,0-', 'bytes=5-2', 'bytes=-', 'lines=1-2', 'bytes=0x1-2', `bytes=${'9'.repeat(30)}-`])
      expect([range, ...(await play({ range }))]).toEqual([range, 200, null, '0123456789']);
  });
  test('a browser that holds the bytes gets none again, and a part only of the same bytes', async () => {
    const play = (headers: Record<string, string>) => hub.call('amina', 'GET', '/fakes/hidden/media', undefined, headers);
    const first = await play({});
    expect(Object.fromEntries(['etag', 'cache-control', 'content-disposition'].map((name) => [name, first.headers.get(name)]))).toEqual({
      etag: '"these-ten"',
      'cache-control': 'private, no-cache',
      'content-disposition': "inline; filename*=UTF-8''l%27%C3%A9t%C3%A9%20%281%29.mp3",
    });
    expect((await play({ 'if-none-match': '"other", W/"these-ten"' })).status).toBe(304);
    expect((await play({ 'if-none-match': '"other"' })).status).toBe(200);
    expect((await play({ range: 'bytes=2-4', 'if-range': '"these-ten"' })).status).toBe(206);
    expect((await play({ range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200);
    expect((await hub.call('gilles', 'GET', '/fakes/hidden/media', undefined, { 'if-none-match': '"these-ten"' })).status).toBe(404);
  });
  test('what succeeded is in the audit chain, with the named fields', async () => {
    const before = (await hub.hub.tools.audit.head()).seq;
    await hub.call('amina', 'POST', '/fakes/hidden', { text: 'held' });
    await hub.call('amina', 'POST', '/fakes/hidden', { text: 'audited' });
    const entries = await hub.hub.tools.audit.read(before, 10);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ actor: 'amina', data: { operation: 'fake.say', scopeId: 'hidden', fields: { text: 'audited' } } });
    expect(await hub.hub.tools.audit.verify()).toMatchObject({ isIntact: true });
  });
  test('limits answer with the time to wait', async () => {
    for (let i = 0; i < 2; i++) expect((await hub.call('amina', 'POST', '/fakes/hidden/limited', {})).status).toBe(200);
    const third = await hub.call('amina', 'POST', '/fakes/hidden/limited', {});
    expect(third.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused(third)).toBe('429 common/rateLimited');
    expect((await hub.call('layla', 'POST', '/fakes/hidden/limited', {})).status).toBe(200);
  });
  test('answers and events hold what the contract declares, nothing else', async () => {
    expect(await (await hub.call('amina', 'GET', '/fakes/hidden/leak')).json()).toEqual({ text: 'seen' });
    const crashed = await (await hub.call('amina', 'GET', '/fakes/hidden/crash')).text();
    expect(crashed).toContain('common/internal');
    expect(crashed).not.toContain('secret');
  });
});

describe('the socket', () => {
  test('the same operation, the same answers', async () => {
    const socket = await connect('amina');
    expect(await socket.emitWithAck('fake.read', { spaceId: 'hidden' })).toEqual({ ok: { text: 'hidden' } });
    const stranger = await connect('gilles');
    expect(await stranger.emitWithAck('fake.read', { spaceId: 'hidden' })).toMatchObject({
      problem: { type: 'urn:hub:error:common/notFound', status: 404 },
    });
  });
  test('nobody, and a foreign page, are refused at the handshake', async () => {
    await expect(connect('unknown')).rejects.toMatchObject({ message: 'common/notSignedIn' });
    await expect(connect('amina', { origin: 'https://evil.example' })).rejects.toThrow();
  });
  test('names and payloads of any kind are answered, never fatal', async () => {
    const socket = await connect('amina');
    for (const name of ['__proto__', 'constructor', 'toString', 'fake.leak', 'nothing']) {
      expect(await socket.emitWithAck(name, 1)).toMatchObject({ problem: { type: 'urn:hub:error:common/unknownEvent' } });
    }
    for (const payload of [null, 'text', 5, [], { spaceId: { $gt: '' } }, { spaceId: 'hidden', more: 1 }]) {
      expect(await socket.emitWithAck('fake.read', payload)).toMatchObject({ problem: { type: 'urn:hub:error:common/invalidInput' } });
    }
    socket.emit('fake.read');
    expect(await socket.emitWithAck('fake.read', { spaceId: 'open' })).toEqual({ ok: { text: 'open' } });
  });
  test('frames that no client library would send end nothing', async () => {
    const deep = (depth: number) => `42["fake.read",${'['.repeat(depth)}${']'.repeat(depth)}]`;
    const frames = [
      deep(8000),
      deep(50_000),
      '42["disconnect"]',
      '42[1]',
      '42["__proto__",1]',
      '42{}',
      '42',
      '40/admin,',
      '40/__proto__,',
      '451000000-["x",{"_placeholder":true,"num":0}]',
      '450-["x"]',
      '451-["x",{"_placeholder":true,"num":-1}]',
      '49007199254740993["fake.read",{}]',
      'garbage',
      '',
    ];
    for (const frame of frames) {
      const raw = new WebSocket(`${hub.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
      await once(raw, 'open');
      raw.send('40{"token":"amina"}');
      raw.send(frame);
      raw.close();
      await once(raw, 'close');
    }
    const socket = await connect('amina');
    expect(await socket.emitWithAck('fake.read', { spaceId: 'open' })).toEqual({ ok: { text: 'open' } });
  });
  test('an audience hears, a lost right falls silent, an ended session is cut', async () => {
    people['removed'] = { spaces: { hidden: 'observer' } };
    const socket = await connect('removed');
    expect(await socket.emitWithAck('fake.follow', { spaceId: 'hidden' })).toEqual({ ok: {} });
    const heard: unknown[] = [];
    socket.on('fake.said', (payload) => heard.push(payload));
    const first = new Promise((resolve) => socket.once('fake.said', resolve));
    await hub.call('amina', 'POST', '/fakes/hidden', { text: 'one' });
    await first;
    expect(heard).toEqual([{ text: 'one' }]);

    people['removed'] = {};
    const lost = new Promise((resolve) => socket.once('hub.lost', resolve));
    await hub.hub.tools.access.changed({ userIds: ['removed'] });
    await hub.call('amina', 'POST', '/fakes/hidden', { text: 'two' });
    expect(await lost).toEqual({ audience: 'space:hidden' });
    expect(heard).toHaveLength(1);

    delete people['removed'];
    const ended = new Promise((resolve) => socket.once('disconnect', resolve));
    await hub.hub.tools.access.changed({ sessionIds: ['removed'] });
    await ended;
  });
});

describe('descriptions', () => {
  test('OpenAPI and AsyncAPI name every operation and event', async () => {
    const openApi = (await (await fetch(`${hub.url}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    expect(openApi.paths['/fakes/{spaceId}']?.['get']?.operationId).toBe('fake.read');
    const asyncApi = (await (await fetch(`${hub.url}/api/v1/asyncapi.json`)).json()) as { channels: object };
    expect(Object.keys(asyncApi.channels)).toEqual(['fake.read', 'fake.follow', 'fake.say', 'fake.said']);
    expect(await (await fetch(`${hub.url}/api/docs`)).text()).toContain('fake.agree');
  });
});
