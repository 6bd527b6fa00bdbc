import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { closeCodes, refusalCodes } from '#shared/features/documents/contract.ts';
import type { CopyMarks, DeviceCopy, Kept, Left, Offer } from './collab-copy.ts';
import { createCollab, type Collab, type CollabOptions } from './collab-provider.ts';
import { hubText, openOptions, sign, startHub, until, write, type FakeHub } from './collab-testing.ts';

/** One tab's copy in memory; what IndexedDB does is proved in Chromium (test/e2e/lesson-offline.e2e.test.ts). */
interface FakeDevice extends DeviceCopy {
  update: Uint8Array;
  unsent: [number, number][];
  offers: readonly Offer[];
  isKnown: boolean;
  left: Left[];
  isForgotten: boolean;
}

function fakeDevice(kept: Partial<Pick<FakeDevice, 'update' | 'unsent' | 'offers' | 'isKnown' | 'left'>> = {}): FakeDevice {
  const origin = { device: true };
  let doc: Y.Doc | undefined;
  let marks: CopyMarks | undefined;
  const store = (_update: Uint8Array, from: unknown): void => {
    if (!doc || !marks || from === origin || !marks.counts(from)) return;
    device.update = Y.encodeStateAsUpdate(doc);
    device.unsent = [...marks.unsent()];
  };
  const bind = (next: Y.Doc): void => {
    doc?.off('update', store);
    doc = next;
    doc.on('update', store);
  };
  const device: FakeDevice = {
    update: new Uint8Array([0, 0]),
    unsent: [],
    offers: [],
    isKnown: false,
    left: [],
    isForgotten: false,
    ...kept,
    async open(next, given): Promise<Kept> {
      marks = given;
      Y.applyUpdate(next, device.update, origin);
      bind(next);
      return { isKnown: device.isKnown, unsent: new Map(device.unsent), offers: device.offers };
    },
    async replace(next, offers) {
      bind(next);
      device.update = Y.encodeStateAsUpdate(next);
      device.offers = offers;
      device.unsent = [];
    },
    mark() {
      device.unsent = [...(marks?.unsent() ?? [])];
    },
    known() {
      device.isKnown = true;
    },
    keepCard: () => undefined,
    async setOffers(offers) {
      device.offers = offers;
    },
    async sweep(take) {
      for (const left of [...device.left]) {
        try {
          await take(left);
          device.left = device.left.filter((one) => one !== left);
        } catch {
          // It stays for the next sweep.
        }
      }
    },
    settled: () => Promise.resolve(),
    keeping: () => 'kept',
    isWriting: () => false,
    onKeeping: () => undefined,
    isOrigin: (from) => from === origin,
    async close(forget = false) {
      doc?.off('update', store);
      device.isForgotten ||= forget;
    },
  };
  return device;
}
/** What the next page finds of it. */
const reloaded = ({ update, unsent, offers, isKnown }: FakeDevice): FakeDevice => fakeDevice({ update, unsent, offers, isKnown });

/** A copy with text of a client that is gone; `stored` letters of it are the hub's. */
function textOf(text: string, stored = 0): { update: Uint8Array; unsent: [number, number][] } {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, text);
  return { update: Y.encodeStateAsUpdate(doc), unsent: stored < text.length ? [[doc.clientID, stored]] : [] };
}

let hub: FakeHub;
let collabs: Collab[];
beforeEach(async () => {
  hub = await startHub();
  collabs = [];
});
afterEach(async () => {
  for (const collab of collabs) collab.destroy();
  await hub.stop();
});
function open(options: Partial<CollabOptions> = {}): Collab {
  const collab = createCollab({ ...openOptions(hub), ...options });
  collabs.push(collab);
  return collab;
}

test('what waited on the device is shown at once, unsaved until the hub decided it, and then stored once', async () => {
  const device = fakeDevice({ ...textOf('نصّ من قبل'), isKnown: true });
  hub.isDeciding = false;
  const collab = open({ device });
  const checking = await until(collab, (state) => state.isOpen);
  expect([checking.doc.getText('t').toJSON(), checking.hasUnsaved, checking.sign]).toEqual(['نصّ من قبل', true, 'checking']);
  await until(collab, sign('saving'));
  await hub.has(1);
  expect([hubText(hub), device.unsent.length]).toEqual(['نصّ من قبل', 1]);
  hub.decide();
  await until(collab, sign('saved'));
  expect([hubText(hub), device.unsent]).toEqual(['نصّ من قبل', []]);
});

test('after a reload without a line nothing waits when all was stored', async () => {
  const device = fakeDevice();
  const collab = open({ device });
  await until(collab, sign('saved'));
  write(collab, 0, 'stored');
  await until(collab, sign('saved'));
  collab.destroy();
  hub.closeOnOpen = closeCodes.loadFailed;
  const calm = await until(open({ device: reloaded(device) }), sign('offline'));
  expect([calm.hasUnsaved, calm.isOpen, calm.doc.getText('t').toJSON()]).toEqual([false, true, 'stored']);
});

test('written without a line and reloaded, it waits; a deletion alone waits too', async () => {
  const first = fakeDevice({ ...textOf('abc', 3), isKnown: true });
  hub.closeOnOpen = closeCodes.loadFailed;
  const offline = open({ device: first });
  await until(offline, sign('offline'));
  offline.current().doc.getText('t').delete(0, 1);
  offline.destroy();
  const again = open({ device: reloaded(first) });
  const state = await until(again, sign('offline'));
  expect([state.hasUnsaved, state.doc.getText('t').toJSON()]).toEqual([true, 'bc']);
});

test('a document that is not on the device is not shown as an empty one', async () => {
  hub.closeOnOpen = closeCodes.loadFailed;
  const { isOpen } = await until(open({ device: fakeDevice() }), sign('offline'));
  expect(isOpen).toBe(false);
});

test('refused after a reload: offered back, kept over the next reload until dismissed, and never sent again', async () => {
  hub.doc.getText('t').insert(0, 'kept ');
  hub.refuseWith = refusalCodes.shape;
  const device = fakeDevice({ ...textOf('مرفوض'), isKnown: true });
  const collab = open({ device });
  const refused = await until(collab, (state) => state.offers.length > 0);
  hub.refuseWith = undefined;
  expect([refused.offers[0]?.text, refused.doc.getText('t').toJSON(), device.unsent]).toEqual(['مرفوض', 'kept ', []]);
  collab.destroy();
  const next = reloaded(device);
  const later = open({ device: next });
  const state = await until(later, sign('refused'));
  expect([state.offers[0]?.text, state.doc.getText('t').toJSON(), hubText(hub)]).toEqual(['مرفوض', 'kept ', 'kept ']);
  later.dismiss(state.offers[0]!.id);
  await until(later, sign('saved'));
  expect(next.offers).toEqual([]);
});

test('what waits, but may not be written any more, is offered back', async () => {
  hub.doc.getText('t').insert(0, 'theirs');
  const device = fakeDevice({ ...textOf('mine'), isKnown: true });
  const collab = open({ device, isReadOnly: true, readOnlyReason: 'archived' });
  const { offers, doc } = await until(collab, (state) => state.offers.length > 0);
  expect([offers[0], doc.getText('t').toJSON(), hubText(hub)]).toMatchObject([{ reason: 'archived', text: 'mine' }, 'theirs', 'theirs']);
});

test('a closed tab’s text is brought to the hub, that of an earlier epoch is offered back', async () => {
  const other = textOf('من نافذة أخرى');
  const old = textOf('stored, lost', 8);
  const device = fakeDevice({
    left: [
      { update: other.update, unsent: new Map(other.unsent), offers: [], isOfOldEpoch: false },
      { update: old.update, unsent: new Map(old.unsent), offers: [], isOfOldEpoch: true },
    ],
  });
  const collab = open({ device });
  const { offers } = await until(collab, (state) => state.offers.length > 0 && !state.hasUnsaved);
  expect([hubText(hub), device.left]).toEqual(['من نافذة أخرى', []]);
  expect(offers).toMatchObject([{ reason: 'replaced', text: 'lost' }]);
  expect(device.offers).toEqual(offers);
});

test('content that closes the connection is taken out and offered back, so that the document opens again', async () => {
  const device = fakeDevice({ ...textOf('broken'), isKnown: true });
  hub.closeOnOpen = closeCodes.refusedContent;
  const collab = open({ device });
  await until(collab, (state) => state.generation === 1);
  hub.closeOnOpen = undefined;
  const { offers } = await until(collab, (state) => state.offers.length > 0);
  expect(offers).toMatchObject([{ reason: 'undecodable', text: 'broken' }]);
});

test('closed to her, nothing stays on the device but words that nobody else has', async () => {
  hub.closeOnOpen = closeCodes.notAllowed;
  const stored = fakeDevice({ ...textOf('stored', 6), isKnown: true });
  await until(open({ device: stored }), sign('gone'));
  expect(stored.isForgotten).toBe(true);
  const waiting = fakeDevice({ ...textOf('waits'), isKnown: true });
  const collab = open({ device: waiting });
  const { gone } = await until(collab, sign('gone'));
  expect([gone?.text, waiting.isForgotten]).toEqual(['waits', false]);
  collab.dismissGone();
  expect([collab.current().gone?.text, waiting.isForgotten]).toEqual(['', true]);
});
