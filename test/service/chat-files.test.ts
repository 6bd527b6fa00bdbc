import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, RoomItem } from '#shared/features/chat/contract.ts';
import type { Conversation } from '#shared/features/direct/contract.ts';
import { restoreMessage, withholdMessage } from '#server/features/chat/index.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';
import { upload } from '../support/uploads.ts';

let hub: TestHub;
let salma: Client;
let noha: Client;
let stranger: Client;
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('champions', ['talk', 'other']);
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  noha = await hub.person('noha', { spaces: { champions: 'moderator' } });
  stranger = await hub.person('stranger');
});
afterAll(() => hub.stop());

const file = async (who: Client, roomId = 'talk', text = 'محضر الاجتماع') =>
  (await upload(who, { roomId, name: 'محضر.txt', content: new TextEncoder().encode(text) })).fileId;
const send = (who: Client, attachments: string[], more: object = {}) =>
  who.api<Message>('POST', '/rooms/talk/messages', { clientId: randomUUID(), text: '', attachments, ...more });
const status = async (who: Client, fileId: string) => (await who.fetch('GET', `/files/${fileId}/content`)).status;

test('[RM29] a file goes with its message: who reads the room reads it, nobody else, with the exact address', async () => {
  const fileId = await file(salma);
  expect(await status(noha, fileId)).toBe(404);
  const sent = await send(salma, [fileId]);
  expect(sent.attachments).toMatchObject([{ fileId, kind: 'document', scan: 'notScanned' }]);
  expect([await status(noha, fileId), await status(stranger, fileId)]).toEqual([200, 404]);
  expect((await fetch(`${hub.url}/api/v1/files/${fileId}/content`)).status).toBe(401);
  const { items } = await noha.api<{ items: RoomItem[] }>('GET', `/rooms/talk/search?words=${encodeURIComponent('محضر')}`);
  expect(items.map(({ seq }) => seq)).toEqual([sent.seq]);
});
test('[RM29] sent again after a lost answer it is one message; a file hangs on one message and is its sender’s own', async () => {
  const fileId = await file(salma);
  const clientId = randomUUID();
  const first = await send(salma, [fileId], { clientId });
  expect(await send(salma, [fileId], { clientId })).toEqual(first);
  await expect(send(salma, [fileId])).rejects.toThrow('files/attachedElsewhere');
  await expect(send(noha, [await file(salma)])).rejects.toThrow('files/unknownFile');
  await expect(send(salma, [await file(salma, 'other')])).rejects.toThrow('files/unknownFile');
  await expect(send(salma, [])).rejects.toThrow('chat/messageEmpty');
});
test('[RM29] withheld it is out of sight, restored it is back, removed it is gone for good', async () => {
  const fileId = await file(salma);
  const { seq } = await send(salma, [fileId], { text: 'مع ملف' });
  const act = { roomId: 'talk', seq, byUserId: noha.userId };
  await withholdMessage(hub.app.hub.tools, act);
  expect(await status(salma, fileId)).toBe(404);
  await restoreMessage(hub.app.hub.tools, act);
  expect(await status(noha, fileId)).toBe(200);
  await salma.api('DELETE', `/rooms/talk/messages/${seq}`);
  expect(await status(noha, fileId)).toBe(410);
});
test('[DC1] a request is one message without files; accepted, files go both ways and stay between the two', async () => {
  const { roomId } = await salma.api<Conversation>('POST', `/people/${noha.userId}/conversation`);
  const early = await file(salma, roomId);
  const write = (attachments: string[]) =>
    salma.api<Message>('POST', `/rooms/${roomId}/messages`, { clientId: randomUUID(), text: 'سلام', attachments });
  await expect(write([early])).rejects.toThrow('chat/noFilesYet');
  await write([]);
  await noha.api('POST', `/rooms/${roomId}/answer`, { decision: 'accept' });
  await write([early]);
  expect([await status(noha, early), await status(stranger, early)]).toEqual([200, 404]);
});
