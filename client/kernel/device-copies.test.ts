import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { asPromise, holdsMessagesOf, outboxName, outboxStore, removeCopiesOfOthers, roomsName, uploadsName } from './device-copies.ts';
import { clearLocalData } from './local-data.ts';

let databases: IDBFactory;
beforeEach(() => {
  databases = new IDBFactory();
});

/** A database as the chat lays it, open as in another tab. */
async function lay(name: string, entries: number): Promise<void> {
  const request = databases.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(outboxStore, { autoIncrement: true });
  const db = await asPromise(request);
  db.onversionchange = () => db.close();
  const store = db.transaction(outboxStore, 'readwrite').objectStore(outboxStore);
  for (let count = 0; count < entries; count += 1) await asPromise(store.add({ clientId: `client-${count}` }));
}
const names = async (): Promise<string[]> => (await databases.databases()).map(({ name }) => name ?? '').sort();
const device = () => ({ local: undefined, tab: undefined, caches: undefined, databases });

test('messages wait when there is one in the list of the person, and asking makes no list', async () => {
  expect([await holdsMessagesOf(databases, 'salma'), await names()]).toEqual([false, []]);
  await lay(outboxName('salma'), 1);
  await lay(outboxName('noha'), 0);
  expect([await holdsMessagesOf(databases, 'salma'), await holdsMessagesOf(databases, 'noha')]).toEqual([true, false]);
});

test('files wait when there is one in the list of the person', async () => {
  await lay(outboxName('salma'), 0);
  await lay(uploadsName('salma'), 1);
  await lay(uploadsName('noha'), 0);
  expect([await holdsMessagesOf(databases, 'salma'), await holdsMessagesOf(databases, 'noha')]).toEqual([true, false]);
});

test('[RM71] sign-out leaves nothing', async () => {
  await lay(outboxName('salma'), 1);
  await lay(uploadsName('salma'), 1);
  await lay(roomsName('salma'), 3);
  await clearLocalData(device());
  expect(await names()).toEqual([]);
});

test('[RM55] [RM71] a session ended from afar leaves what waits to be sent by the same person, and nothing she could read', async () => {
  await lay(outboxName('salma'), 1);
  await lay(roomsName('salma'), 3);
  await lay(uploadsName('salma'), 1);
  await lay(outboxName('noha'), 1);
  await clearLocalData(device(), 'salma');
  expect(await names()).toEqual([outboxName('salma'), uploadsName('salma')]);
  databases = new IDBFactory();
  await lay(outboxName('salma'), 0);
  await clearLocalData(device(), 'salma');
  expect(await names()).toEqual([]);
});

test('[RM71] who signs in finds nothing of others', async () => {
  for (const name of [outboxName('salma'), uploadsName('salma'), roomsName('salma'), 'document:salma:d1:0:0', 'document:noha:d1:0:0'])
    await lay(name, 1);
  await removeCopiesOfOthers(databases, 'noha');
  expect(await names()).toEqual(['document:noha:d1:0:0']);
});
