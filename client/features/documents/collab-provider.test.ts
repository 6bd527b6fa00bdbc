import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { closeCodes, refusalCodes } from '#shared/features/documents/contract.ts';
import { createCollab, type Collab, type CollabOptions } from './collab-provider.ts';
import { hubText as textAt, openOptions, sign, startHub, until, write, type FakeHub } from './collab-testing.ts';
import { beyond, refusedText } from './refused-text.ts';

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
const hubText = (): string => textAt(hub);

test('the page asks for acknowledgements, its schema and its epoch, and takes what the hub holds', async () => {
  hub.doc.getText('t').insert(0, 'المنهاج');
  const collab = open();
  expect(collab.current().sign).toBe('opening');
  await until(collab, sign('saved'));
  expect(hub.addresses).toEqual(['/collab/d1?ack=1&epoch=3&schema=1']);
  expect(collab.current().doc.getText('t').toJSON()).toBe('المنهاج');
});

test('"saving" until the hub decided everything, "saved" only then', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 0, 'a');
  write(collab, 1, 'b');
  expect(collab.current()).toMatchObject({ sign: 'saving', hasUnsaved: true });
  const told: string[] = [];
  collab.subscribe(() => told.push(collab.current().sign));
  hub.isDeciding = true;
  write(collab, 2, 'c');
  await until(collab, sign('saved'));
  expect([hubText(), collab.current().hasUnsaved, told.at(-1)]).toEqual(['abc', false, 'saved']);
});

test('an acknowledgement of a part leaves the rest unsaved', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 0, 'a');
  await hub.has(2);
  write(collab, 1, 'b');
  hub.decide();
  const heard = new Promise<void>((resolve) => {
    const stop = collab.subscribe(() => {
      stop();
      resolve();
    });
  });
  await heard;
  expect(collab.current().sign).toBe('saving');
});

test('what others write is not ours to save', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  hub.say('from elsewhere');
  await new Promise<void>((resolve) => {
    collab.current().doc.once('update', () => resolve());
  });
  expect(collab.current()).toMatchObject({ sign: 'saved', hasUnsaved: false });
  await hub.has(1);
  expect(hub.received.every((update) => update.length === 2)).toBe(true);
});

test('written without a line, it is unsaved until the hub has it, and then saved without more ado', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.close(closeCodes.restarting);
  await until(collab, sign('offline'));
  expect(collab.current().hasUnsaved).toBe(false);
  hub.isDeciding = false;
  const back = hub.opened();
  write(collab, 0, 'نصّ');
  expect(collab.current()).toMatchObject({ sign: 'offline', hasUnsaved: true });
  await back;
  await until(collab, (state) => state.sign === 'saving');
  hub.isDeciding = true;
  write(collab, 0, '!');
  await until(collab, sign('saved'));
  expect(hubText()).toBe('!نصّ');
});

test('what was sent and not decided before a cut is unsaved after it, until decided', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 0, 'a');
  hub.close(closeCodes.tooSlow);
  const cut = await until(collab, sign('offline'));
  expect(cut.hasUnsaved).toBe(true);
  hub.isDeciding = true;
  await until(collab, sign('saved'));
  expect(hubText()).toBe('a');
});

test('a refused change: a new document under a new client id, the text offered back, the rest kept', async () => {
  hub.doc.getText('t').insert(0, 'kept ');
  const collab = open();
  await until(collab, sign('saved'));
  const before = collab.current();
  hub.refuseWith = refusalCodes.documentFull;
  write(collab, 5, 'مرفوضX');
  collab.current().doc.getText('t').delete(10, 1);
  const refused = await until(collab, (state) => state.offers.length > 0);
  hub.refuseWith = undefined;
  expect(refused).toMatchObject({ sign: 'refused', offers: [{ reason: 'documentFull', text: 'مرفوض' }], generation: 1 });
  expect(refused.doc.clientID).not.toBe(before.doc.clientID);
  expect([refused.doc.getText('t').toJSON(), hubText()]).toEqual(['kept ', 'kept ']);
  collab.dismiss(collab.current().offers[0]!.id);
  expect(collab.current().sign).toBe('saved');
  write(collab, 5, 'accepted');
  await until(collab, (state) => state.sign === 'saved' && !state.hasUnsaved && hubText() === 'kept accepted');
});

test('refused for want of the right, the page only reads from then on', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.refuseWith = refusalCodes.notAllowed;
  write(collab, 0, 'x');
  await until(collab, (state) => state.offers.length > 0);
  hub.refuseWith = undefined;
  collab.dismiss(collab.current().offers[0]!.id);
  expect(collab.current().sign).toBe('readOnly');
});

test('a damaged document says so on opening: the page reads, and what waited is offered back', async () => {
  hub.doc.getText('t').insert(0, 'as it was');
  hub.takesNothing = refusalCodes.damaged;
  const collab = open();
  const { isDamaged, offers } = await until(collab, sign('readOnly'));
  expect([isDamaged, offers, hub.received.every((update) => update.length === 2)]).toEqual([true, [], true]);
  expect(collab.current().doc.getText('t').toJSON()).toBe('as it was');
});

test('a document that became damaged while text waited offers that text back', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 0, 'waiting');
  await hub.has(2);
  hub.takesNothing = refusalCodes.damaged;
  hub.doc = new Y.Doc();
  hub.close(closeCodes.restarting);
  const { offers, isDamaged } = await until(collab, (state) => state.offers.length > 0);
  expect([offers[0]?.reason, offers[0]?.text, isDamaged]).toEqual(['damaged', 'waiting', true]);
});

test('a page that only reads sends nothing that its rendering wrote', async () => {
  hub.doc.getText('t').insert(0, 'text');
  const collab = open({ isReadOnly: true });
  await until(collab, sign('readOnly'));
  write(collab, 0, 'rendered');
  hub.close(closeCodes.restarting);
  await until(collab, sign('offline'));
  await until(collab, sign('readOnly'));
  await hub.has(1);
  expect([hubText(), hub.received.every((update) => update.length === 2), collab.current().hasUnsaved]).toEqual(['text', true, false]);
});

test('an editor that writes what is refused again and again is made to read', async () => {
  hub.refuseWith = refusalCodes.shape;
  const collab = open();
  for (let round = 1; round <= 4; round += 1) {
    await until(collab, (state) => state.generation === round - 1 && (state.sign === 'saved' || state.offers.length === round - 1));
    write(collab, 0, `again ${round} `);
    await until(collab, (state) => state.generation === round);
  }
  const { offers } = await until(collab, (state) => state.offers.length === 4);
  // Nothing that was written is lost on the way.
  expect(offers.map(({ text }) => text.trim())).toEqual(['again 1', 'again 2', 'again 3', 'again 4']);
  for (const { id } of offers) collab.dismiss(id);
  expect(collab.current().sign).toBe('readOnly');
});

test.each([
  [closeCodes.notSignedIn, 'notSignedIn'],
  [closeCodes.notAllowed, 'notAllowed'],
  [closeCodes.unknownDocument, 'unknownDocument'],
  [closeCodes.schemaOrEpochDiffers, 'schemaOrEpochDiffers'],
  [closeCodes.refusedContent, 'refusedContent'],
])('closed with %i the document is gone: %s', async (code, reason) => {
  hub.closeOnOpen = code;
  const collab = open();
  const { gone } = await until(collab, sign('gone'));
  expect(gone).toEqual({ reason, text: '' });
  collab.connectNow();
  expect(hub.addresses).toHaveLength(1);
});

test('gone with something unsaved, its text is given back', async () => {
  const collab = open();
  await until(collab, sign('saved'));
  write(collab, 0, 'stored ');
  await until(collab, sign('saved'));
  hub.isDeciding = false;
  write(collab, 7, 'unsaved');
  hub.close(closeCodes.notSignedIn);
  const { gone } = await until(collab, sign('gone'));
  expect(gone).toEqual({ reason: 'notSignedIn', text: 'unsaved' });
});

test.each([closeCodes.tooSlow, closeCodes.loadFailed, closeCodes.restarting])('closed with %i it comes again', async (code) => {
  hub.closeOnOpen = code;
  const collab = open();
  await until(collab, sign('offline'));
  hub.closeOnOpen = undefined;
  await until(collab, sign('saved'));
});

test('refused text reads in order, by block, without what was deleted', () => {
  const doc = new Y.Doc();
  const [first, second] = [new Y.XmlText(), new Y.XmlText()];
  doc.getXmlFragment('f').insert(0, [first, second]);
  first.insert(0, 'known here');
  const held = Y.decodeStateVector(Y.encodeStateVector(doc));
  second.insert(0, 'ثانية');
  first.insert(5, ' lost');
  first.insert(0, 'start');
  first.delete(2, 2);
  expect(refusedText(doc, beyond(held)).split('\n').sort()).toEqual(['stt  lost', 'ثانية'].sort());
  expect(refusedText(doc, beyond(Y.decodeStateVector(Y.encodeStateVector(doc))))).toBe('');
});
