import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, RoomItem } from '#shared/features/chat/contract.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let salma: Client;
let noha: Client;
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('champions', ['talk', 'other']);
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  noha = await hub.person('noha', { spaces: { champions: 'moderator' } });
  for (const text of [
    'رأيتُ أحمد أمس',
    'الاِسْتِمَاع إلى الضحايا',
    'Привет всем',
    'Ёлка в зале',
    'Comité régional',
    'كتاب عن التدريب',
    'رقم ٢٤',
  ])
    await send(text);
  await salma.api('POST', '/rooms/other/messages', { clientId: randomUUID(), text: 'أحمد في غرفة أخرى' });
});
afterAll(() => hub.stop());

const send = (text: string, more: object = {}) =>
  salma.api<Message>('POST', '/rooms/talk/messages', { clientId: randomUUID(), text, ...more });
const search = (who: Client, words: string, more = '') =>
  who.api<{ items: RoomItem[]; next?: string }>('GET', `/rooms/talk/search?words=${encodeURIComponent(words)}${more}`);
const texts = async (words: string) => (await search(noha, words)).items.map((item) => item.kind === 'message' && item.text);

test.each([
  ['احمد', ['رأيتُ أحمد أمس']],
  ['أَحْمَد', ['رأيتُ أحمد أمس']],
  ['أحـمد', ['رأيتُ أحمد أمس']],
  ['استماع', ['الاِسْتِمَاع إلى الضحايا']],
  ['الاستماع الي', ['الاِسْتِمَاع إلى الضحايا']],
  ['привет', ['Привет всем']],
  ['елка', ['Ёлка в зале']],
  ['regio', ['Comité régional']],
  ['كتاب', ['كتاب عن التدريب']],
  ['تدريب', ['كتاب عن التدريب']],
  ['24', ['رقم ٢٤']],
  ['عن', ['كتاب عن التدريب']],
  ['لا شيء كهذا', []],
  ['( )', []],
])('[RM30] %s is found as it should be, in this room only', async (words, expected) => {
  expect(await texts(words)).toEqual(expected);
});
test('[RM30] what was edited is found by its new words, what was removed by none; pages go on by cursor', async () => {
  const { seq } = await send('كلمة قديمة');
  await salma.api('PATCH', `/rooms/talk/messages/${seq}`, { baseRevision: 0, text: 'كلمة جديدة' });
  expect(await texts('قديمة')).toEqual([]);
  expect(await texts('جديدة')).toEqual(['كلمة جديدة']);
  await noha.api('DELETE', `/rooms/talk/messages/${seq}`, { reason: 'سبب' });
  expect(await texts('جديدة')).toEqual([]);
  for (let i = 0; i < 5; i += 1) await send(`صفحة ${i}`);
  const first = await search(noha, 'صفحة', '&limit=3');
  const second = await search(noha, 'صفحة', `&limit=3&cursor=${first.next}`);
  expect([...first.items, ...second.items].map((item) => item.kind === 'message' && item.text)).toEqual(
    [4, 3, 2, 1, 0].map((i) => `صفحة ${i}`),
  );
  await expect(search(noha, 'أحمد', `&limit=3&cursor=${first.next}`)).rejects.toThrow('common/invalidInput');
  await expect(search(noha, 'صفحة', `&limit=3&cursor=${first.next?.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'))}`)).rejects.toThrow(
    'common/invalidInput',
  );
});
test('[RM30] hostile questions are answered quickly and find nothing', async () => {
  for (const words of ['(a+)+$', '.*.*.*.*x', '$where:sleep(5000)', '"-', `${'a'.repeat(99)}*`])
    expect((await search(noha, words)).items).toEqual([]);
});
