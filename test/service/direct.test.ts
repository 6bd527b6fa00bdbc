import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, RoomItem } from '#shared/features/chat/contract.ts';
import type { Conversation } from '#shared/features/direct/contract.ts';
import type { RoomState } from '#shared/features/personal/contract.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let count = 0;
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('champions');
});
afterAll(() => hub.stop());

const person = (more: object = { spaces: { champions: 'member' } }) => hub.person(`p${count++}`, more);
const open = (who: Client, other: Client) => who.api<Conversation>('POST', `/people/${other.userId}/conversation`);
const send = (who: Client, roomId: string, text: string) =>
  who.api<Message>('POST', `/rooms/${roomId}/messages`, { clientId: randomUUID(), text });
const answer = (who: Client, roomId: string, decision: 'accept' | 'decline') =>
  who.api<Conversation>('POST', `/rooms/${roomId}/answer`, { decision });
const list = async (who: Client) => (await who.api<{ items: Conversation[] }>('GET', '/me/conversations')).items;

test('[DC1] one message asks; it is read, accepted, and then both write', async () => {
  const [salma, noha] = [await person(), await person()];
  const socket = await noha.socket();
  const told = new Promise((resolve) => socket.once('direct.changed', resolve));
  const { roomId, state } = await open(salma, noha);
  expect(state).toBe('requested');
  expect(await told).toEqual({ roomId });
  await send(salma, roomId, 'هل لديك دقيقة؟');
  await expect(send(salma, roomId, 'ألو')).rejects.toThrow('chat/requestWaiting');
  await expect(send(noha, roomId, 'نعم')).rejects.toThrow('chat/answerFirst');
  expect((await noha.api<{ items: RoomItem[] }>('GET', `/rooms/${roomId}/messages`)).items).toMatchObject([{ text: 'هل لديك دقيقة؟' }]);
  expect(await list(noha)).toMatchObject([{ userId: salma.userId, state: 'requested', isMine: false }]);
  const { rooms } = await noha.api<{ rooms: RoomState[] }>('GET', '/me/rooms');
  expect(rooms.find((one) => one.roomId === roomId)).toMatchObject({ unread: 1 });
  expect(rooms.find((one) => one.roomId === roomId)).not.toHaveProperty('spaceId');
  expect(await answer(noha, roomId, 'accept')).toMatchObject({ state: 'open' });
  await send(noha, roomId, 'نعم');
  await send(salma, roomId, 'شكرًا');
  expect((await open(noha, salma)).roomId).toBe(roomId);
  await expect(answer(noha, roomId, 'decline')).rejects.toThrow('direct/alreadyAnswered');
});
test('[DC1] a message sent again after a lost answer is the same request', async () => {
  const [salma, noha] = [await person(), await person()];
  const { roomId } = await open(salma, noha);
  const message = { clientId: randomUUID(), text: 'سلام' };
  const first = await salma.api<Message>('POST', `/rooms/${roomId}/messages`, message);
  expect(await salma.api<Message>('POST', `/rooms/${roomId}/messages`, message)).toMatchObject({ seq: first.seq });
});
test('[DC2] who may not write gets one answer, whatever the reason', async () => {
  const [salma, closed, blocking, stranger] = [await person(), await person(), await person(), await person({})];
  await closed.api('PATCH', '/me/direct-settings', { whoMayWrite: 'nobody' });
  await blocking.api('PUT', `/me/blocks/${salma.userId}`);
  await expect(open(salma, closed)).rejects.toThrow('direct/notAvailable');
  await expect(open(salma, blocking)).rejects.toThrow('direct/notAvailable');
  await expect(open(blocking, salma)).rejects.toThrow('direct/notAvailable');
  await expect(open(stranger, salma)).rejects.toThrow('common/notFound');
  await expect(open(salma, salma)).rejects.toThrow('direct/ownAccount');
});
test('[DC3] a declined request goes on waiting for who asked; three in a week and five a day are the end', async () => {
  const salma = await person();
  const others = await Promise.all(Array.from({ length: 7 }, () => person()));
  for (const other of others.slice(0, 3)) {
    const { roomId } = await open(salma, other);
    await send(salma, roomId, 'سلام');
    expect(await answer(other, roomId, 'decline')).toMatchObject({ state: 'declined' });
    expect(await open(salma, other)).toMatchObject({ state: 'requested' });
    await expect(other.api('GET', `/rooms/${roomId}/messages`)).rejects.toThrow('common/notFound');
    await expect(send(salma, roomId, 'ألو')).rejects.toThrow('chat/requestWaiting');
  }
  await expect(open(salma, others[3]!)).rejects.toThrow('direct/requestsPaused');
  const eager = await person();
  for (const other of others.slice(0, 5)) await open(eager, other);
  await expect(open(eager, others[5]!)).rejects.toThrow('direct/tooManyRequests');
});
test('[DC4] nobody else reads it or learns of it, with whatever role', async () => {
  const [salma, noha] = [await person(), await person()];
  const admin = await person({ hubRoles: ['admin'] });
  const coordinator = await person({ spaces: { champions: 'coordinator' } });
  const { roomId } = await open(salma, noha);
  await send(salma, roomId, 'سر');
  for (const other of [admin, coordinator]) {
    await expect(other.api('GET', `/rooms/${roomId}/messages`)).rejects.toThrow('common/notFound');
    await expect(send(other, roomId, 'x')).rejects.toThrow('common/notFound');
    const socket = await other.socket();
    expect(await socket.emitWithAck('chat.openRoom', { roomId })).toMatchObject({ problem: { status: 404 } });
    const answered = await other.api<{ rooms: { state: string }[] }>('POST', '/rooms/sync', { rooms: [{ roomId, lastSeq: 0 }] });
    expect(answered.rooms[0]?.state).toBe('gone');
  }
});
test('[DC5] after a block neither writes; taken back, both do', async () => {
  const [salma, noha] = [await person(), await person()];
  const { roomId } = await open(salma, noha);
  await answer(noha, roomId, 'accept');
  await noha.api('PUT', `/me/blocks/${salma.userId}`);
  await expect(send(salma, roomId, 'x')).rejects.toThrow('chat/conversationClosed');
  await expect(send(noha, roomId, 'x')).rejects.toThrow('chat/conversationClosed');
  await noha.api('DELETE', `/me/blocks/${salma.userId}`);
  await send(salma, roomId, 'عدنا');
});
