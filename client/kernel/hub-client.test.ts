import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { defineContract } from '#shared/kernel/contract.ts';
import { commonError, HubError, toProblem } from '#shared/kernel/errors.ts';
import { id, limit, wholeNumber } from '#shared/kernel/fields.ts';
import { browserTiming, createConnection, type Timing } from './connection.ts';
import { createHub, UnreachableError, type Hub } from './hub-client.ts';
import { toHttpRequest } from './hub-http.ts';
import { manualTiming } from './testing.ts';

const polls = defineContract({
  name: 'polls',
  operations: {
    listPolls: {
      http: 'GET /rooms/:roomId/polls',
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, after: z.optional(wholeNumber(0, 9)), limit }),
      output: z.object({ items: z.array(z.string()) }),
    },
    vote: {
      http: 'POST /polls/:pollId/votes',
      socket: true,
      on: 'room',
      can: 'room.post',
      input: z.strictObject({ pollId: id, choice: z.string() }),
      output: z.object({ votes: z.int() }),
    },
    forget: {
      http: 'DELETE /polls/:pollId',
      on: 'room',
      can: 'room.manage',
      input: z.strictObject({ pollId: id }),
      output: z.object({}),
      success: 204,
    },
    putPicture: {
      http: 'PUT /polls/:pollId/picture',
      on: 'room',
      can: 'room.post',
      stream: 'upload',
      input: z.strictObject({ pollId: id }),
      output: z.object({}),
    },
  },
  events: { voted: z.object({ pollId: id, votes: z.int() }) },
  errors: { closed: { status: 409 } },
});

interface Heard {
  type?: string | undefined;
  method: string | undefined;
  url: string | undefined;
  body: string;
}
interface World {
  http: Server;
  io: SocketServer;
  origin: string;
  heard: Heard[];
  answer: { status: number; body: unknown };
  isLetIn: boolean;
}
let world: World;
const hubs: Hub[] = [];

beforeEach(async () => {
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const type = request.headers['content-type'];
      world.heard.push({ method: request.method, url: request.url, body, ...(type?.endsWith('octet-stream') && { type }) });
      if (world.answer.status === 0) return;
      const text =
        world.answer.body === undefined
          ? ''
          : typeof world.answer.body === 'string'
            ? world.answer.body
            : JSON.stringify(world.answer.body);
      response.writeHead(world.answer.status).end(text);
    });
  });
  const sockets = new SocketServer(http);
  sockets.use((_socket, next) =>
    next(world.isLetIn ? undefined : Object.assign(new Error('common/notSignedIn'), { data: toProblem(commonError('notSignedIn')) })),
  );
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  world = {
    http,
    io: sockets,
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    heard: [],
    answer: { status: 200, body: { items: [] } },
    isLetIn: true,
  };
});
afterEach(async () => {
  for (const hub of hubs.splice(0)) hub.disconnect();
  world.http.closeAllConnections();
  await world.io.close();
});

/** Waiting a moment for quiet or jitter would only slow the tests: every delay under six seconds runs at once. */
const soon: Timing = {
  ...browserTiming,
  later: (delayMs, run) => browserTiming.later(delayMs < 6_000 && delayMs !== 4_000 ? 1 : delayMs, run),
  random: () => 0,
};

function openHub(timing: Timing = soon): Hub {
  const hub = createHub({
    fetch,
    origin: world.origin,
    connection: createConnection(timing),
    timing,
    openSocket: () =>
      Promise.resolve(
        io(world.origin, { autoConnect: false, transports: ['websocket'], reconnectionDelay: 5, reconnectionDelayMax: 10, forceNew: true }),
      ),
  });
  hubs.push(hub);
  return hub;
}
function connected(hub: Hub): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = hub.onConnected((isAgain) => {
      stop();
      resolve(isAgain);
    });
    hub.connect();
  });
}

test('fields fill the path, the rest goes into the query of a GET and the body of a POST', () => {
  const { operations } = polls;
  expect(toHttpRequest(operations.listPolls, { roomId: 'r/1', after: 0, limit: undefined })).toEqual({
    method: 'GET',
    path: '/api/v1/rooms/r%2F1/polls?after=0',
  });
  expect(toHttpRequest(operations.listPolls, { roomId: 'r1' })).toEqual({ method: 'GET', path: '/api/v1/rooms/r1/polls' });
  expect(toHttpRequest(operations.vote, { pollId: 'p1', choice: 'نعم' })).toEqual({
    method: 'POST',
    path: '/api/v1/polls/p1/votes',
    body: '{"choice":"نعم"}',
  });
  expect(() => toHttpRequest(operations.vote, { choice: 'x' })).toThrow('needs pollId');
});

test('an upload carries its bytes as they are', async () => {
  world.answer.body = {};
  await openHub()(polls).call('putPicture', { pollId: 'p1' }, { bytes: new Blob(['{"not":"read"}']) });
  expect(world.heard).toEqual([
    { method: 'PUT', url: '/api/v1/polls/p1/picture', body: '{"not":"read"}', type: 'application/octet-stream' },
  ]);
});

test('an answer is what the contract says, and nothing more', async () => {
  world.answer.body = { items: ['a'], stray: true };
  await expect(openHub()(polls).call('listPolls', { roomId: 'r1' })).resolves.toEqual({ items: ['a'] });
  expect(world.heard).toEqual([{ method: 'GET', url: '/api/v1/rooms/r1/polls', body: '' }]);
  world.answer.body = { items: [7] };
  await expect(openHub()(polls).call('listPolls', { roomId: 'r1' })).rejects.toMatchObject({ code: 'common/internal' });
  world.answer = { status: 204, body: undefined };
  await expect(openHub()(polls).call('forget', { pollId: 'p1' })).resolves.toEqual({});
});

test('a refusal is a HubError with its code and parameters; the line is fine', async () => {
  const hub = openHub();
  world.answer = { status: 409, body: toProblem(new HubError('polls/closed', 409, { hours: 3 })) };
  await expect(hub(polls).call('vote', { pollId: 'p1', choice: 'a' })).rejects.toMatchObject({
    code: 'polls/closed',
    status: 409,
    params: { hours: 3 },
  });
  world.answer = { status: 502, body: '<html>Bad gateway</html>' };
  await expect(hub(polls).call('vote', { pollId: 'p1', choice: 'a' })).rejects.toMatchObject({ code: 'common/tryLater' });
  world.answer = { status: 200, body: '<html>hotel Wi-Fi</html>' };
  await expect(hub(polls).call('vote', { pollId: 'p1', choice: 'a' })).rejects.toMatchObject({ code: 'common/internal' });
  expect(hub.connection.current()).toBe('online');
});

test('no answer is an UnreachableError and the line is offline until the next answer', async () => {
  const timing = manualTiming();
  const hub = openHub(timing);
  world.answer.status = 0;
  const asked = new Promise<void>((resolve) => {
    world.http.once('request', () => resolve());
  });
  const call = hub(polls).call('listPolls', { roomId: 'r1' });
  await asked;
  timing.advance(15_000);
  await expect(call).rejects.toBeInstanceOf(UnreachableError);
  expect(hub.connection.current()).toBe('offline');
  world.answer.status = 200;
  await hub(polls).call('listPolls', { roomId: 'r1' });
  expect(hub.connection.current()).toBe('online');
});

test('a call given up by the page rejects as aborted and tells nothing about the line', async () => {
  const hub = openHub();
  const caller = new AbortController();
  caller.abort();
  await expect(hub(polls).call('listPolls', { roomId: 'r1' }, { signal: caller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(hub.connection.current()).toBe('online');
});

test('"not signed in" makes the page ask for its session', async () => {
  const hub = openHub();
  let dismissals = 0;
  hub.onDismissed(() => {
    dismissals += 1;
  });
  world.answer = { status: 401, body: toProblem(commonError('notSignedIn')) };
  await expect(hub(polls).call('listPolls', { roomId: 'r1' })).rejects.toMatchObject({ code: 'common/notSignedIn' });
  expect(dismissals).toBe(1);
});

test('what may go over the socket goes there once it is up, with an acknowledgement', async () => {
  world.io.on('connection', (socket) => {
    socket.on('polls.vote', (input: { choice: string }, acknowledge: (answer: unknown) => void) => {
      acknowledge(input.choice === 'a' ? { ok: { votes: 4, stray: 1 } } : { problem: toProblem(new HubError('polls/closed', 409)) });
    });
  });
  const hub = openHub();
  expect(hub.isLive()).toBe(false);
  expect(await connected(hub)).toBe(false);
  await expect(hub(polls).call('vote', { pollId: 'p1', choice: 'a' })).resolves.toEqual({ votes: 4 });
  await expect(hub(polls).call('vote', { pollId: 'p1', choice: 'b' })).rejects.toMatchObject({ code: 'polls/closed' });
  await hub(polls).call('listPolls', { roomId: 'r1' });
  expect(world.heard.map(({ url }) => url)).toEqual(['/api/v1/rooms/r1/polls']);
});

test('events are heard in the shape of the contract until their listener stops', async () => {
  const hub = openHub();
  const votes: number[] = [];
  const stop = hub(polls).on('voted', (payload) => votes.push(payload.votes));
  await connected(hub);
  const last = new Promise<void>((resolve) => {
    hub(polls).on('voted', (payload) => {
      if (payload.votes === 9) resolve();
    });
  });
  world.io.emit('polls.voted', { pollId: 'p1', votes: 1 });
  world.io.emit('polls.voted', { pollId: 'p1', votes: 'many' });
  world.io.emit('polls.voted', { pollId: 'p1', votes: 9 });
  await last;
  stop();
  expect(votes).toEqual([1, 9]);
});

test('a cut fails calls on their way as unreachable, and the return is told as such', async () => {
  const heard = new Promise<void>((resolve) => {
    world.io.on('connection', (socket) => {
      socket.on('polls.vote', () => resolve());
    });
  });
  const hub = openHub();
  await connected(hub);
  const call = hub(polls).call('vote', { pollId: 'p1', choice: 'a' });
  const failed = expect(call).rejects.toBeInstanceOf(UnreachableError);
  await heard;
  const back = connected(hub);
  for (const socket of world.io.sockets.sockets.values()) socket.conn.close();
  await failed;
  expect(await back).toBe(true);
  expect(hub.connection.current()).toBe('online');
});

test('closed by the server, the page asks for its session and comes back by itself', async () => {
  const hub = openHub();
  await connected(hub);
  const told = new Promise<void>((resolve) => {
    hub.onDismissed(resolve);
  });
  const back = connected(hub);
  world.io.disconnectSockets(true);
  await told;
  expect(await back).toBe(true);
});

test('not let in, the page asks for its session and tries again', async () => {
  world.isLetIn = false;
  const hub = openHub();
  const told = new Promise<void>((resolve) => {
    hub.onDismissed(resolve);
  });
  const back = connected(hub);
  await told;
  world.isLetIn = true;
  await back;
  expect(hub.isLive()).toBe(true);
});

test('the socket is opened when nothing else uses the line, and not after all when told to stay away', async () => {
  const timing = manualTiming();
  let opened = 0;
  const hub = createHub({
    fetch,
    connection: createConnection(timing),
    timing,
    openSocket: () => {
      opened += 1;
      return new Promise(() => undefined);
    },
  });
  const ended = hub.connection.requestStarted();
  hub.connect();
  timing.advance(1_000);
  expect(opened).toBe(0);
  ended('answered');
  timing.advance(300);
  expect(opened).toBe(1);
  hub.disconnect();
  hub.connect();
  hub.disconnect();
  timing.advance(10_000);
  expect(opened).toBe(1);
});
