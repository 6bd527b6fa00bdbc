import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { phone, visit, type Visitor } from './visitor.ts';

const room = '/s/demo-champions/chat/demo-champions-general';
const field = (page: Page) => page.locator('main textarea').first();
const send = async (page: Page, text: string): Promise<void> => {
  await field(page).fill(text);
  await page.locator('form button[type="submit"]').first().click();
};
const messages = (page: Page) => page.locator('main [role="log"] article[data-message]');
const message = (page: Page, text: string) => messages(page).filter({ hasText: text }).last();
/** Opens the menu of a message and takes one of its entries. */
async function choose(page: Page, text: string, entry: string): Promise<void> {
  await message(page, text).focus();
  await message(page, text).locator('button[aria-haspopup="menu"]').click();
  await page.getByRole('menuitem', { name: entry }).click();
}

describeWith('chromium', 'the life of a room, in Chromium, in Arabic', () => {
  let browser: Browser;
  let node: NodeProcess;
  let salma: Visitor;
  let noha: Visitor;
  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    salma = await visit(browser, { url: node.url, email: 'salma@example.org', path: room }, phone);
    noha = await visit(browser, { url: node.url, email: 'noha@example.org', path: room });
    await Promise.all([salma, noha].map(({ page }) => messages(page).last().waitFor()));
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  }, 60_000);
  afterEach(() => expect([...salma.takeErrors(), ...noha.takeErrors()]).toEqual([]));

  test('an edit shows on the other page, says that it was made, and the former text is in the history', async () => {
    await send(salma.page, 'الموعد يوم الأحد');
    await message(noha.page, 'الموعد يوم الأحد').waitFor();
    await choose(salma.page, 'الموعد يوم الأحد', 'تعديل');
    await field(salma.page).fill('الموعد يوم الاثنين');
    await salma.page.locator('form button[type="submit"]').first().click();
    await message(noha.page, 'الموعد يوم الاثنين').getByText('معدَّلة').waitFor();
    await choose(noha.page, 'الموعد يوم الاثنين', 'النُّسخ السابقة');
    await noha.page.getByRole('dialog').getByText('الموعد يوم الأحد').waitFor();
    await noha.page.keyboard.press('Escape');
  });

  test('a reaction counts for both, and is taken away where it stands', async () => {
    await send(noha.page, 'خبر سار');
    const here = message(salma.page, 'خبر سار');
    await here.waitFor();
    await here.focus();
    await here.locator('button[aria-haspopup="dialog"]').click();
    await salma.page.getByRole('dialog').locator('[role="gridcell"] button').first().click();
    const there = message(noha.page, 'خبر سار').locator('button[aria-pressed]');
    await there.waitFor();
    expect(await there.getAttribute('aria-pressed')).toBe('false');
    await there.click();
    await expect.poll(() => here.locator('button[aria-pressed]').textContent()).toMatch(/2|٢/);
    await here.locator('button[aria-pressed]').click();
    await expect.poll(() => here.locator('button[aria-pressed]').getAttribute('aria-pressed')).toBe('false');
  });

  test('a quotation leads to what it answers, and a thread opens beside, live on both pages', async () => {
    await send(noha.page, 'من يراجع القسم الثاني؟');
    await choose(salma.page, 'من يراجع القسم الثاني؟', 'اقتباس وردّ');
    await send(salma.page, 'أراجعه اليوم');
    const quoting = message(noha.page, 'أراجعه اليوم');
    await quoting.locator('[data-testid="quote"]').getByText('من يراجع القسم الثاني؟').waitFor();
    await quoting.locator('[data-testid="quote"]').click();
    await expect.poll(() => noha.page.evaluate(() => document.activeElement?.textContent ?? '')).toContain('من يراجع القسم الثاني؟');

    await choose(noha.page, 'من يراجع القسم الثاني؟', 'الردّ في سلسلة');
    const panel = noha.page.locator('[data-testid="side-panel"]');
    await panel.locator('textarea').fill('والثالث معه');
    await panel.locator('form button[type="submit"]').click();
    await panel.locator('article').filter({ hasText: 'والثالث معه' }).waitFor();
    const link = message(salma.page, 'من يراجع القسم الثاني؟').locator('[data-testid="thread-link"]');
    await link.click();
    const sheet = salma.page.locator('[data-testid="side-panel"]');
    await sheet.locator('article').filter({ hasText: 'والثالث معه' }).waitFor();
    expect(await messages(salma.page).filter({ hasText: 'والثالث معه' }).count()).toBe(0);
    await salma.page.goBack();
    await sheet.waitFor({ state: 'detached' });
    await noha.page.keyboard.press('Escape');
  });

  test('what is removed is gone from both pages, with the reason where a moderator removed it', async () => {
    await send(salma.page, 'كلمة في غير محلها');
    await message(noha.page, 'كلمة في غير محلها').waitFor();
    await choose(noha.page, 'كلمة في غير محلها', 'حذف');
    const dialog = noha.page.getByRole('dialog');
    await dialog.getByRole('radio').last().check({ force: true });
    await dialog.locator('textarea').fill('خارج موضوع الغرفة');
    await dialog.getByRole('button', { name: 'حذف' }).last().click();
    await messages(salma.page).filter({ hasText: 'خارج موضوع الغرفة' }).waitFor();
    for (const { page } of [salma, noha]) await expect.poll(() => page.locator('main').getByText('كلمة في غير محلها').count()).toBe(0);
  });

  test('a link to a message leads to it, and is found again by its words', async () => {
    const { page } = noha;
    await page.goto(`${node.url}${room}?m=3`);
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-seq')), { timeout: 10_000 }).toBe('3');
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('button', { name: 'البحث في الغرفة' }).click();
    await page.locator('[data-testid="side-panel"] input').fill('الضحايا');
    await page.locator('[data-testid="side-panel"] mark').first().waitFor();
    await page.keyboard.press('Escape');
  });
});
