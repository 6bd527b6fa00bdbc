import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { chat, Message } from '#shared/features/chat/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { roomStream } from '#server/features/chat/index.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

type Results = OutputOf<typeof chat, 'getPoll'>;
let hub: TestHub;
let salma: Client;
let noha: Client;
let rania: Client;

beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('champions', ['polls']);
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  rania = await hub.person('rania', { spaces: { champions: 'observer' } });
  noha = await hub.person('noha', { spaces: { champions: 'moderator' } });
});
afterAll(() => hub.stop());

const ask = (poll: object) =>
  salma.api<Message>('POST', '/rooms/polls/messages', {
    clientId: randomUUID(),
    text: 'متى نلتقي؟',
    poll: { options: ['الأحد', 'الاثنين'], ...poll },
  });
const vote = (who: Client, seq: number, ...optionIds: string[]) =>
  who.api<Results>('PUT', `/rooms/polls/messages/${seq}/vote`, { optionIds });
const results = (who: Client, seq: number) => who.api<Results>('GET', `/rooms/polls/messages/${seq}/poll`);

test('[RM39] one vote a person, replaced and taken back; one choice where one is asked for', async () => {
  const { seq } = await ask({});
  await vote(rania, seq, 'o1');
  await vote(rania, seq, 'o1');
  expect(await vote(noha, seq, 'o2')).toMatchObject({ mine: ['o2'], voters: 2, counts: [{ count: 1, by: [rania.userId] }, { count: 1 }] });
  expect(await vote(rania, seq, 'o2')).toMatchObject({ counts: [{ count: 0 }, { count: 2 }] });
  expect(await vote(rania, seq)).toMatchObject({ mine: [], voters: 1 });
  await expect(vote(rania, seq, 'o1', 'o2')).rejects.toThrow('chat/unknownOption');
  await expect(vote(rania, seq, 'o9')).rejects.toThrow('chat/unknownOption');
});
test('[RM39] an anonymous poll leads back to nobody: no payload, no log entry, no stored vote names who voted', async () => {
  const socket = await salma.socket();
  await socket.emitWithAck('chat.openRoom', { roomId: 'polls' });
  const heard: unknown[] = [];
  socket.on('chat.roomEvents', (told) => heard.push(told));
  const { seq } = await ask({ isAnonymous: true, isMultiple: true });
  await vote(rania, seq, 'o1', 'o2');
  const seen = await results(salma, seq);
  expect(seen).toMatchObject({ voters: 1, counts: [{ optionId: 'o1', count: 1 }, { count: 1 }] });
  const entries = await hub.app.open.ports.log.read(roomStream('polls'), seq - 1, 100);
  const votes = await hub.app.open.ports.store
    .collection('pollVotes', { schemaVersion: 1, indexes: [['pollId', 'optionIds'], ['pollId']] })
    .find({
      match: { pollId: `polls.${seq}` },
      limit: 10,
    });
  expect(votes.items).toHaveLength(1);
  expect(JSON.stringify([heard, seen, entries, votes.items])).not.toContain(rania.userId);
  expect(await vote(rania, seq, 'o1')).toMatchObject({ voters: 1 });
});
test('[RM39] counts that are shown after voting, or at the end, are told before to nobody', async () => {
  const voted = await ask({ shows: 'voted' });
  await vote(noha, voted.seq, 'o1');
  expect(await results(rania, voted.seq)).not.toHaveProperty('counts');
  expect(await results(noha, voted.seq)).toMatchObject({ counts: [{ count: 1 }, { count: 0 }] });
  const closed = await ask({ shows: 'closed' });
  await vote(noha, closed.seq, 'o1');
  expect(await results(noha, closed.seq)).not.toHaveProperty('counts');
  await noha.api('POST', `/rooms/polls/messages/${closed.seq}/poll/close`);
  expect(await results(rania, closed.seq)).toMatchObject({ isClosed: true, counts: [{ count: 1 }, { count: 0 }] });
});
test('[RM39] after its end a poll takes no vote, whether it was closed or its time came', async () => {
  const open = await ask({});
  await expect(rania.api('POST', `/rooms/polls/messages/${open.seq}/poll/close`)).rejects.toThrow('chat/notYours');
  await salma.api('POST', `/rooms/polls/messages/${open.seq}/poll/close`);
  await expect(vote(noha, open.seq, 'o1')).rejects.toThrow('chat/pollClosed');
  const past = await ask({ closesAt: new Date(Date.now() - 1000).toISOString() });
  await expect(vote(noha, past.seq, 'o1')).rejects.toThrow('chat/pollClosed');
  const { seq } = await salma.api<Message>('POST', '/rooms/polls/messages', { clientId: randomUUID(), text: 'كلام' });
  await expect(results(noha, seq)).rejects.toThrow('chat/notAPoll');
});
