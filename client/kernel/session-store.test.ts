import { beforeEach, expect, test } from 'vitest';
import { can } from '#shared/access/can.ts';
import type { Session } from '#shared/features/accounts/contract.ts';
import { HubError, toProblem } from '#shared/kernel/errors.ts';
import { createConnection } from './connection.ts';
import { createHub } from './hub-client.ts';
import type { SocketLike } from './hub-socket.ts';
import { languageKey, type Device } from './local-data.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { manualTiming, memoryStorage } from './testing.ts';
import { createUnsaved, type Unsaved } from './unsaved.ts';

const salma: Session = {
  userId: 'salma',
  email: 'salma@example.org',
  country: 'MA',
  hubRoles: [],
  countryRoles: [],
  spaces: [{ spaceId: 'mena', role: 'member' }],
  hasAcceptedRules: true,
  hasSecondFactor: false,
  needsSecondFactor: false,
  isDemo: true,
  isSharedComputer: false,
  freshUntil: null,
  contractVersion: '2',
};

/** The hub's side: one cookie, and whether there is a line. */
interface Server {
  session: Session | null;
  hasLine: boolean;
  asked: string[];
  events: (name: string, payload: unknown) => void;
}
let server: Server;
let device: Device & { local: ReturnType<typeof memoryStorage>; tab: ReturnType<typeof memoryStorage> };
let unsaved: Unsaved;
let forgotten: number;
let socket: Map<string, (detail?: unknown) => void>;

function answer(method: string): Response {
  if (method === 'GET') return Response.json({ session: server.session });
  if (method === 'DELETE') {
    server.session = null;
    return Response.json({});
  }
  server.session = salma;
  return Response.json({ token: 'bearer', session: salma });
}

function openStore(): { store: SessionStore; told: () => string[]; advance: (ms: number) => void } {
  const timing = manualTiming();
  const fakeSocket: SocketLike = {
    connected: false,
    on: (event, listener) => socket.set(event, listener),
    onAny: (listener) => {
      server.events = listener;
    },
    emit: () => undefined,
    connect: () => undefined,
    disconnect: () => undefined,
  };
  const hub = createHub({
    timing,
    connection: createConnection(timing),
    openSocket: () => Promise.resolve(fakeSocket),
    fetch: (_url, init) => {
      server.asked.push(init?.method ?? 'GET');
      return server.hasLine ? Promise.resolve(answer(init?.method ?? 'GET')) : Promise.reject(new TypeError('Failed to fetch'));
    },
  });
  const states: string[] = [];
  const store = createSessionStore({
    hub,
    device,
    unsaved,
    forget: () => {
      forgotten += 1;
    },
  });
  store.subscribe(() => states.push(store.current().status));
  return { store, told: () => states, advance: (ms) => timing.advance(ms) };
}

beforeEach(() => {
  server = { session: salma, hasLine: true, asked: [], events: () => undefined };
  device = { local: memoryStorage(), tab: memoryStorage(), databases: undefined, caches: undefined };
  device.local.setItem(languageKey, 'ar');
  unsaved = createUnsaved();
  forgotten = 0;
  socket = new Map();
});

function signedIn(store: SessionStore) {
  const state = store.current();
  if (state.status !== 'signedIn') throw new Error(`expected signedIn, is ${state.status}`);
  return state;
}
/** The next state the store tells. */
function next(store: SessionStore): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.subscribe(() => {
      stop();
      resolve();
    });
  });
}

test('the page learns who is signed in and what she may do', async () => {
  const { store } = openStore();
  await Promise.all([store.load(), store.load()]);
  expect(server.asked).toEqual(['GET']);
  const { actor, isNewVersion } = signedIn(store);
  expect(can(actor, 'room.post', { id: 'r1', spaceId: 'mena' })).toBe(true);
  expect(can(actor, 'room.post', { id: 'r2', spaceId: 'other' })).toBe(false);
  expect(isNewVersion).toBe(false);
});

test('nobody signed in, then signing in; a refusal changes nothing', async () => {
  server.session = null;
  const { store, told } = openStore();
  await store.load();
  await store.signIn({ email: 'salma@example.org', password: 'x' });
  expect(signedIn(store).session.userId).toBe('salma');
  expect(told()).toEqual(['signedOut', 'signedIn']);
});

test('another contract version is told', async () => {
  server.session = { ...salma, contractVersion: '3' };
  const { store } = openStore();
  await store.load();
  expect(signedIn(store).isNewVersion).toBe(true);
});

test('without a line it is not known who is signed in; a page already signed in stays so', async () => {
  server.hasLine = false;
  const { store } = openStore();
  await store.load();
  expect(store.current().status).toBe('unreachable');
  server.hasLine = true;
  await store.load();
  server.hasLine = false;
  await store.load();
  expect(store.current().status).toBe('signedIn');
});

test('opened without a line, the page knows her from this device, and asks once there is one', async () => {
  await openStore().store.load();
  server.hasLine = false;
  const { store, advance } = openStore();
  await store.load();
  expect(signedIn(store).session).toEqual({ ...salma, freshUntil: null });
  server.hasLine = true;
  server.session = null;
  advance(1_000);
  await Promise.resolve();
  const ended = next(store);
  socket.get('connect')?.();
  await ended;
  expect([store.current(), device.local.getItem('session')]).toEqual([{ status: 'signedOut', notice: 'ended' }, null]);
});

test('opened without a line on a shared computer, nobody is known', async () => {
  server.session = { ...salma, isSharedComputer: true };
  await openStore().store.load();
  server.hasLine = false;
  const { store } = openStore();
  await store.load();
  expect([store.current().status, device.local.getItem('session')]).toEqual(['unreachable', null]);
});

test('who was here last is shown before the hub has answered; what the hub says takes her place', async () => {
  await openStore().store.load();
  const same = openStore().store;
  const loading = same.load();
  expect(signedIn(same).session.userId).toBe('salma');
  signedIn(same).drafts.write('room:r1', 'نصّ');
  await loading;
  expect(signedIn(same).drafts.read('room:r1')).toBe('نصّ');

  server.session = null;
  const ended = openStore().store;
  const asking = ended.load();
  expect(ended.current().status).toBe('signedIn');
  await asking;
  expect([ended.current(), device.local.getItem('session')]).toEqual([{ status: 'signedOut', notice: 'ended' }, null]);
});

test('sign-out warns of what is not stored, then leaves nothing but the language', async () => {
  const { store } = openStore();
  await store.load();
  let isSaving = true;
  unsaved.add('document', () => isSaving);
  signedIn(store).drafts.writeUnsent('room:r1', [{ clientId: 'c-12345678', text: 'x', direction: 'ltr', at: 1 }]);
  expect(await store.signOut()).toEqual({ state: 'unsaved', kinds: ['document', 'messages'] });
  expect([store.current().status, server.asked]).toEqual(['signedIn', ['GET']]);
  isSaving = false;
  expect(await store.signOut({ evenIfUnsaved: true })).toEqual({ state: 'signedOut' });
  expect(store.current()).toEqual({ status: 'signedOut' });
  expect([device.local.length, device.local.getItem(languageKey), server.session, forgotten]).toEqual([1, 'ar', null, 1]);
});

test('signed out without a line, the session is ended before anything else at the next start', async () => {
  const { store } = openStore();
  await store.load();
  server.hasLine = false;
  await store.signOut();
  const offline = openStore().store;
  await offline.load();
  expect(offline.current().status).toBe('signedOut');
  server.hasLine = true;
  server.asked = [];
  const later = openStore().store;
  await later.load();
  expect([later.current().status, server.asked, server.session]).toEqual(['signedOut', ['DELETE', 'GET'], null]);
});

test('ended from afar: back to the sign-in page with a notice, unsent text kept for her alone', async () => {
  const { store, advance } = openStore();
  await store.load();
  signedIn(store).drafts.write('room:r1', 'نصّ');
  device.local.setItem('answers', 'private');
  advance(1_000);
  await Promise.resolve();
  server.session = null;
  const ended = next(store);
  socket.get('disconnect')?.('io server disconnect');
  await ended;
  expect(store.current()).toEqual({ status: 'signedOut', notice: 'ended' });
  expect([forgotten, device.local.getItem('answers')]).toEqual([1, null]);
  store.dismissNotice();
  expect(store.current()).toEqual({ status: 'signedOut' });
  await store.signIn({ email: 'salma@example.org', password: 'x' });
  expect(signedIn(store).drafts.read('room:r1')).toBe('نصّ');
});

test('ended from afar on a shared computer, nothing is kept', async () => {
  server.session = { ...salma, isSharedComputer: true };
  const { store } = openStore();
  await store.load();
  signedIn(store).drafts.write('room:r1', 'نصّ');
  server.session = null;
  await store.load();
  expect([store.current().status, device.tab.length, device.local.length]).toEqual(['signedOut', 0, 1]);
});

test('a change of her roles is asked for when the hub tells, and the drafts stay', async () => {
  const { store, advance } = openStore();
  await store.load();
  const { drafts } = signedIn(store);
  advance(1_000);
  await Promise.resolve();
  server.session = { ...salma, spaces: [] };
  const changed = next(store);
  server.events('accounts.sessionChanged', { userId: 'salma' });
  await changed;
  expect(can(signedIn(store).actor, 'room.post', { id: 'r1', spaceId: 'mena' })).toBe(false);
  expect(signedIn(store).drafts).toBe(drafts);
});

test('another tab signed somebody else in: what was fetched and drafted for the first is gone', async () => {
  const { store } = openStore();
  await store.load();
  signedIn(store).drafts.write('room:r1', 'نصّ');
  server.session = { ...salma, userId: 'aigul' };
  await store.load();
  expect([signedIn(store).session.userId, forgotten, device.local.length]).toEqual(['aigul', 1, 2]);
  // Besides the language, who is signed in.
  expect(JSON.parse(device.local.getItem('session') ?? '')).toMatchObject({ userId: 'aigul' });
});

test('an answer asked for before sign-out does not sign in again', async () => {
  const { store } = openStore();
  await store.load();
  const late = store.load();
  await store.signOut();
  await late;
  expect(store.current().status).toBe('signedOut');
});

test('a refused sign-in is told to the caller', async () => {
  server.session = null;
  const timing = manualTiming();
  const hub = createHub({
    timing,
    connection: createConnection(timing),
    openSocket: () => new Promise(() => undefined),
    fetch: () => Promise.resolve(Response.json(toProblem(new HubError('accounts/wrongCredentials', 401)), { status: 401 })),
  });
  const store = createSessionStore({ hub, device, unsaved, forget: () => undefined });
  await expect(store.signIn({ email: 'salma@example.org', password: 'x' })).rejects.toMatchObject({ code: 'accounts/wrongCredentials' });
  expect(store.current().status).toBe('loading');
});
