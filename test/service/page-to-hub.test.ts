import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { createCollab, type Collab } from '#client/features/documents/collab-provider.ts';
import { createPeopleCache } from '#client/features/chat/people-cache.ts';
import { memoryOutbox } from '#client/features/chat/outbox-device.ts';
import { loneTab } from '#client/features/chat/outbox-tabs.ts';
import { createOutbox } from '#client/features/chat/outbox.ts';
import { createRoomStore, type RoomStore } from '#client/features/chat/room-store.ts';
import { hubLine, outboxTransport } from '#client/features/chat/use-outbox.ts';
import { joinRoom, roomTransport } from '#client/features/chat/use-room.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import { browserTiming, createConnection } from '#client/kernel/connection.ts';
import { createHub, type Hub } from '#client/kernel/hub-client.ts';
import { createSessionStore, type SessionStore } from '#client/kernel/session-store.ts';
import { memoryStorage } from '#client/kernel/testing.ts';
import { createUnsaved } from '#client/kernel/unsaved.ts';
import { documents, type DocumentCard } from '#shared/features/documents/contract.ts';
import { schemaVersions } from '#shared/features/documents/wire.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

/** The client's own code, as a page runs it, against a real hub; a bearer stands for the cookie. */
interface Page {
  hub: Hub;
  session: SessionStore;
  socket(): Socket;
  room(roomId: string): RoomStore;
  collab(card: DocumentCard): Collab;
  live(): Promise<void>;
}

let server: TestHub;
let salma: Client;
let aigul: Client;
const closing: (() => void)[] = [];

function openPage(person: Client): Page {
  let socket: Socket | undefined;
  const authorised: typeof fetch = (input, init) =>
    fetch(input, {
      ...init,
      headers: { ...(init?.headers as Record<string, string> | undefined), authorization: `Bearer ${person.token}` },
    });
  const hub = createHub({
    fetch: authorised,
    origin: person.url,
    timing: browserTiming,
    connection: createConnection(browserTiming),
    openSocket: () => {
      socket = io(person.url, {
        auth: { token: person.token },
        transports: ['websocket'],
        autoConnect: false,
        forceNew: true,
        reconnectionDelay: 20,
        reconnectionDelayMax: 50,
      });
      return Promise.resolve(socket);
    },
  });
  const session = createSessionStore({
    hub,
    device: { local: memoryStorage(), tab: memoryStorage(), databases: undefined, caches: undefined },
    unsaved: createUnsaved(),
    forget: () => undefined,
  });
  closing.push(() => {
    session.close();
    hub.disconnect();
  });
  return {
    hub,
    session,
    socket: () => socket ?? expect.fail('no socket'),
    live: () =>
      hub.isLive()
        ? Promise.resolve()
        : new Promise((resolve) => {
            const stop = hub.onConnected(() => {
              stop();
              resolve();
            });
            hub.connect();
          }),
    room(roomId) {
      const outbox = createOutbox({
        transport: outboxTransport(hub),
        device: memoryOutbox(),
        tabs: loneTab(),
        timing: browserTiming,
        newClientId,
        line: hubLine(hub),
      });
      const store = createRoomStore({
        roomId,
        userId: person.userId,
        transport: roomTransport(hub, roomId),
        outbox,
        timing: browserTiming,
      });
      const leave = joinRoom(hub, roomId, store);
      closing.push(() => {
        leave();
        outbox.close();
      });
      return store;
    },
    collab(card) {
      // A browser's cookie cannot be given to a socket of Node; the bearer goes into the address.
      const WithToken = class extends NodeWebSocket {
        constructor(url: string) {
          super(`${url}&token=${person.token}`);
        }
      };
      const made = createCollab({
        url: `${person.url.replace('http', 'ws')}/collab`,
        documentId: card.id,
        schemaVersion: card.kind === 'plain' ? undefined : schemaVersions[card.kind],
        epoch: card.epoch,
        isReadOnly: card.myRole === 'reader',
        timing: browserTiming,
        WebSocket: WithToken as unknown as typeof WebSocket,
      });
      closing.push(() => made.destroy());
      return made;
    },
  };
}

function until<T>(store: { subscribe(listener: () => void): () => void }, read: () => T | undefined | false): Promise<T> {
  return new Promise((resolve) => {
    let stop = (): void => undefined;
    const check = (): void => {
      const found = read();
      if (found === undefined || found === false) return;
      stop();
      resolve(found);
    };
    stop = store.subscribe(check);
    check();
  });
}
function texts(store: RoomStore): string[] {
  return store.view().entries.map((entry) => (entry.kind === 'message' ? entry.text : entry.kind));
}

beforeEach(async () => {
  server = await startHub();
  await server.space('champions', ['champions-room']);
  salma = await server.person('salma', { spaces: { champions: 'member' } });
  aigul = await server.person('aigul', { country: 'KG', spaces: { champions: 'member' } });
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await server.stop();
});

test('a page learns its session, opens a room over HTTP, goes live, and hears the other', async () => {
  const [one, two] = [openPage(salma), openPage(aigul)];
  await one.session.load();
  expect(one.session.current()).toMatchObject({ status: 'signedIn', session: { userId: salma.userId }, isNewVersion: false });
  const [mine, hers] = [one.room('champions-room'), two.room('champions-room')];
  await until(mine, () => mine.view().status === 'open');
  await Promise.all([one.live(), two.live()]);
  await until(hers, () => hers.view().status === 'open' && !hers.view().isCatchingUp);
  await until(mine, () => !mine.view().isCatchingUp);
  mine.send('مرحبًا بالجميع', 'rtl');
  await until(hers, () => texts(hers).includes('مرحبًا بالجميع'));
  await until(mine, () => mine.view().entries.every(({ kind }) => kind === 'message'));
  expect(texts(mine)).toEqual(texts(hers));
  const first = mine.view().entries[0];
  await mine.turn(first?.kind === 'message' ? first.seq : 0, 'ltr');
  await until(hers, () => hers.view().entries.some((entry) => entry.kind === 'message' && entry.direction === 'ltr'));
});

test('what was said while the line was cut is there after it, and what was written meanwhile is said once', async () => {
  const nadia = await server.person('nadia', { spaces: { champions: 'member' } });
  const page = openPage(salma);
  const others = [openPage(aigul), openPage(nadia)].map((other) => other.room('champions-room'));
  const mine = page.room('champions-room');
  await page.live();
  await until(mine, () => mine.view().status === 'open' && !mine.view().isCatchingUp);
  page.socket().io.engine.close();
  // More than the newest page, so that a hole is left; each below the pace one person is held to.
  for (const other of others) for (let index = 0; index < 30; index += 1) other.send(`line ${index}`, 'ltr');
  mine.send('written without a live line', 'ltr');
  await Promise.all(others.map((other) => until(other, () => texts(other).length >= 30 && !texts(other).includes('echo'))));
  await until(mine, () => texts(mine).length === 61 && !texts(mine).includes('echo'));
  expect(texts(mine).filter((text) => text === 'written without a live line')).toHaveLength(1);
  expect(texts(mine).filter((text) => text.startsWith('line '))).toHaveLength(60);
});

test('[RM23] edits, removals, reactions and replies made during a cut are there after it, as in a fresh reading', async () => {
  const [page, other] = [openPage(salma), openPage(aigul)];
  const [mine, hers] = [page.room('champions-room'), other.room('champions-room')];
  await Promise.all([page.live(), other.live()]);
  await until(hers, () => hers.view().status === 'open' && !hers.view().isCatchingUp);
  for (const text of ['first', 'second', 'third']) hers.send(text, 'ltr');
  await until(mine, () => texts(mine).join() === 'first,second,third');
  await until(hers, () => !texts(hers).includes('echo'));
  page.socket().io.engine.close();
  await hers.edit(1, { baseRevision: 0, text: 'first, better', direction: 'ltr' });
  await hers.remove(2);
  await hers.react(3, '👍', true);
  hers.send('a reply', 'ltr', { thread: 3 });
  hers.send('quotes the first', 'ltr', { replyTo: 1 });
  await until(mine, () => texts(mine).includes('quotes the first') && !mine.view().isCatchingUp);
  const fresh = openPage(salma).room('champions-room');
  await until(fresh, () => fresh.view().status === 'open');
  await until(mine, () => {
    const third = mine.lineAt(3);
    return third?.kind === 'message' && third.replies?.count === 1;
  });
  expect(mine.view().entries).toEqual(fresh.view().entries);
  expect(texts(mine)).toEqual(['first, better', 'hidden', 'third', 'quotes the first']);
  expect(mine.lineAt(3)).toMatchObject({ reactions: [{ emoji: '👍', by: [aigul.userId] }] });
});

test('[RM60] [RM62] [RM65] a thread, a jump and a stale edit against the hub', async () => {
  const page = openPage(salma);
  const room = page.room('champions-room');
  await page.live();
  await until(room, () => room.view().status === 'open' && !room.view().isCatchingUp);
  for (let index = 1; index <= 38; index += 1) room.send(`line ${index}`, 'ltr');
  await until(room, () => texts(room).length === 38 && !texts(room).includes('echo'));
  const nadia = openPage(aigul).room('champions-room');
  await until(nadia, () => nadia.view().status === 'open');
  for (let index = 1; index <= 35; index += 1) nadia.send(`more ${index}`, 'ltr');
  nadia.send('reply', 'ltr', { thread: 5 });
  await until(nadia, () => nadia.view().entries.every(({ kind }) => kind === 'message') && texts(nadia).includes('more 35'));
  // The reply leaves last.
  await until(nadia, () => {
    const root = nadia.lineAt(5);
    return root?.kind === 'message' && root.replies?.count === 1;
  });
  const fresh = openPage(salma).room('champions-room');
  await until(fresh, () => fresh.view().status === 'open');
  expect([texts(fresh)[0], fresh.view().hasEarlier]).toEqual(['line 24', true]);
  expect(await fresh.jumpTo(5)).toMatchObject({ text: 'line 5', replies: { count: 1 } });
  expect(texts(fresh)).toContain('line 4');
  const thread = fresh.openThread(5);
  await until(fresh, () => thread.view().status === 'open');
  expect([thread.view().root?.seq, thread.view().entries.map((entry) => entry.kind === 'message' && entry.text)]).toEqual([5, ['reply']]);
  while (fresh.view().isAway) {
    fresh.loadLater();
    await until(fresh, () => fresh.view().later === 'idle');
  }
  expect([texts(fresh).length, texts(fresh).at(-1)]).toEqual([73, 'more 35']);
  await room.edit(1, { baseRevision: 0, text: 'line one', direction: 'ltr' });
  await expect(fresh.edit(1, { baseRevision: 0, text: 'too late', direction: 'ltr' })).rejects.toMatchObject({
    code: 'chat/staleRevision',
  });
  await until(fresh, () => {
    const first = fresh.lineAt(1);
    return first?.kind === 'message' && first.text === 'line one';
  });
});

test('names come in one batch; a stranger’s room is gone', async () => {
  const page = openPage(salma);
  const cache = createPeopleCache(page.hub, browserTiming);
  cache.want([salma.userId, aigul.userId]);
  await until(cache, () => cache.get(aigul.userId));
  expect(cache.get(aigul.userId)?.displayName).toBe('aigul');
  await server.space('elsewhere');
  const room = page.room('elsewhere-room');
  await until(room, () => room.view().status === 'gone');
});

test('a session ended elsewhere brings the page back to signing in', async () => {
  const page = openPage(salma);
  await page.session.load();
  await page.live();
  await salma.api('DELETE', '/session');
  await until(page.session, () => page.session.current().status === 'signedOut');
  expect(page.session.current()).toEqual({ status: 'signedOut', notice: 'ended' });
});

test('two pages write in one document, each told truly what is saved', async () => {
  const [one, two] = [openPage(salma), openPage(aigul)];
  const { items } = await one
    .hub(documents)
    .call('create', { spaceId: 'champions', kind: 'plain', title: 'مسودة', language: 'ar', memberRole: 'editor' });
  const card = items[0] ?? expect.fail('no document');
  const [mine, hers] = [one.collab(card), two.collab(await two.hub(documents).call('get', { documentId: card.id }))];
  await until(mine, () => mine.current().sign === 'saved');
  await until(hers, () => hers.current().sign === 'saved');
  mine.current().doc.getText('t').insert(0, 'نصّ مشترك');
  expect(mine.current().sign).toBe('saving');
  await until(mine, () => mine.current().sign === 'saved');
  await until(
    {
      subscribe: (listener) => {
        hers.current().doc.on('update', listener);
        return () => hers.current().doc.off('update', listener);
      },
    },
    () => hers.current().doc.getText('t').toJSON() === 'نصّ مشترك',
  );
  // Past the largest update: refused, offered back, and the rest stays.
  mine.current().doc.getText('t').insert(0, 'x'.repeat(1_100_000));
  const offer = await until(mine, () => mine.current().offers[0]);
  expect([offer.reason, offer.text.length]).toEqual(['tooLarge', 1_100_000]);
  expect(mine.current().doc.getText('t').toJSON()).toBe('نصّ مشترك');
});
