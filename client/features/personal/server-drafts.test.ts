import { beforeEach, expect, test } from 'vitest';
import type { AccountEvent, Draft } from '#shared/features/personal/contract.ts';
import type { DraftField, DraftSync, ServerDrafts } from '#client/kernel/personal.ts';
import { fakePersonalHub, settled, type FakePersonalHub } from './fake-personal-hub.ts';
import { createServerDrafts } from './server-drafts.ts';

const place = 'room:general';
let world: FakePersonalHub;
/** As the hub keeps it: test/service/personal.test.ts, PE8. */
let kept: { text: string; revision: number; other?: string } | undefined;
let told: (event: AccountEvent) => void;

beforeEach(() => {
  world = fakePersonalHub();
  kept = undefined;
  world.answers['personal.getDraft'] = (): Draft => ({ place, text: '', revision: 0, savedAt: '2026-11-30T00:00:00Z', ...kept });
  world.answers['personal.saveDraft'] = ({ text, baseRevision }: { text: string; baseRevision: number }) => {
    const isUnseen = kept !== undefined && kept.revision > baseRevision && kept.text !== text;
    const other = isUnseen ? kept?.text : kept?.other;
    const stored = { text, revision: Math.max(kept?.revision ?? 0, baseRevision) + 1, ...(other !== undefined && { other }) };
    kept = text === '' ? undefined : stored;
    told({ kind: 'draft', place, revision: stored.revision });
    return { place, savedAt: '2026-11-30T00:00:00Z', ...stored };
  };
  world.connect(false);
});

interface Device extends DraftField {
  text: string;
  base: string;
  offered: string | undefined;
  type(text: string): void;
  open(): DraftSync;
  sync: DraftSync | undefined;
}
function device(drafts: ServerDrafts, text = '', base = ''): Device {
  const made: Device = {
    text,
    base,
    offered: undefined,
    sync: undefined,
    read: () => made.text,
    write: (next) => void (made.text = next),
    readBase: () => made.base,
    writeBase: (next) => void (made.base = next),
    offer: (other) => void (made.offered = other),
    type(next) {
      made.text = next;
      made.sync?.changed(next);
    },
    open: () => (made.sync = drafts.open(place, made)),
  };
  return made;
}
function page(): ServerDrafts {
  const listeners = new Set<(event: AccountEvent) => void>();
  const before = told;
  told = (event) => {
    before?.(event);
    for (const listener of listeners) listener(event);
  };
  return createServerDrafts({
    ...world,
    rooms: {
      onAccountEvent(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
}
beforeEach(() => {
  told = () => undefined;
});
const opened = async (of: Device): Promise<Device> => {
  of.open();
  await settled();
  return of;
};

test('[PE13] what is written is saved after a pause, once, and comes into an empty field elsewhere', async () => {
  const phone = await opened(device(page()));
  for (const text of ['ص', 'صب', 'صباح الخير']) {
    phone.type(text);
    await world.pass(1_500);
  }
  expect(world.called('personal.saveDraft')).toBe(0);
  await world.pass(600);
  expect(world.called('personal.saveDraft')).toBe(1);
  expect((await opened(device(page()))).text).toBe('صباح الخير');
});

test('[PE13] what another device writes comes into a field that was not changed', async () => {
  const phone = await opened(device(page()));
  const desk = await opened(device(page()));
  phone.type('من الهاتف');
  await world.pass(2_100);
  expect(desk.text).toBe('من الهاتف');
  desk.type('من المكتب');
  await world.pass(2_100);
  expect(phone.text).toBe('من المكتب');
  expect([phone.offered, desk.offered]).toEqual([undefined, undefined]);
  const saves = world.called('personal.saveDraft');
  await world.pass(30_000);
  expect(world.called('personal.saveDraft')).toBe(saves);
});

test('[PE13] a field that was changed is not replaced: the other version is offered, and the hub keeps it', async () => {
  const desk = await opened(device(page()));
  kept = { text: 'من الهاتف', revision: 3 };
  desk.type('من المكتب');
  told({ kind: 'draft', place, revision: 3 });
  await settled();
  expect(desk).toMatchObject({ text: 'من المكتب', offered: 'من الهاتف' });
  await world.pass(2_100);
  expect(kept).toMatchObject({ text: 'من المكتب', other: 'من الهاتف' });
});

test('[PE13] so it is with a draft that was emptied elsewhere and begun anew', async () => {
  const desk = await opened(device(page()));
  kept = { text: 'قديم', revision: 7 };
  told({ kind: 'draft', place, revision: 7 });
  await settled();
  expect(desk.text).toBe('قديم');
  desk.type('قديم وأكثر');
  kept = { text: 'جديد', revision: 1 };
  told({ kind: 'draft', place, revision: 1 });
  await settled();
  await world.pass(2_100);
  expect(desk.offered).toBe('جديد');
  expect(kept).toMatchObject({ text: 'قديم وأكثر', other: 'جديد' });
});

test('[PE13] a text of the device that was not saved outlives the reload, and an older one gives way', async () => {
  const desk = await opened(device(page()));
  desk.type('الأولى');
  await world.pass(2_100);
  kept = { text: 'أحدث', revision: 9 };
  const unchanged = await opened(device(page(), 'الأولى', desk.base));
  expect(unchanged.text).toBe('أحدث');
  const changed = await opened(device(page(), 'الأولى والثانية', desk.base));
  expect(changed).toMatchObject({ text: 'الأولى والثانية', offered: 'أحدث' });
});

test('[PE13] what was sent is away on every device at once, and a text after it is saved and seen', async () => {
  const phone = await opened(device(page()));
  const desk = await opened(device(page()));
  phone.type('تحية');
  await world.pass(2_100);
  phone.type('');
  await world.pass(10);
  expect(kept).toBeUndefined();
  expect(desk.text).toBe('');
  desk.type('أخرى');
  await world.pass(2_100);
  expect(phone.text).toBe('أخرى');
});

test('[PE13] what was sent before the live line came is away too', async () => {
  kept = { text: 'تحية', revision: 1 };
  const desk = await opened(device(page()));
  expect(desk.text).toBe('تحية');
  kept = undefined;
  world.connect(false);
  await settled();
  expect(desk.text).toBe('');
});

test('a field that goes is saved at once; without a line it is saved later', async () => {
  const phone = await opened(device(page()));
  phone.type('قبل الخروج');
  phone.sync?.close();
  await settled();
  expect(kept?.text).toBe('قبل الخروج');
  const desk = await opened(device(page()));
  world.cut();
  desk.type('بلا اتصال');
  await world.pass(2_100);
  expect(kept?.text).toBe('قبل الخروج');
  world.connect(true);
  await settled();
  await world.pass(2_100);
  expect(kept?.text).toBe('بلا اتصال');
});

test('a text beyond what the hub takes stays on its device', async () => {
  const desk = await opened(device(page()));
  desk.type('x'.repeat(16_001));
  await world.pass(2_100);
  expect(world.called('personal.saveDraft')).toBe(0);
});
