import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { documents } from '#shared/features/documents/contract.ts';
import type { LessonNode } from '#shared/features/documents/lesson-content.ts';
import { plainTextOf } from '#shared/features/documents/lesson-content.ts';
import { applyChanges } from '#shared/features/documents/lesson-changes.ts';
import type { OutputOf, OperationName } from '#shared/kernel/contract.ts';
import { writeLesson, type LessonBlock } from '#server/features/documents/index.ts';
import { editNotes } from '#server/features/documents/versions/edit-notes.ts';
import { versionBlobKey, versionsRepository, type VersionRecord } from '#server/features/documents/versions/repository.ts';
import { fakeClock, type FakeClock } from '#server/platform/clock/fake/clock.ts';
import { TestClient } from './documents-client.ts';
import { startWorld, type TestWorld } from './documents-hub.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let world: TestWorld;
let clock: FakeClock;
beforeAll(async () => {
  clock = fakeClock();
  world = await startWorld({ amina: 'member', karim: 'member', olga: 'observer', root: 'coordinator' }, { clock });
  world.ports.jobs.start();
});
afterAll(() => world.stop());

type Operation = OperationName<typeof documents>;
type Answer<K extends Operation> = OutputOf<typeof documents, K>;

class Refused extends Error {}
async function ask<K extends Operation>(
  _operation: K,
  person: string,
  path: string,
  ...[method = 'GET', body]: [string?, object?]
): Promise<Answer<K>> {
  const answer = await fetch(`${world.node.httpUrl}/api/v1/documents/${path}`, {
    method,
    headers: { authorization: `Bearer ${person}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const heard: unknown = await answer.json();
  if (!answer.ok) throw new Refused((heard as { type: string }).type.replace('urn:hub:error:', ''));
  return heard as Answer<K>;
}
const list = async (id: string, person = 'amina') => (await ask('listVersions', person, `${id}/versions?limit=100`)).items;
const view = (id: string, version: string) => ask('getVersion', 'olga', `${id}/versions/${version}`);
const compare = (id: string, version: string, to?: string) =>
  ask('compareVersions', 'olga', `${id}/versions/${version}/changes${to === undefined ? '' : `?to=${to}`}`);
const name = (id: string, body: object, person = 'amina') => ask('nameVersion', person, `${id}/versions`, 'POST', body);
const restore = (id: string, version: string, person = 'karim') =>
  ask('restoreVersion', person, `${id}/versions/${version}/restore`, 'POST', {});
const authorship = (id: string) => ask('authorship', 'olga', `${id}/authorship`);

const open = (session: string, documentId: string) => TestClient.open({ url: world.url, documentId, session, query: 'ack=1&schema=1' });
const write = (documentId: string, blocks: readonly LessonBlock[], userId = 'amina') =>
  writeLesson(world.node.hub.tools, { documentId, userId, blocks });
const said = (blocks: readonly LessonNode[] | undefined) => (blocks ?? []).map(plainTextOf);

/** Time passes, and what it sets off is done. */
async function pass(ms: number, until: () => Promise<boolean> = () => Promise.resolve(true)): Promise<void> {
  await clock.advance(ms);
  for (let tries = 0; tries < 500; tries += 1) {
    if (await until()) return;
    await clock.advance(1000);
  }
  throw new Error('waited in vain');
}
async function lessonOf(...blocks: LessonBlock[]): Promise<string> {
  const id = await world.createDocument('lesson');
  await write(id, blocks);
  return id;
}
const paragraph = (id: string, text: string): LessonBlock => ({ id, type: 'paragraph', text });
const [first, second, third] = ['first00000', 'second0000', 'third00000'] as const;

/** Types into the text of a block of one's own copy, and waits until it is stored. */
async function type(client: TestClient, block: number, edit: (text: Y.XmlText) => void): Promise<void> {
  const element = client.doc.getXmlFragment('content').get(block);
  const text = element instanceof Y.XmlElement ? element.get(0) : undefined;
  if (!(text instanceof Y.XmlText)) throw new Error('no text there');
  edit(text);
  await client.until(() => client.decided === client.sent);
}

test('[DW100] ten minutes after the first edit a version is taken, once, with those who wrote and those who only deleted', async () => {
  const id = await lessonOf(paragraph(first, 'نستمع ثم نكتب'));
  const [amina, karim] = [await open('amina', id), await open('karim', id)];
  await type(amina, 0, (text) => text.insert(0, 'أولا '));
  await pass(5 * minute);
  await karim.until(() => karim.doc.getXmlFragment('content').toString().includes('أولا'));
  await type(karim, 0, (text) => text.delete(0, 5));
  await pass(4 * minute);
  expect(await list(id)).toEqual([]);
  await pass(2 * minute, async () => (await list(id)).length > 0);
  const [version] = await list(id);
  expect(version).toMatchObject({ kind: 'automatic', authors: ['amina', 'karim'] });
  expect(version?.createdBy).toBeUndefined();
  expect(said((await view(id, version?.id ?? '')).blocks)).toEqual(['نستمع ثم نكتب']);

  // Nobody edits: nothing more is taken.
  await pass(40 * minute);
  expect(await list(id)).toHaveLength(1);
  await type(karim, 0, (text) => text.insert(0, 'ثم '));
  await pass(11 * minute, async () => (await list(id)).length > 1);
  expect((await list(id))[0]).toMatchObject({ kind: 'automatic', authors: ['karim'] });
  await amina.leave();
  await karim.leave();
});

test('[DW100] a version that was asked for is taken after a restart', async () => {
  const id = await lessonOf(paragraph(first, 'نص'));
  const amina = await open('amina', id);
  await type(amina, 0, (text) => text.insert(0, 'كل '));
  await pass(minute, async () => (await editNotes(world.ports).read(id)) !== undefined);
  await amina.leave();
  await world.reopen();
  world.ports.jobs.start();
  await pass(10 * minute, async () => (await list(id)).length > 0);
  await pass(20 * minute);
  expect(await list(id)).toHaveLength(1);
});

test('[DW101] a state is named now, or afterwards, or no more; the same press twice names it once', async () => {
  const id = await lessonOf(paragraph(first, 'one'));
  const named = await name(id, { name: 'المسودة الأولى' });
  expect(named).toMatchObject({ kind: 'named', name: 'المسودة الأولى', createdBy: 'amina', authors: ['amina'] });
  expect((await name(id, { name: 'المسودة الأولى' })).id).toBe(named.id);
  expect((await name(id, { name: 'Second name' })).id).not.toBe(named.id);
  expect(await list(id)).toHaveLength(2);

  const path = `${id}/versions/${named.id}`;
  expect((await ask('renameVersion', 'karim', path, 'PATCH', { name: null })).name).toBeUndefined();
  expect(await name(id, { name: 'Again', versionId: named.id }, 'karim')).toMatchObject({
    id: named.id,
    name: 'Again',
    createdBy: 'amina',
  });
  await expect(name(id, { name: 'x', versionId: 'unknown' })).rejects.toThrow('documents/unknownVersion');
  await expect(name(id, { name: 'x' }, 'olga')).rejects.toThrow('common/forbidden');
  const elsewhere = await lessonOf(paragraph(first, 'x'));
  await expect(view(elsewhere, named.id)).rejects.toThrow('documents/unknownVersion');
});

test('[DW102] at most 500 versions of a document have a name', async () => {
  const id = await lessonOf(paragraph(first, 'one'));
  const one = await name(id, { name: 'one' });
  const versions = versionsRepository(world.ports.store);
  const stored = (await versions.find(id, one.id)) as VersionRecord;
  await world.ports.store.commit(Array.from({ length: 499 }, (_, i) => versions.insert({ ...stored, id: `${id}copy${i}` })));
  await write(id, [paragraph(first, 'two')]);
  await expect(name(id, { name: 'two' })).rejects.toThrow('documents/tooManyNamedVersions');
});

test('[DW103] versions without a name become fewer as they age, and their content goes with them', async () => {
  const id = await lessonOf(paragraph(first, 'نص'));
  await name(id, { name: 'kept' });
  const amina = await open('amina', id);
  for (let i = 0; i < 6; i += 1) {
    await type(amina, 0, (text) => text.insert(0, `${i} `));
    await pass(20 * minute, async () => (await list(id)).length === i + 2);
  }
  const blobs = () => world.ports.blobs.list(`documents/${id}/versions/`, 100);
  expect(await blobs()).toHaveLength(7);
  await amina.leave();
  // Two days on: one an hour. The named one stays.
  clock.jump(2 * day + 2 * hour);
  await pass(minute, async () => (await list(id)).length < 6);
  const hourly = await list(id);
  const hours = hourly.filter(({ kind }) => kind === 'automatic').map(({ at }) => at.slice(0, 13));
  expect(new Set(hours).size).toBe(hours.length);
  expect(hourly.some((version) => version.name === 'kept')).toBe(true);
  clock.jump(7 * day);
  await pass(minute, async () => (await list(id)).length < hourly.length);
  expect((await list(id)).map((version) => version.name)).toEqual([undefined, 'kept']);
  await pass(0, async () => (await blobs()).length === 2);
  const [newest] = await list(id);
  expect(said((await view(id, newest?.id ?? '')).blocks)).toEqual(['5 4 3 2 1 0 نص']);
}, 120_000);

test('[DW104] a version with other content than was stored is not shown; nothing is made of it', async () => {
  const id = await lessonOf(paragraph(first, 'one'));
  const version = await name(id, { name: 'one' });
  await world.ports.blobs.put(versionBlobKey({ documentId: id, id: version.id }), Readable.from([Buffer.alloc(version.bytes)]), 10_000);
  await expect(view(id, version.id)).rejects.toThrow('documents/versionDamaged');
  await expect(restore(id, version.id)).rejects.toThrow('documents/versionDamaged');
  await world.ports.blobs.delete(versionBlobKey({ documentId: id, id: version.id }));
  await expect(compare(id, version.id)).rejects.toThrow('documents/versionDamaged');
});

test('[DW114] versions are compared with each other and with now', async () => {
  const id = await lessonOf(paragraph(first, 'نستمع إلى الضحية'), paragraph(second, 'نكتب'));
  const one = await name(id, { name: 'one' });
  await pass(1000);
  await write(id, [paragraph(first, 'نستمع إلى الناجية'), paragraph(third, 'نوثّق')]);
  const two = await name(id, { name: 'two' });
  await write(id, [paragraph(second, 'نكتب ما سمعنا')]);

  const between = await compare(id, one.id, two.id);
  expect(between.changes).toMatchObject([
    { kind: 'change', from: 0, pieces: [{ keep: 10 }, { drop: 6 }, { add: [{ text: 'الناجية' }] }] },
    { kind: 'add', block: { type: 'paragraph' } },
    { kind: 'keep', from: 1, count: 1 },
  ]);
  expect(applyChanges(between.blocks, between.changes)).toEqual((await view(id, two.id)).blocks);
  expect((await view(id, two.id)).previous).toBe(one.id);
  expect((await view(id, one.id)).previous).toBeNull();
  const now = await compare(id, two.id);
  expect(now.to).toBeNull();
  expect(said(applyChanges(now.blocks, now.changes))).toEqual(['نستمع إلى الناجية', 'نوثّق', 'نكتب ما سمعنا']);
});

test('[DW120] [DW122] a restore reaches every open client as an edit; what others write at the same time stays', async () => {
  const id = await lessonOf(paragraph(first, 'one two three'), paragraph(second, 'stays'));
  const version = await name(id, { name: 'one' });
  await write(id, [paragraph(first, 'one 2 three'), paragraph(third, 'later')], 'karim');
  const amina = await open('amina', id);
  const content = amina.doc.getXmlFragment('content');
  const caretIn = (block: number, offset: number) => {
    const element = content.get(block);
    return Y.createRelativePositionFromTypeIndex((element as Y.XmlElement).get(0) as Y.XmlText, offset);
  };
  const untouched = content.get(2) as Y.XmlElement;
  const caret = caretIn(2, 3);
  const elsewhere = await open('amina.2', id);
  // Somebody is offline while it is restored, and comes back with an edit in the same block.
  const away = await open('karim', id);
  away.socket.terminate();
  await away.closed();

  const answer = await restore(id, version.id, 'karim');
  expect(answer).toMatchObject({ hasChanged: true, before: { kind: 'beforeRestore', createdBy: 'karim', restoredFrom: version.id } });
  await amina.until(() => content.length === 2);
  expect(content.toArray().map(String)).toEqual([expect.stringContaining('one two three'), expect.stringContaining('stays')]);
  expect(content.get(1)).toBe(untouched);
  expect(Y.createAbsolutePositionFromRelativePosition(caret, amina.doc)?.index).toBe(3);
  await elsewhere.until(() => elsewhere.doc.getXmlFragment('content').length === 2);

  ((away.doc.getXmlFragment('content').get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(0, 'offline ');
  const back = await open('karim', id);
  Y.applyUpdate(back.doc, Y.encodeStateAsUpdate(away.doc));
  await back.until(() => back.decided === back.sent);
  await amina.until(() => content.toString().includes('offline one two three'));

  // What stood before is a version, and may be restored in turn.
  expect(said((await view(id, answer.before.id)).blocks)).toEqual(['one 2 three', 'later', 'stays']);
  expect((await restore(id, version.id)).hasChanged).toBe(true);
  expect(await restore(id, version.id)).toMatchObject({ hasChanged: false });
  for (const client of [amina, elsewhere, back]) await client.leave();
});

test('[DW123] only lessons are shown and restored; not into an archived one, not by a reader', async () => {
  const plain = await world.createDocument('plain');
  const client = await TestClient.open({ url: world.url, documentId: plain, session: 'amina', query: 'ack=1' });
  client.doc.getText('text').insert(0, 'x');
  await client.until(() => client.decided === client.sent);
  await client.leave();
  const version = await name(plain, { name: 'kept' });
  expect((await view(plain, version.id)).blocks).toBeUndefined();
  await expect(compare(plain, version.id)).rejects.toThrow('documents/onlyLessons');
  await expect(restore(plain, version.id)).rejects.toThrow('documents/onlyLessons');
  const id = await lessonOf(paragraph(first, 'one'));
  const one = await name(id, { name: 'one' });
  await expect(restore(id, one.id, 'olga')).rejects.toThrow('common/forbidden');
  const damaged = await lessonOf(paragraph(first, 'one'));
  const good = await name(damaged, { name: 'good' });
  const noise = { type: 'update', at: clock.now().toISOString(), actor: 'amina', data: {}, bytes: new Uint8Array([1, 2, 3, 4, 5]) };
  await world.ports.log.append(`document:${damaged}`, [noise]);
  await expect(restore(damaged, good.id)).rejects.toThrow('documents/documentDamaged');
  expect(await list(damaged)).toHaveLength(1);
  expect(said((await view(damaged, good.id)).blocks)).toEqual(['one']);
  await ask('rename', 'root', id, 'PATCH', { isArchived: true });
  await expect(restore(id, one.id)).rejects.toThrow('documents/documentArchived');
});

test('[DW130] each stretch of a lesson is shown with who wrote it, by the client ids it bears', async () => {
  const id = await lessonOf(paragraph(first, 'كتبت أمينة'));
  const karim = await open('karim', id);
  await type(karim, 0, (text) => text.insert(5, 'كريم و'));
  const { blocks } = await authorship(id);
  expect(blocks).toMatchObject([
    {
      type: 'paragraph',
      runs: [
        { userId: 'amina', text: 'كتبت ' },
        { userId: 'karim', text: 'كريم و' },
        { userId: 'amina', text: 'أمينة' },
      ],
    },
  ]);
  await karim.leave();
});

const erase = (id: string, person: string) => ask('eraseHistory', person, `${id}/erase-history`, 'POST', { reason: 'personalData' });

/** Everything the log and the blobs hold of a document, as text. */
async function storedOf(id: string): Promise<string> {
  const { log, blobs } = world.ports;
  const parts: Buffer[] = [];
  for (const stream of [`document:${id}`, `snapshot:${id}`])
    for (const { bytes } of await log.read(stream, 0, 1000)) if (bytes) parts.push(Buffer.from(bytes));
  for (const key of await blobs.list(`documents/${id}/`, 1000)) {
    const found = await blobs.get(key);
    if (found) for await (const part of found.content) parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts).toString('utf8');
}

test('[DW140] after an erasure what was deleted is in no entry, no snapshot and no version; what stands now stays', async () => {
  const id = await lessonOf(paragraph(first, 'رقم القضية 4711'), paragraph(second, 'يبقى'));
  await name(id, { name: 'with the number' });
  const amina = await open('amina', id);
  await type(amina, 0, (text) => text.delete(0, text.length));
  await pass(11 * minute, async () => (await list(id)).length > 1);
  const kept = await name(id, { name: 'after', versionId: (await list(id))[0]?.id });
  expect(await storedOf(id)).toContain('القضية');

  await expect(erase(id, 'root')).rejects.toThrow('common/notFresh');
  await expect(erase(id, 'amina.fresh')).rejects.toThrow('common/forbidden');
  const answer = await erase(id, 'root.fresh');
  expect(answer).toMatchObject({ removed: 1, version: { kind: 'afterErasure', createdBy: 'root' } });
  const stored = await storedOf(id);
  expect(stored).not.toContain('القضية');
  expect(stored).toContain('يبقى');
  const files = readdirSync(world.dataDir, { recursive: true, encoding: 'utf8' }).map((name) => join(world.dataDir, name));
  expect(files.filter((file) => statSync(file).isFile() && readFileSync(file).includes('القضية 4711'))).toEqual([]);
  // A version that says what the document says hides nothing.
  expect((await list(id)).map((version) => version.id)).toEqual([answer.version.id, kept.id]);
  expect(said((await view(id, kept.id)).blocks)).toEqual(['', 'يبقى']);
  const [entry] = (await world.node.hub.tools.audit.read(0, 1000)).slice(-1);
  expect(entry?.data).toMatchObject({ operation: 'documents.eraseHistory', scopeId: id, fields: { reason: 'personalData' } });

  // Who has it open goes on writing.
  await type(amina, 1, (text) => text.insert(0, 'ثم '));
  const late = await open('karim', id);
  expect(late.doc.getXmlFragment('content').toString()).toContain('ثم يبقى');
  for (const client of [amina, late]) await client.leave();
});

test('[DW141] a version read before an erasure is not stored after it', async () => {
  const id = await lessonOf(paragraph(first, 'secret'));
  const { blobs } = world.ports;
  const put = blobs.put.bind(blobs);
  let erased: Promise<unknown> | undefined;
  // While the version's content is being stored, the text is deleted and the history erased.
  blobs.put = async (...args) => {
    blobs.put = put;
    await write(id, [{ id: first, type: 'paragraph', text: '' }]);
    erased = erase(id, 'root.fresh');
    await erased;
    return put(...args);
  };
  const version = await name(id, { name: 'raced' });
  await erased;
  expect(said((await view(id, version.id)).blocks)).toEqual(['']);
  expect(await storedOf(id)).not.toContain('secret');
});
