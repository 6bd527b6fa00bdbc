import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';
import { phone, visit, type Visitor } from './visitor.ts';

const salma = 'salma@example.org';
const drafting = '/s/demo-champions/chat/demo-champions-drafting';

/** As a keyboard with another layout reports it: playwright types the US one only. */
const press = (page: Page, key: string, code: string) =>
  page.evaluate(
    (init) =>
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { ...init, ctrlKey: true, bubbles: true, cancelable: true })),
    { key, code },
  );
const field = (page: Page) => page.getByRole('combobox');
const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]');

describeWith('chromium', 'by keyboard, in Arabic', () => {
  let browser: Browser;
  let hub: TestHub;
  let visitor: Visitor;
  beforeAll(async () => {
    browser = await launchChromium();
    hub = await startHub({ env: { DEMO: '1' }, pages: 'dist/client' });
    visitor = await visit(browser, { url: hub.url, email: salma, path: '/home' });
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterAll(async () => {
    await visitor?.close();
    await browser?.close();
    await hub?.stop();
  });

  test.each([
    ['US', 'k', 'KeyK'],
    ['Arabic 101', 'ن', 'KeyK'],
    ['Russian', 'л', 'KeyK'],
  ])('Ctrl+K opens the switcher on a keyboard with the %s layout, with the caret in its field', async (_layout, key, code) => {
    const { page } = visitor;
    await press(page, key, code);
    await expect.poll(() => field(page).evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await field(page).waitFor({ state: 'detached' });
  });

  test('a part of a name, without its hamza and marks, leads to the room', async () => {
    const { page } = visitor;
    await page.keyboard.press('Control+k');
    await page.getByRole('option').nth(3).waitFor();
    await page.keyboard.type('صياغه');
    await expect.poll(() => chosen(page).textContent()).toContain('ورشة الصياغة');
    expect(await field(page).getAttribute('aria-activedescendant')).toBe(await chosen(page).getAttribute('id'));
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === drafting);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('the arrows go around, and the choice is always in sight', async () => {
    const { page } = visitor;
    await page.keyboard.press('Control+k');
    await page.getByRole('option').nth(3).waitFor();
    const first = await chosen(page).textContent();
    await page.keyboard.press('ArrowUp');
    expect(await chosen(page).textContent()).toBe(await page.getByRole('option').last().textContent());
    const [list, option] = [await page.getByRole('listbox').boundingBox(), await chosen(page).boundingBox()];
    expect(option!.y + option!.height).toBeLessThanOrEqual(list!.y + list!.height + 1);
    await page.keyboard.press('ArrowDown');
    expect(await chosen(page).textContent()).toBe(first);
    await page.keyboard.press('Escape');
    await field(page).waitFor({ state: 'detached' });
  });

  test('Ctrl+/ lists the keys, Escape closes the list and gives the focus back', async () => {
    const { page } = visitor;
    const button = page.getByRole('button', { name: 'الانتقال إلى غرفة أو مساحة' });
    await button.focus();
    await press(page, 'ظ', 'Slash');
    await page.getByRole('heading', { name: 'اختصارات لوحة المفاتيح' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('on a phone the button in the bar opens it, and nothing is wider than the screen', async () => {
    const other = await visit(browser, { url: hub.url, email: salma, path: '/home' }, phone);
    await other.page.getByRole('button', { name: 'الانتقال إلى غرفة أو مساحة' }).tap();
    await other.page.getByRole('option').first().waitFor();
    const { scrollWidth, clientWidth } = await other.page.evaluate(() => document.scrollingElement!);
    expect(scrollWidth).toBe(clientWidth);
    await other.page.getByRole('option', { name: 'إعلانات' }).first().tap();
    await other.page.waitForURL((url) => url.pathname.startsWith('/s/demo-champions/chat/'));
    await other.close();
  });

  test('what she wishes of sounds and notices is kept; the browser is asked at her press', async () => {
    const { page } = visitor;
    await page.context().grantPermissions(['notifications'], { origin: hub.url });
    await page.goto(`${hub.url}/me/settings`);
    // What the pages before had to say is theirs.
    visitor.takeErrors();
    const notices = page.getByRole('group', { name: 'إشعار على الجهاز' });
    await notices.getByLabel('الإشارات فقط').check();
    await page.getByLabel('رسالة جديدة فقط، بلا أسماء').check();
    await page.getByRole('button', { name: 'تجربة الصوت والإشعار' }).click();
    await page.getByText('انتهت التجربة').waitFor();
    await page.reload();
    await expect.poll(() => page.getByRole('group', { name: 'إشعار على الجهاز' }).getByLabel('الإشارات فقط').isChecked()).toBe(true);
    expect(await page.getByLabel('رسالة جديدة فقط، بلا أسماء').isChecked()).toBe(true);
    expect(visitor.takeErrors()).toEqual([]);
  });
});
