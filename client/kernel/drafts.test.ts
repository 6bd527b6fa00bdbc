import { expect, test } from 'vitest';
import { createDrafts, removeDraftsOfOthers, type Unsent } from './drafts.ts';
import { clearLocalData, languageKey, type Device } from './local-data.ts';
import { memoryStorage } from './testing.ts';

const unsent: Unsent = { clientId: 'c-1234567890', text: 'مرحبًا بكنّ', direction: 'rtl', at: 5 };

function deviceOf(): Device & { local: ReturnType<typeof memoryStorage>; tab: ReturnType<typeof memoryStorage> } {
  return { local: memoryStorage(), tab: memoryStorage(), databases: undefined, caches: undefined };
}

test('a draft and what was not sent are there after a reload, for the same person only', () => {
  const { local, tab } = deviceOf();
  const salma = createDrafts({ userId: 'salma', isSharedComputer: false, local, tab });
  salma.write('room:r1', 'نصّ لم يُرسَل');
  salma.writeUnsent('room:r1', [unsent]);
  const again = createDrafts({ userId: 'salma', isSharedComputer: false, local, tab });
  expect(again.read('room:r1')).toBe('نصّ لم يُرسَل');
  expect(again.readUnsent('room:r1')).toEqual([unsent]);
  expect(again.hasUnsent()).toBe(true);
  const other = createDrafts({ userId: 'sal', isSharedComputer: false, local, tab });
  expect([other.read('room:r1'), other.readUnsent('room:r1'), other.hasUnsent()]).toEqual(['', [], false]);
  again.writeUnsent('room:r1', []);
  expect([again.read('room:r1'), again.hasUnsent()]).toEqual(['نصّ لم يُرسَل', false]);
});

test('on a shared computer a draft lives in the tab and nowhere else', () => {
  const { local, tab } = deviceOf();
  createDrafts({ userId: 'salma', isSharedComputer: true, local, tab }).write('room:r1', 'x');
  expect([local.length, tab.length]).toEqual([0, 1]);
});

test('a storage that is full, absent or full of rubbish loses no text while the page lives', () => {
  const full = createDrafts({ userId: 'salma', isSharedComputer: false, local: memoryStorage(10), tab: undefined });
  full.write('room:r1', 'a text longer than the storage');
  expect(full.read('room:r1')).toBe('a text longer than the storage');
  const none = createDrafts({ userId: 'salma', isSharedComputer: false, local: undefined, tab: undefined });
  none.writeUnsent('room:r1', [unsent]);
  expect(none.hasUnsent()).toBe(true);
  const local = memoryStorage();
  for (const rubbish of ['{', 'null', '7', '{"text":7,"unsent":[{"clientId":1}],"at":"x"}']) {
    local.setItem('draft:salma:room:r1', rubbish);
    const drafts = createDrafts({ userId: 'salma', isSharedComputer: false, local, tab: undefined });
    expect([drafts.read('room:r1'), drafts.readUnsent('room:r1')]).toEqual(['', []]);
  }
});

test('of more than a hundred places the oldest drafts go, never what waits to be sent', () => {
  const { local, tab } = deviceOf();
  let now = 0;
  const drafts = createDrafts({ userId: 'salma', isSharedComputer: false, local, tab }, () => (now += 1));
  drafts.writeUnsent('room:first', [unsent]);
  for (let place = 0; place < 105; place += 1) drafts.write(`room:${place}`, 'text');
  const reloaded = createDrafts({ userId: 'salma', isSharedComputer: false, local, tab });
  expect(local.length).toBe(100);
  expect([reloaded.read('room:0'), reloaded.read('room:104')]).toEqual(['', 'text']);
  expect(reloaded.readUnsent('room:first')).toEqual([unsent]);
});

test('another person’s sign-in removes what was left; sign-out leaves the language alone', async () => {
  const device = deviceOf();
  device.local.setItem(languageKey, 'ar');
  createDrafts({ userId: 'salma', isSharedComputer: false, ...device }).write('room:r1', 'x');
  createDrafts({ userId: 'aigul', isSharedComputer: false, ...device }).write('room:r1', 'y');
  removeDraftsOfOthers('aigul', [device.local, device.tab]);
  expect([device.local.getItem('draft:salma:room:r1'), device.local.length]).toEqual([null, 2]);
  device.local.setItem('anything', '1');
  await clearLocalData(device, 'aigul');
  expect(device.local.length).toBe(2);
  await clearLocalData(device);
  expect([device.local.length, device.local.getItem(languageKey)]).toEqual([1, 'ar']);
});

test('sign-out deletes databases and caches, but the public files of the build', async () => {
  const deleted: string[] = [];
  const device: Device = {
    ...deviceOf(),
    databases: {
      databases: () => Promise.resolve([{ name: 'messages', version: 1 }]),
      deleteDatabase: (name) => {
        deleted.push(name);
        const request = {} as IDBOpenDBRequest;
        queueMicrotask(() => request.onsuccess?.(new Event('success')));
        return request;
      },
      open: () => {
        throw new Error('nothing here is of a document');
      },
    },
    caches: {
      keys: () => Promise.resolve(['shell-abc', 'assets', 'answers']),
      delete: (name) => {
        deleted.push(name);
        return Promise.resolve(true);
      },
    },
  };
  await clearLocalData(device);
  expect(deleted.sort()).toEqual(['answers', 'messages']);
});
