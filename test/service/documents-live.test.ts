import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { closeCodes, refusalCodes } from '#shared/features/documents/contract.ts';
import { caretColourOf } from '#shared/features/documents/wire.ts';
import { writeLesson, openLessonPen, LessonNotEmptyError } from '#server/features/documents/index.ts';
import { awarenessMessage, TestClient } from './documents-client.ts';
import { startWorld, type TestNode, type TestWorld } from './documents-hub.ts';

let world: TestWorld;
let second: TestNode;

beforeAll(async () => {
  world = await startWorld({ amina: 'member', karim: 'member', olga: 'observer', root: 'coordinator' });
  second = await world.startNode();
});
afterAll(() => world.stop());

const clients: TestClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.leave()));
});
async function open(session: string, documentId: string, more: { node?: TestNode; query?: string } = {}): Promise<TestClient> {
  const client = await TestClient.open({ url: more.node?.url ?? world.url, documentId, session, query: more.query ?? 'ack=1' });
  clients.push(client);
  return client;
}
const headOf = async (documentId: string) => (await world.ports.log.heads([`document:${documentId}`])).get(`document:${documentId}`) ?? 0;
const settled = (client: TestClient) => client.until(() => client.decided === client.sent);

describe('two nodes over one log', () => {
  test('[DW40] edits of both reach both, each is stored once, and the texts become equal', async () => {
    const documentId = await world.createDocument('plain');
    const amina = await open('amina', documentId);
    const karim = await open('karim', documentId, { node: second });
    for (let i = 0; i < 100; i += 1) {
      amina.doc.getText('text').insert(Math.min(i, amina.text.length), 'a');
      karim.doc.getText('text').insert(0, 'k');
    }
    await Promise.all([settled(amina), settled(karim)]);
    await expect.poll(() => amina.text === karim.text && amina.text.length, { timeout: 10_000 }).toBe(200);
    const head = await headOf(documentId);
    const stored = new Y.Doc();
    for (const entry of await world.ports.log.read(`document:${documentId}`, 0, 1000)) if (entry.bytes) Y.applyUpdate(stored, entry.bytes);
    expect(stored.getText('text').toString()).toBe(amina.text);
    const before = head;
    const late = await open('root', documentId, { node: second });
    expect(late.text).toBe(amina.text);
    expect(await headOf(documentId)).toBe(before);
  });

  test('[DW41] what another node stored is not new: a client that brings it over is not taken for a forger', async () => {
    const documentId = await world.createDocument('plain');
    const karim = await open('karim', documentId, { node: second });
    const amina = await open('amina', documentId);
    amina.doc.getText('text').insert(0, 'by amina');
    await settled(amina);
    await karim.until(() => karim.text === 'by amina');
    karim.sendStep2();
    karim.doc.getText('text').insert(8, ', and karim');
    await settled(karim);
    expect(karim.refusals).toEqual([]);
    await amina.until(() => amina.text === 'by amina, and karim');
  });

  test('[DW52] carets of both nodes are seen on both, and go with their connection', async () => {
    const documentId = await world.createDocument('plain');
    const amina = await open('amina', documentId);
    const karim = await open('karim', documentId, { node: second });
    amina.send(awarenessMessage([{ clientId: amina.doc.clientID, clock: 1, state: '{"cursor":null}' }]));
    await karim.until(() => karim.states.has(amina.doc.clientID));
    expect(karim.states.get(amina.doc.clientID)).toEqual({
      user: { id: 'amina', name: 'Captain amina', colour: caretColourOf('amina') },
      cursor: null,
    });
    // Who comes later hears of those on another node too.
    const late = await open('root', documentId, { node: second });
    await late.until(() => late.states.has(amina.doc.clientID));
    amina.socket.terminate();
    await karim.until(() => karim.states.get(amina.doc.clientID) === null);
  });
});

describe('awareness', () => {
  test("[DW50] identity is the server's, a connection speaks for one client, others are not touched", async () => {
    const documentId = await world.createDocument('plain');
    const [amina, karim] = [await open('amina', documentId), await open('karim', documentId)];
    const state = (name: string) =>
      JSON.stringify({
        user: { id: 'root', name, color: 'red' },
        cursor: { anchor: { tname: 'text', item: null, type: null, assoc: 0 }, head: { tname: 'text' } },
        evil: 1,
      });
    amina.send(awarenessMessage([{ clientId: amina.doc.clientID, clock: 1, state: state('Minister') }]));
    await karim.until(() => karim.states.has(amina.doc.clientID));
    expect(karim.states.get(amina.doc.clientID)).toEqual({
      user: { id: 'amina', name: 'Captain amina', colour: caretColourOf('amina') },
      cursor: { anchor: { tname: 'text', item: null, type: null, assoc: 0 }, head: { tname: 'text' } },
    });
    // Her own is echoed: an unmodified client counts on hearing something.
    await amina.until(() => amina.states.has(amina.doc.clientID));

    karim.send(awarenessMessage([{ clientId: karim.doc.clientID, clock: 1, state: '{}' }]));
    await amina.until(() => amina.states.has(karim.doc.clientID));
    // All of this is of others or too much: dropped without a word.
    karim.send(awarenessMessage([{ clientId: amina.doc.clientID, clock: 2 ** 50, state: 'null' }]));
    karim.send(awarenessMessage([{ clientId: amina.doc.clientID, clock: 9, state: state('Other') }]));
    karim.send(awarenessMessage([{ clientId: 7, clock: 1, state: '{}' }]));
    karim.send(awarenessMessage([{ clientId: karim.doc.clientID, clock: 2, state: JSON.stringify({ cursor: 'x'.repeat(5000) }) }]));
    karim.send(awarenessMessage(Array.from({ length: 9000 }, (_, i) => ({ clientId: 1000 + i, clock: 1, state: '{}' }))));
    karim.send(
      awarenessMessage([{ clientId: karim.doc.clientID, clock: 3, state: '{"cursor":{"anchor":{"tname":5},"head":"__proto__"}}' }]),
    );
    const mark = karim.said.length;
    karim.send(Uint8Array.of(3));
    await karim.until(() => karim.said.slice(mark).filter(({ kind }) => kind === 'awareness').length >= 1);
    expect(karim.closeCode).toBeUndefined();
    const last = amina.states;
    expect([...last.keys()].sort()).toEqual([amina.doc.clientID, karim.doc.clientID].sort());
    expect(last.get(karim.doc.clientID)).toMatchObject({ user: { id: 'karim' }, cursor: null });
    expect(last.get(amina.doc.clientID)).toMatchObject({ user: { name: 'Captain amina' } });
  });

  test("[DW51] an id seen with a caret cannot be taken by somebody else's first update", async () => {
    const documentId = await world.createDocument('plain');
    const [amina, karim] = [await open('amina', documentId), await open('karim', documentId)];
    amina.send(awarenessMessage([{ clientId: amina.doc.clientID, clock: 1, state: '{}' }]));
    await karim.until(() => karim.states.has(amina.doc.clientID));
    const forged = new Y.Doc();
    forged.clientID = amina.doc.clientID;
    forged.getText('text').insert(0, 'forged');
    const n = karim.sendUpdate(Y.encodeStateAsUpdate(forged));
    await karim.until(() => karim.refusals.length > 0);
    expect(karim.refusals).toEqual([{ n, code: refusalCodes.foreignClientId }]);
    amina.doc.getText('text').insert(0, 'mine');
    await settled(amina);
    expect(amina.refusals).toEqual([]);
  });
});

describe('rights', () => {
  test('[DW60] a session ended on one node closes its documents on the other within a second', async () => {
    const documentId = await world.createDocument('plain');
    const client = await open('karim.away', documentId, { node: second });
    const other = await open('karim', documentId, { node: second });
    const started = performance.now();
    await world.endSession('karim.away');
    expect(await client.closed()).toBe(closeCodes.notSignedIn);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(other.closeCode).toBeUndefined();
  });

  test('[DW61] a role is lowered and raised in place, and lost with the membership', async () => {
    const documentId = await world.createDocument('plain');
    const client = await open('karim', documentId, { node: second });
    await settled(client);
    await world.setMember('karim', 'observer');
    await expect
      .poll(async () => {
        const probe = new Y.Doc();
        probe.getText('text').insert(0, 'x');
        client.sendUpdate(Y.encodeStateAsUpdate(probe));
        await settled(client);
        return client.refusals.at(-1)?.code;
      })
      .toBe(refusalCodes.notAllowed);
    const asked = client.said.filter(({ kind }) => kind === 'step1').length;
    await world.setMember('karim', 'member');
    // Raised: the server asks for what only this client has.
    await client.until(() => client.said.filter(({ kind }) => kind === 'step1').length > asked);
    client.doc.getText('text').insert(0, 'again');
    await settled(client);
    expect((await open('amina', documentId)).text).toContain('again');
    await world.setMember('karim', undefined);
    expect(await client.closed()).toBe(closeCodes.notAllowed);
    await world.setMember('karim', 'member');
  });

  test('[DW62] archiving through the operation stops edits of open connections, on every node', async () => {
    const documentId = await world.createDocument('plain');
    const client = await open('amina', documentId, { node: second });
    client.doc.getText('text').insert(0, 'before');
    await settled(client);
    const call = (body: object, session = 'root') =>
      fetch(`${world.node.httpUrl}/api/v1/documents/${documentId}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await call({ isArchived: true }, 'amina')).status).toBe(403);
    expect((await call({ isArchived: true })).status).toBe(200);
    await expect
      .poll(async () => {
        client.sendUpdate(Uint8Array.of(0, 0));
        client.doc.getText('text').insert(0, '.');
        await settled(client);
        return client.refusals.at(-1)?.code;
      })
      .toBe(refusalCodes.archived);
    expect((await call({ title: 'New' })).status).toBe(409);
    expect((await call({ isArchived: false })).status).toBe(200);
  });
});

describe('the hub as a writer', () => {
  const blocks = [
    { type: 'heading', level: 1, text: 'الاستماع إلى الناجيات' },
    { id: 'paragraph000001', type: 'paragraph', text: 'تبدأ المقابلة بالتعريف بالنفس.' },
    { type: 'bulletList', items: ['أولا', 'ثانيا'] },
  ] as const;

  test('[DW70] blocks are written once into an empty lesson, seen live, and fit the schema', async () => {
    const documentId = await world.createDocument('lesson');
    const reader = await open('amina', documentId, { query: 'ack=1&schema=1' });
    const results = await Promise.allSettled(
      [1, 2].map(() => writeLesson(world.node.hub.tools, { documentId, userId: 'root', blocks, onlyWhenEmpty: true })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((result) => result.status === 'rejected')?.reason).toBeInstanceOf(LessonNotEmptyError);
    const content = reader.doc.getXmlFragment('content');
    await reader.until(() => content.length === 3);
    expect(content.toString()).toContain('<paragraph dir="rtl" id="paragraph000001">تبدأ المقابلة بالتعريف بالنفس.</paragraph>');
    expect(content.toString()).toContain('level="1"');
  });

  test('[DW71] a block is changed in place: carets elsewhere in it and in others stay', async () => {
    const documentId = await world.createDocument('lesson');
    await writeLesson(world.node.hub.tools, { documentId, userId: 'root', blocks });
    const reader = await open('amina', documentId, { query: 'ack=1&schema=1', node: second });
    const content = reader.doc.getXmlFragment('content');
    const text = (content.get(1) as Y.XmlElement).get(0) as Y.XmlText;
    const caret = Y.createRelativePositionFromTypeIndex(text, 5);
    await writeLesson(world.node.hub.tools, {
      documentId,
      userId: 'root',
      blocks: [{ id: 'paragraph000001', type: 'paragraph', text: 'تبدأ المقابلة بهدوء.' }],
    });
    await reader.until(() => text.toString() === 'تبدأ المقابلة بهدوء.');
    expect(Y.createAbsolutePositionFromRelativePosition(caret, reader.doc)).toMatchObject({ index: 5, type: text });
    expect(content.length).toBe(3);
  });

  test('[DW72] a pen shows its caret, writes into its own paragraph and takes it back', async () => {
    const documentId = await world.createDocument('lesson');
    const reader = await open('amina', documentId, { query: 'ack=1&schema=1' });
    const pen = await openLessonPen(world.node.hub.tools, { documentId, userId: 'root', name: 'Captain root' });
    await pen.write('نكتب ');
    await pen.write('معا');
    const content = reader.doc.getXmlFragment('content');
    await reader.until(() => content.toString().includes('نكتب معا'));
    await reader.until(() => [...reader.states.values()].some((state) => JSON.stringify(state).includes('Captain root')));
    await pen.erase();
    await reader.until(() => content.length === 0 && [...reader.states.values()].every((state) => state === null));
  });
});

describe('operations', () => {
  const post = (body: object, session = 'amina') =>
    fetch(`${world.node.httpUrl}/api/v1/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
      body: JSON.stringify({ spaceId: 'champions', ...body }),
    });

  test('[DW80] the same clientId makes one document; with another title it is refused', async () => {
    const wish = { clientId: 'client-0001', kind: 'lesson', title: 'الاستماع', language: 'ar' };
    const [first, again] = await Promise.all([post(wish), post(wish)]);
    const bodies = (await Promise.all([first, again].map((response) => response.json()))) as {
      items: { id: string; myRole: string; schemaVersion: number }[];
    }[];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(bodies[0]?.items[0]?.id).toBe(bodies[1]?.items[0]?.id);
    expect(bodies[0]?.items[0]).toMatchObject({ myRole: 'manager', schemaVersion: 1 });
    const reused = await post({ ...wish, title: 'Other' });
    expect([reused.status, ((await reused.json()) as { type: string }).type]).toEqual([409, 'urn:hub:error:documents/clientIdReused']);
    expect((await post({})).status).toBe(422);
    expect((await post(wish, 'olga')).status).toBe(403);
  });

  test('[DW81] up to a hundred at once, listed newest first in pages', async () => {
    const documents = Array.from({ length: 100 }, (_, i) => ({ kind: 'plain', title: `Sheet ${i}`, language: 'en' }));
    const made = (await (await post({ documents })).json()) as { items: { id: string }[] };
    expect(new Set(made.items.map(({ id }) => id)).size).toBe(100);
    expect((await post({ documents: [...documents, documents[0]] })).status).toBe(400);
    const seen = new Set<string>();
    let cursor = '';
    do {
      const response = await fetch(`${world.node.httpUrl}/api/v1/spaces/champions/documents?limit=60${cursor && `&cursor=${cursor}`}`, {
        headers: { authorization: 'Bearer olga' },
      });
      const page = (await response.json()) as { items: { id: string }[]; next?: string };
      for (const { id } of page.items) seen.add(id);
      cursor = page.next ?? '';
    } while (cursor !== '');
    expect(made.items.every(({ id }) => seen.has(id))).toBe(true);
  });

  test('[DW82] a role is given to members only, and holds at once', async () => {
    const documentId = await world.createDocument('plain', { memberRole: 'reader' });
    const put = (userId: string, role: string | null) =>
      fetch(`${world.node.httpUrl}/api/v1/documents/${documentId}/roles/${userId}`, {
        method: 'PUT',
        headers: { authorization: 'Bearer root', 'content-type': 'application/json' },
        body: JSON.stringify({ role }),
      });
    const client = await open('amina', documentId);
    client.doc.getText('text').insert(0, 'x');
    await client.until(() => client.refusals.length === 1);
    expect((await put('stranger', 'editor')).status).toBe(422);
    expect((await put('amina', 'editor')).status).toBe(200);
    const again = await open('amina.2', documentId);
    again.doc.getText('text').insert(0, 'y');
    await settled(again);
    expect(again.refusals).toEqual([]);
    expect((await put('amina', null)).status).toBe(200);
    await expect
      .poll(async () => {
        again.doc.getText('text').insert(0, 'z');
        await settled(again);
        return again.refusals.length;
      })
      .toBeGreaterThan(0);
  });
});
