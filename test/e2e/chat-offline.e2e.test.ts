import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { phone, visit, type Visitor } from './visitor.ts';

const room = '/s/demo-champions/chat/demo-champions-general';
const composer = (page: Page) => page.getByRole('textbox').last();
const send = (page: Page) => page.locator('form button[type="submit"]').last();
const textsOf = (page: Page, mark: string) =>
  page
    .locator('[data-message]', { hasText: mark })
    .evaluateAll((rows) => rows.map((row) => row.querySelector('[id$="-text"]')?.textContent ?? ''));
const waiting = (page: Page) => page.locator('[data-message][data-state="waiting"]');

async function write(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await send(page).click();
}
/** Records in a store of the first database whose name begins so; -1 while there is none. */
const countIn = (page: Page, prefix: string, store: string): Promise<number> =>
  page.evaluate(
    async ([wanted, from]) => {
      const name = (await indexedDB.databases()).find((one) => one.name?.startsWith(wanted))?.name;
      if (name === undefined) return -1;
      const asked = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve) => request.addEventListener('success', () => resolve(request.result)));
      const db = await asked(indexedDB.open(name));
      const count = await asked(db.transaction(from).objectStore(from).count());
      db.close();
      return count;
    },
    [prefix, store] as const,
  );
describeWith('chromium', 'a room without a line, in Chromium', () => {
  let browser: Browser;
  let node: NodeProcess;
  let salma: Visitor;
  let tareq: Visitor;
  let line: BrowserContext;
  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    salma = await visit(browser, { url: node.url, email: 'salma@example.org', path: room }, phone);
    tareq = await visit(browser, { url: node.url, email: 'tareq@example.org', path: room });
    line = salma.page.context();
    await Promise.all([salma, tareq].map(({ page }) => page.locator('[data-message][data-seq]').last().waitFor()));
    // The service worker has the page for the next visit.
    await salma.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  }, 60_000);

  afterEach(() => line.setOffline(false));

  for (const language of ['en', 'ar'] as const)
    test(`[RM55] [RM47] three messages without a line, a reload, and the line back: each once, in order (${language})`, async () => {
      const { page } = salma;
      await line.request.patch(`${node.url}/api/v1/me/settings`, { data: { language }, headers: { origin: node.url } });
      await page.goto(`${node.url}${room}`);
      await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
      await page.locator('[data-message][data-seq]').last().waitFor();
      const mark = `${language}-${Date.now()}`;
      const texts = [`الأولى ${mark}`, `second ${mark}`, `الثالثة ${mark}`];
      // What is on the device is written when the page rests.
      await expect.poll(() => countIn(page, 'rooms:', 'rooms'), { timeout: 20_000 }).toBeGreaterThan(0);
      await line.setOffline(true);
      for (const text of texts) await write(page, text);
      await expect.poll(() => waiting(page).count(), { timeout: 10_000 }).toBe(3);

      await page.reload();
      await expect.poll(() => textsOf(page, mark), { timeout: 15_000 }).toEqual(texts);
      // What was said before is readable too, and the page says that there is no line.
      expect(await page.locator('[data-message][data-seq]').count()).toBeGreaterThan(0);
      await expect.poll(() => waiting(page).count(), { timeout: 10_000 }).toBe(3);

      await line.setOffline(false);
      await expect.poll(() => textsOf(tareq.page, mark), { timeout: 40_000 }).toEqual(texts);
      await expect.poll(() => page.locator('[data-message][data-state="sent"]', { hasText: mark }).count()).toBe(3);
      expect(await textsOf(page, mark)).toEqual(texts);
      await page.reload();
      await expect.poll(() => textsOf(page, mark), { timeout: 15_000 }).toEqual(texts);
      expect(salma.takeErrors()).toEqual([]);
    });

  test('[RM56] two tabs of one person: what is written in the one leaves once, and stands in both', async () => {
    const second = await line.newPage();
    await second.goto(`${node.url}${room}`);
    await second.locator('[data-message][data-seq]').last().waitFor();
    const mark = `tabs-${Date.now()}`;
    await line.setOffline(true);
    await write(second, `في الثانية ${mark}`);
    await write(salma.page, `في الأولى ${mark}`);
    const texts = [`في الثانية ${mark}`, `في الأولى ${mark}`];
    for (const page of [second, salma.page]) await expect.poll(() => textsOf(page, mark), { timeout: 15_000 }).toEqual(texts);
    await line.setOffline(false);
    for (const page of [tareq.page, second, salma.page]) await expect.poll(() => textsOf(page, mark), { timeout: 40_000 }).toEqual(texts);
    await second.close();
  });

  test('[RM51] what waits is taken back into the composer and not sent', async () => {
    const { page } = salma;
    const mark = `back-${Date.now()}`;
    await line.setOffline(true);
    await write(page, `زائدة ${mark}`);
    const row = page.locator('[data-message][data-state="waiting"]', { hasText: mark });
    await row.getByRole('button').last().click();
    await expect.poll(() => composer(page).inputValue()).toBe(`زائدة ${mark}`);
    expect(await textsOf(page, mark)).toEqual([]);
    await composer(page).fill('');
    await line.setOffline(false);
    await write(page, `بعدها ${mark}`);
    await expect.poll(() => textsOf(tareq.page, mark), { timeout: 40_000 }).toEqual([`بعدها ${mark}`]);
  });

  test('[RM45] what waits leaves from whatever page is opened next', async () => {
    const { page } = salma;
    const mark = `elsewhere-${Date.now()}`;
    await line.setOffline(true);
    await write(page, `من صفحة أخرى ${mark}`);
    await expect.poll(() => countIn(page, 'outbox:', 'entries')).toBe(1);
    await page.goto('about:blank');
    await line.setOffline(false);
    await page.goto(`${node.url}/help`);
    await expect.poll(() => textsOf(tareq.page, mark), { timeout: 40_000 }).toEqual([`من صفحة أخرى ${mark}`]);
    await page.goto(`${node.url}${room}`);
    await expect.poll(() => textsOf(page, mark), { timeout: 15_000 }).toEqual([`من صفحة أخرى ${mark}`]);
  });

  test('files for a message that is being written outlive a reload without a line, and hang on it once', async () => {
    const { page } = salma;
    const mark = `files-${Date.now()}`;
    const own = (state: string) => page.locator(`[data-region="composer"] [data-upload="${state}"]`);
    const choose = (name: string) =>
      page
        .locator('[data-region="composer"] input[type="file"]')
        .first()
        .setInputFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from('ملاحظات '.repeat(40_000)) }]);
    await page.goto(`${node.url}${room}`);
    await choose('أولى.txt');
    await own('ready').waitFor();
    await line.setOffline(true);
    await choose('ثانية.txt');
    await own('paused').waitFor();
    await composer(page).fill(`مع ملفين ${mark}`);
    await expect.poll(() => countIn(page, 'uploads:', 'entries')).toBe(4);
    await page.reload();
    await expect.poll(() => page.locator('[data-upload]').count()).toBe(2);
    expect(await composer(page).inputValue()).toBe(`مع ملفين ${mark}`);
    await line.setOffline(false);
    await expect.poll(() => own('ready').count(), { timeout: 40_000 }).toBe(2);
    await send(page).click();
    const received = tareq.page.locator('article[data-message]', { hasText: mark });
    for (const name of ['أولى.txt', 'ثانية.txt']) await received.getByText(name).first().waitFor();
    await expect.poll(() => countIn(page, 'uploads:', 'entries')).toBe(0);
    await page.reload();
    await page.locator('[data-message][data-seq]').last().waitFor();
    expect(await page.locator('[data-upload]').count()).toBe(0);
  });

  test('[RM55] [RM71] sign-out asks about what waits in a room that is not open, and leaves nothing on the device', async () => {
    const page = await line.newPage();
    // What the other tabs would send in its stead.
    await salma.page.close();
    // Messages do not pass, the rest does.
    await page.routeWebSocket(/\/socket\.io\//, (socket) => socket.close());
    await page.route(/\/socket\.io\//, (route) => route.abort());
    await page.route(/\/rooms\/[^/]+\/messages$/, (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.goto(`${node.url}${room}`);
    await page.locator('[data-message][data-seq]').last().waitFor();
    await write(page, 'لن تُرسَل');
    await expect.poll(() => waiting(page).count(), { timeout: 10_000 }).toBe(1);
    expect(await countIn(page, 'outbox:', 'entries')).toBe(1);
    await page.goto(`${node.url}/me/security`);
    await page.getByRole('button', { name: 'تسجيل الخروج' }).click();
    await page.getByRole('button', { name: 'الخروج مع ذلك' }).click();
    await page.waitForURL(/\/login/);
    expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([]);
  });

  test('who signs out and in again on one page finds no file of before, and new ones are kept', async () => {
    const again = await visit(browser, { url: node.url, email: 'salma@example.org', path: room });
    const { page } = again;
    const walk = (path: string) =>
      page.evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, path);
    const choose = () =>
      page
        .locator('[data-region="composer"] input[type="file"]')
        .first()
        .setInputFiles([{ name: 'ملاحظات.txt', mimeType: 'text/plain', buffer: Buffer.from('ملاحظات') }]);
    await choose();
    await page.locator('[data-upload="ready"]').waitFor();
    await expect.poll(() => countIn(page, 'uploads:', 'entries')).toBe(2);
    await walk('/me/security');
    await page.getByRole('button', { name: 'تسجيل الخروج' }).click();
    await page.getByRole('button', { name: 'الخروج مع ذلك' }).click();
    await page.waitForURL(/\/login/);
    await page.getByRole('button', { name: /سلمى/ }).first().click();
    await page.waitForURL(/\/home/);
    await walk(room);
    await page.locator('[data-region="composer"] input[type="file"]').first().waitFor({ state: 'attached' });
    expect(await page.locator('[data-upload]').count()).toBe(0);
    await choose();
    await page.locator('[data-upload="ready"]').waitFor();
    expect(await page.locator('[data-upload]').count()).toBe(1);
    await expect.poll(() => countIn(page, 'uploads:', 'entries')).toBe(2);
    await again.close();
  });
});
