import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { phone, visit, type Visitor } from './visitor.ts';

const space = '/s/demo-champions';
const room = 'demo-champions-general';
const path = `${space}/chat/${room}`;
const elsewhere = `${space}/lessons`;

/** On a machine that does much beside it. */
const soon = { timeout: 10_000 };

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const railBadge = (page: Page, to: string) => page.locator(`nav a[href="${to}"] [data-unread]`);
const roomBadge = (page: Page, of: string) => page.locator(`main a[href="${space}/chat/${of}"] [data-unread]`);

/** Calls the hub as the person of a page, as another device of hers would. */
async function api(page: Page, method: string, at: string, data?: object): Promise<Record<string, unknown>> {
  const { origin } = new URL(page.url());
  const answer = await page.context().request.fetch(`${origin}/api/v1${at}`, { method, ...(data && { data }), headers: { origin } });
  if (!answer.ok()) throw new Error(`${method} ${at}: ${await answer.text()}`);
  const text = await answer.text();
  return text === '' ? {} : JSON.parse(text);
}
const say = (page: Page, roomId: string, text: string) => api(page, 'POST', `/rooms/${roomId}/messages`, { clientId: randomUUID(), text });
/** All that the demo world said is read. */
async function readAll(page: Page): Promise<void> {
  const { rooms } = (await api(page, 'GET', '/me/rooms')) as { rooms: { roomId: string; head: number; threads: { root: number }[] }[] };
  for (const { roomId, head, threads } of rooms) {
    if (head > 0) await api(page, 'PUT', `/rooms/${roomId}/read`, { upTo: head });
    for (const { root } of threads) await api(page, 'PUT', `/rooms/${roomId}/read`, { thread: root, upTo: head });
  }
}

describeWith('chromium', 'what is unread, the inbox and blocking, in Chromium', () => {
  let browser: Browser;
  let node: NodeProcess;
  let salma: Visitor;
  let other: Visitor;
  let tareq: Visitor;
  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    const open = (name: string, at: string, options?: Parameters<typeof visit>[2]) =>
      visit(browser, { url: node.url, email: `${name}@example.org`, path: at }, options);
    salma = await open('salma', '/home', phone);
    await readAll(salma.page);
    other = await open('salma', `${space}/chat/demo-champions-news`);
    tareq = await open('tareq', '/home');
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  }, 60_000);

  test('a badge appears without opening the room, and is gone in the other window within a second of reading', async () => {
    await salma.page.goto(`${node.url}${elsewhere}`);
    await other.page.locator('main h1').waitFor();
    await expect.poll(() => salma.page.title(), soon).not.toMatch(/^\(/);
    await say(tareq.page, room, 'هل وصل النص؟');
    const { seq } = await say(tareq.page, room, '<@demo-salma> سؤال لك');
    await roomBadge(other.page, room).and(other.page.locator('[data-unread="2"][data-mentions="1"]')).waitFor();
    await railBadge(salma.page, '/spaces').waitFor();
    await expect.poll(() => salma.page.title(), soon).toMatch(/^\(1\) /);

    const gone = Promise.all([
      roomBadge(other.page, room).waitFor({ state: 'detached', timeout: 5_000 }),
      railBadge(salma.page, '/spaces').waitFor({ state: 'detached', timeout: 5_000 }),
    ]).then(() => Date.now());
    const readAt = Date.now();
    await api(salma.page, 'PUT', `/rooms/${room}/read`, { upTo: seq });
    expect((await gone) - readAt).toBeLessThan(1_000);
    await expect.poll(() => other.page.title(), soon).not.toMatch(/^\(/);
    expect([...salma.takeErrors(), ...other.takeErrors()]).toEqual([]);
  });

  test('home lists what is unread, where one is named first, and one tap leads there', async () => {
    await say(tareq.page, room, '<@demo-salma> تذكير');
    await say(tareq.page, 'demo-champions-drafting', 'مسودة جديدة');
    await salma.page.goto(`${node.url}/home`);
    const first = salma.page
      .locator('section', { has: salma.page.getByRole('heading', { name: 'غير مقروء' }) })
      .locator('li a')
      .first();
    await first.and(salma.page.locator(`a[href="${path}"]`)).waitFor();
    await first.click();
    await salma.page.locator('[data-message]', { hasText: 'تذكير' }).first().waitFor();
    expect(salma.takeErrors()).toEqual([]);
  });

  test('opening a room in one window reads it in the other', async () => {
    await salma.page.goto(`${node.url}${elsewhere}`);
    await other.page.goto(`${node.url}${space}/chat/demo-champions-news`);
    await say(tareq.page, room, 'للقراءة في نافذة واحدة');
    await roomBadge(other.page, room).waitFor();
    await salma.page.goto(`${node.url}${path}`);
    await salma.page.locator('[data-message]', { hasText: 'للقراءة في نافذة واحدة' }).waitFor();
    await roomBadge(other.page, room).waitFor({ state: 'detached' });
  });

  test('[PE13] what is written on the phone stands in the field on the desk', async () => {
    await salma.page.goto(`${node.url}${path}`);
    await salma.page.getByRole('textbox').last().fill('مسودة من الهاتف');
    await expect
      .poll(async () => (await api(salma.page, 'POST', '/me/drafts/get', { place: `room:${room}` }))['text'], soon)
      .toBe('مسودة من الهاتف');
    await other.page.goto(`${node.url}${path}`);
    await expect.poll(() => other.page.getByRole('textbox').last().inputValue(), soon).toBe('مسودة من الهاتف');
    await salma.page.locator('form button[type="submit"]').last().click();
    await expect.poll(() => other.page.getByRole('textbox').last().inputValue(), soon).toBe('');
  });

  test('a request is asked for with one message, accepted on a phone and answered in Arabic', async () => {
    const karim = await visit(browser, { url: node.url, email: 'karim@example.org', path: '/people/demo-salma' });
    await karim.page.getByRole('link', { name: 'مراسلة' }).click();
    await karim.page.getByRole('textbox', { name: 'الرسالة الأولى' }).fill('هل لديك دقيقة للحديث عن الورشة؟');
    await button(karim.page, 'إرسال الطلب').click();
    await karim.page.getByText('أُرسل الطلب. تُتاح المتابعة بعد القبول.').waitFor();

    const { page } = salma;
    await railBadge(page, '/inbox').waitFor();
    await page.locator('nav a[href="/inbox"]').click();
    const request = page.locator('li', { hasText: 'هل لديك دقيقة للحديث عن الورشة؟' });
    await request.waitFor();
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBe(360);
    await request.getByRole('button', { name: 'قبول' }).click();
    await page.waitForURL(/\/inbox\/[a-z0-9]+$/);
    await page.getByRole('textbox').last().fill('أهلًا كريم، بعد الظهر مناسب.');
    await page.locator('form button[type="submit"]').last().click();
    await karim.page.locator('[data-message]', { hasText: 'بعد الظهر مناسب' }).waitFor();
    await karim.page.getByRole('textbox').last().fill('ممتاز، شكرًا.');
    await karim.page.locator('form button[type="submit"]').last().click();
    await page.locator('[data-message]', { hasText: 'ممتاز، شكرًا.' }).waitFor();
    expect([...salma.takeErrors(), ...karim.takeErrors()]).toEqual([]);
    await karim.close();
  });

  test('[PE14] what comes into a room that is not on the screen gives one notice, which says no more than she wishes', async () => {
    const desk = await visit(browser, { url: node.url, email: 'salma@example.org', path: '/home' });
    await desk.page.addInitScript(() => {
      const told: { title: string; body?: string | undefined }[] = [];
      class RecordingNotification {
        static readonly permission = 'granted';
        constructor(title: string, { body }: NotificationOptions = {}) {
          told.push({ title, body });
        }
        close(): void {}
      }
      Object.assign(window, { Notification: RecordingNotification, told });
      document.hasFocus = () => false;
    });
    const told = () => desk.page.evaluate(() => (window as unknown as { told: { title: string; body?: string }[] }).told);
    await api(desk.page, 'PATCH', '/me/settings', { desktopNotices: 'all', noticeContent: 'sender' });
    await desk.page.reload();
    await desk.page.locator('main li a').first().waitFor();
    await expect.poll(() => desk.page.title(), soon).toMatch(/^\(/);
    for (const text of ['سرّ صغير', 'وآخر']) await say(tareq.page, 'demo-champions-drafting', text);
    await expect.poll(told, soon).toHaveLength(1);
    await say(tareq.page, 'demo-champions-drafting', 'وثالث');
    await desk.page.locator('[href$="/demo-champions-drafting"] [data-unread="4"]').waitFor();
    const [notice, ...more] = await told();
    expect(more).toEqual([]);
    expect([notice?.title, notice?.body].join(' ')).toMatch(/طارق.*ورشة الصياغة/);
    expect(JSON.stringify(notice)).not.toContain('سرّ');
    await api(desk.page, 'PATCH', '/me/settings', { desktopNotices: 'off' });
    expect(desk.takeErrors()).toEqual([]);
    await desk.close();
  });

  test('who does not wish to be written to is not asked, and that is said kindly; the text is kept', async () => {
    await api(tareq.page, 'PATCH', '/me/direct-settings', { whoMayWrite: 'nobody' });
    const { page } = salma;
    await page.goto(`${node.url}/inbox/to/demo-tareq`);
    await page.getByRole('textbox', { name: 'الرسالة الأولى' }).fill('سلام');
    await button(page, 'إرسال الطلب').click();
    await page.getByText('لا تصل الرسائل المباشرة إلى هذا الحساب الآن.').waitFor();
    expect(await page.getByRole('textbox', { name: 'الرسالة الأولى' }).inputValue()).toBe('سلام');
  });

  test('blocking says what it does, folds messages away, and is taken back in the settings', async () => {
    const { page } = salma;
    await say(tareq.page, room, 'قبل الحظر');
    await other.page.goto(`${node.url}${path}`);
    await other.page.locator('[data-message]', { hasText: 'قبل الحظر' }).waitFor();
    await page.goto(`${node.url}${path}`);
    await page.locator('[data-message]', { hasText: 'قبل الحظر' }).waitFor();
    await page.goto(`${node.url}/people/demo-tareq`);
    await button(page, 'حظر').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('لا يصل إشعار بالحظر، ويمكن إلغاؤه في أي وقت.').waitFor();
    await button(page, 'حظر').last().click();
    await button(page, 'إلغاء الحظر').waitFor();
    // Another window of hers stands in the room meanwhile: it folds them away by itself.
    await other.page.getByText('رسالة من شخص محظور لديك.').last().waitFor();
    await page.goto(`${node.url}${path}`);
    await page.getByText('رسالة من شخص محظور لديك.').last().waitFor();
    expect(await page.getByText('قبل الحظر').count()).toBe(0);

    await page.goto(`${node.url}/me/settings`);
    await button(page, 'إلغاء الحظر').click();
    await page.getByText('القائمة فارغة. الحظر متاح من صفحة كل شخص.').waitFor();
    await page.goto(`${node.url}${path}`);
    await page.locator('[data-message]', { hasText: 'قبل الحظر' }).waitFor();
    expect(salma.takeErrors()).toEqual([]);
  });
});
