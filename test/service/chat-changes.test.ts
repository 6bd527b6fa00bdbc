import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message, RoomEvent, RoomItem } from '#shared/features/chat/contract.ts';
import { roomStream } from '#server/features/chat/index.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let salma: Client;
let noha: Client;
let rania: Client;
let room = '';
let rooms = 0;

beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space(
    'champions',
    Array.from({ length: 20 }, (_, i) => `talk${i}`),
  );
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  rania = await hub.person('rania', { spaces: { champions: 'member' } });
  noha = await hub.person('noha', { spaces: { champions: 'moderator' } });
});
afterAll(() => hub.stop());

/** A room nobody has written in. */
const freshRoom = () => {
  room = `talk${rooms}`;
  rooms += 1;
  return room;
};
const at = (seq: number, more = '') => `/rooms/${room}/messages/${seq}${more}`;
const send = (who: Client, text: string, more: object = {}) =>
  who.api<Message>('POST', `/rooms/${room}/messages`, { clientId: randomUUID(), text, ...more });
const read = async (who: Client, query = '') => (await who.api<{ items: RoomItem[] }>('GET', `/rooms/${room}/messages${query}`)).items;
const events = async (who: Client) =>
  (await who.api<{ rooms: { events: RoomEvent[] }[] }>('POST', '/rooms/sync', { rooms: [{ roomId: room, lastSeq: 0 }] })).rooms[0]!.events;
const stored = async () => JSON.stringify(await hub.app.open.ports.log.read(roomStream(room), 0, 100));

describe('editing', () => {
  test('[RM32] the author changes her text, readers see it, and the former one stays in the history', async () => {
    freshRoom();
    const { seq } = await send(salma, 'الموعد الأحد');
    const edited = await salma.api<Message>('PATCH', at(seq), { baseRevision: 0, text: 'الموعد الاثنين' });
    expect(edited).toMatchObject({ text: 'الموعد الاثنين', revision: 1 });
    expect(await read(rania)).toMatchObject([{ seq, text: 'الموعد الاثنين', revision: 1 }]);
    const { revisions } = await rania.api<{ revisions: { text: string }[] }>('GET', at(seq, '/history'));
    expect(revisions.map(({ text }) => text)).toEqual(['الموعد الأحد', 'الموعد الاثنين']);
  });
  test('[RM32] an edit of an older revision is refused, told again it is the same edit, and others may not', async () => {
    freshRoom();
    const { seq } = await send(salma, 'أول');
    const edit = (who: Client, baseRevision: number, text: string) => who.api<Message>('PATCH', at(seq), { baseRevision, text });
    await edit(salma, 0, 'ثانٍ');
    await expect(edit(salma, 0, 'ثالث')).rejects.toThrow('chat/staleRevision');
    expect(await edit(salma, 0, 'ثانٍ')).toMatchObject({ revision: 1 });
    await expect(edit(noha, 1, 'ليس لها')).rejects.toThrow('chat/notYours');
    await expect(edit(salma, 1, '  ')).rejects.toThrow('chat/messageEmpty');
  });
  test('[RM32] of ten edits of one revision at once one is taken, and no word of the others is kept', async () => {
    freshRoom();
    const { seq } = await send(salma, 'أول');
    const edits = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => salma.api<Message>('PATCH', at(seq), { baseRevision: 0, text: `تعديل ${i}` })),
    );
    const taken = edits.flatMap((edit) => (edit.status === 'fulfilled' ? edit.value.text : []));
    expect(taken).toHaveLength(1);
    expect(await read(rania)).toMatchObject([{ text: taken[0], revision: 1 }]);
    const log = await stored();
    for (let i = 0; i < 10; i += 1) if (`تعديل ${i}` !== taken[0]) expect(log).not.toContain(`تعديل ${i}"`);
  });
  test('[RM37] a moderator empties one former text; the others stay, and the present one cannot be emptied so', async () => {
    freshRoom();
    const { seq } = await send(salma, 'رقم سري');
    await salma.api('PATCH', at(seq), { baseRevision: 0, text: 'بلا رقم' });
    await expect(salma.api('DELETE', at(seq, '/history/0'))).rejects.toThrow('common/forbidden');
    await expect(noha.api('DELETE', at(seq, '/history/1'))).rejects.toThrow('chat/unknownMessage');
    await noha.api('DELETE', at(seq, '/history/0'));
    const { revisions } = await noha.api<{ revisions: { revision: number }[] }>('GET', at(seq, '/history'));
    expect(revisions).toMatchObject([{ revision: 1, text: 'بلا رقم' }]);
    expect(JSON.stringify([await events(rania), await stored()])).not.toContain('رقم سري');
    expect((await events(rania))[0]).toMatchObject({ kind: 'message', text: 'بلا رقم' });
  });
});

describe('removing', () => {
  test('[RM35] what its author removed is nowhere: not in pages, events, history, quotes, nor in the log', async () => {
    freshRoom();
    const { seq } = await send(salma, 'كلام يُسحب');
    await salma.api('PATCH', at(seq), { baseRevision: 0, text: 'كلام معدَّل يُسحب' });
    await send(rania, 'ردّ', { replyTo: seq });
    await salma.api('DELETE', at(seq));
    const page = await rania.api<{ quoted: RoomItem[] }>('GET', `/rooms/${room}/messages?limit=1`);
    expect(page.quoted).toMatchObject([{ kind: 'hidden', seq, why: 'removed', removedBy: 'author' }]);
    expect(JSON.stringify([page, await read(rania), await events(rania), await stored()])).not.toContain('يُسحب');
    await expect(rania.api('GET', at(seq, '/history'))).rejects.toThrow('chat/unknownMessage');
    await expect(salma.api('PATCH', at(seq), { baseRevision: 1, text: 'عودة' })).rejects.toThrow('chat/messageRemoved');
    await expect(rania.api('PUT', at(seq, '/reactions'), { emoji: '👍', isOn: true })).rejects.toThrow('chat/messageRemoved');
  });
  test('[RM35] others remove it only as moderators and with a reason, which takes its place; once', async () => {
    freshRoom();
    const { seq } = await send(salma, 'تفاصيل قضية');
    await expect(rania.api('DELETE', at(seq))).rejects.toThrow('chat/notYours');
    await expect(noha.api('DELETE', at(seq))).rejects.toThrow('chat/reasonNeeded');
    const answers = await Promise.all([1, 2, 3].map(() => noha.api<RoomItem>('DELETE', at(seq), { reason: 'معلومات عملياتية' })));
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'hidden', removedBy: 'moderators', reason: 'معلومات عملياتية' });
    expect((await events(rania)).filter(({ kind }) => kind === 'removed')).toHaveLength(1);
  });
});

describe('reactions and pins', () => {
  test('[RM33] repeating changes nothing, only emoji are taken, and a kind too many is refused', async () => {
    freshRoom();
    const { seq } = await send(salma, 'خبر');
    const react = (who: Client, emoji: string, isOn = true) => who.api<Message>('PUT', at(seq, '/reactions'), { emoji, isOn });
    await Promise.all([react(rania, '👏🏽'), react(noha, '👏🏽')]);
    expect((await react(rania, '👏🏽')).reactions).toEqual([
      { emoji: '👏🏽', by: expect.arrayContaining([rania.userId, noha.userId]) as string[] },
    ]);
    expect((await events(salma)).filter(({ kind }) => kind === 'reacted')).toHaveLength(2);
    for (const text of ['x', '1', '👍👍', '<b>', 'حسن']) await expect(react(rania, text)).rejects.toThrow('chat/notAnEmoji');
    for (let i = 0; i < 11; i += 1) await react(rania, String.fromCodePoint(0x1f600 + i));
    await expect(react(rania, '🎓')).rejects.toThrow('chat/tooManyReactions');
    expect((await react(noha, '👏🏽', false)).reactions[0]?.by).toEqual([rania.userId]);
  });
  test('moderators pin and unpin; the list shows what is pinned', async () => {
    freshRoom();
    const { seq } = await send(salma, 'الجدول');
    await expect(salma.api('PUT', at(seq, '/pin'), { isOn: true })).rejects.toThrow('common/forbidden');
    await noha.api('PUT', at(seq, '/pin'), { isOn: true, note: 'جدول الدورة' });
    const pins = async () => (await rania.api<{ items: RoomItem[] }>('GET', `/rooms/${room}/pins`)).items;
    expect(await pins()).toMatchObject([{ seq, pin: { by: noha.userId, note: 'جدول الدورة' } }]);
    await noha.api('PUT', at(seq, '/pin'), { isOn: false });
    expect(await pins()).toEqual([]);
  });
});

describe('threads and quotes', () => {
  test('[RM34] replies stand in the thread and not in the room; the first message counts them', async () => {
    freshRoom();
    const { seq: root } = await send(salma, 'سؤال');
    const first = await send(rania, 'جواب', { thread: root });
    await send(noha, 'إضافة', { thread: root, replyTo: first.seq });
    await send(salma, 'موضوع آخر');
    expect((await read(salma)).map((item) => item.kind === 'message' && item.text)).toEqual(['سؤال', 'موضوع آخر']);
    expect((await read(salma))[0]).toMatchObject({ replies: { count: 2, participants: [rania.userId, noha.userId] } });
    expect(await read(salma, `?thread=${root}`)).toMatchObject([{ text: 'جواب' }, { text: 'إضافة', replyTo: first.seq }]);
    const threads = await salma.api<{ items: RoomItem[] }>('GET', `/rooms/${room}/threads`);
    expect(threads.items).toMatchObject([{ seq: root }]);
  });
  test('[RM34] a reply to a reply, to nothing, or a quote from elsewhere is refused', async () => {
    freshRoom();
    const { seq: root } = await send(salma, 'سؤال');
    const { seq: child } = await send(rania, 'جواب', { thread: root });
    await expect(send(noha, 'عمق', { thread: child })).rejects.toThrow('chat/threadNested');
    await expect(send(noha, 'لا شيء', { thread: 99 })).rejects.toThrow('chat/unknownMessage');
    await expect(send(noha, 'من الخيط', { replyTo: child })).rejects.toThrow('chat/unknownMessage');
  });
  test('[RM11] a page around a number has it in the middle; spans touch without a hole', async () => {
    freshRoom();
    for (let i = 1; i <= 30; i += 1) await send(salma, `${i}`);
    const page = await rania.api<{ items: RoomItem[]; from: number; to: number; hasLater: boolean }>(
      'GET',
      `/rooms/${room}/messages?around=15&limit=10`,
    );
    expect(page.items.map(({ seq }) => seq)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect([page.from, page.to, page.hasLater]).toEqual([11, 20, true]);
    const { items } = await rania.api<{ items: RoomItem[] }>('POST', `/rooms/${room}/messages/get`, { seqs: [3, 29, 999] });
    expect(items.map(({ seq }) => seq)).toEqual([3, 29]);
  });
});

describe('rooms that are locked or slow', () => {
  test('[RM4] [RM2] nothing is taken, except that a message stored before is answered as stored', async () => {
    freshRoom();
    const clientId = randomUUID();
    const { seq } = await send(salma, 'قبل القفل', { clientId });
    await noha.api('PUT', `/rooms/${room}/lock`, { reason: 'انتهى النقاش' });
    await expect(send(salma, 'بعد القفل')).rejects.toThrow('chat/roomLocked');
    expect((await send(salma, 'قبل القفل', { clientId })).seq).toBe(seq);
    await expect(send(salma, 'كلام آخر', { clientId })).rejects.toThrow('chat/roomLocked');
    await noha.api('DELETE', `/rooms/${room}/lock`);
    await send(salma, 'عاد النقاش');
  });
  test('[RM4] in slow mode one waits between messages, whatever she does with the last; who manages the room does not', async () => {
    freshRoom();
    await noha.api('PATCH', `/rooms/${room}`, { slowModeSeconds: 60 });
    const clientId = randomUUID();
    const { seq } = await send(salma, 'واحدة', { clientId });
    expect((await send(salma, 'واحدة', { clientId })).seq).toBe(seq);
    await salma.api('DELETE', at(seq));
    const refused = await salma.fetch('POST', `/rooms/${room}/messages`, { clientId: randomUUID(), text: 'ثانية' });
    expect(refused.status).toBe(429);
    const { params } = (await refused.json()) as { params: { retryAfterMs: number } };
    expect(params.retryAfterMs).toBeGreaterThan(50_000);
    const other = await salma.socket();
    expect(await other.emitWithAck('chat.sendMessage', { roomId: room, clientId: randomUUID(), text: 'ثانية' })).toMatchObject({
      problem: { type: 'urn:hub:error:chat/slowMode' },
    });
    for (let i = 0; i < 3; i += 1) await send(noha, `${i}`);
  });
});

describe('mentions', () => {
  test('[RM38] more than thirty people are mentioned only when confirmed; more than twenty mentions never', async () => {
    freshRoom();
    await hub.space('crowd', ['crowd-talk']);
    const iman = await hub.person('iman', { spaces: { crowd: 'member' } });
    const { ports } = hub.app.open;
    const { addMember } = await import('#server/features/spaces/index.ts');
    for (let i = 0; i < 31; i += 1)
      await addMember(ports, { spaceId: 'crowd', userId: `extra${i}`, role: 'member', joinedAt: new Date().toISOString() });
    room = 'crowd-talk';
    await expect(send(iman, '<@space> اجتماع')).rejects.toThrow('chat/mentionNeedsConfirmation');
    expect(await send(iman, '<@space> اجتماع', { confirmsMentions: true })).toMatchObject({ text: '<@space> اجتماع' });
    await expect(send(iman, Array.from({ length: 21 }, (_, i) => `<@p${i}>`).join(' '))).rejects.toThrow('chat/tooManyMentions');
  });
});
