import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { phone, visit, type Visitor } from './visitor.ts';

const lesson = '/d/demo-lesson-listening';
const axeSource = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

const violations = (page: Page) =>
  page.evaluate(async (source) => {
    if (!('axe' in window)) (0, eval)(source);
    const { axe } = window as unknown as {
      axe: { run(root: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 2).map(({ html }) => html.slice(0, 200))]);
  }, axeSource);
const isWiderThanScreen = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
const sign = (page: Page, wanted: string) => page.locator(`[data-sign="${wanted}"]`).waitFor();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** Where the person's own caret stands: the text before it in its paragraph. */
const caret = (page: Page) =>
  page.evaluate(() => {
    const { anchorNode, anchorOffset } = getSelection()!;
    return [anchorNode?.textContent?.slice(0, anchorOffset), document.activeElement?.className.includes('lesson-text')];
  });

describeWith('chromium', 'the history of a lesson', () => {
  let browser: Browser;
  let node: NodeProcess;
  /** She reads on a phone, he at a desk. */
  let salma: Visitor;
  let noha: Visitor;
  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    salma = await visit(browser, { url: node.url, email: 'salma@example.org', path: lesson }, phone);
    noha = await visit(browser, { url: node.url, email: 'noha@example.org', path: lesson });
    await Promise.all([sign(salma.page, 'saved'), sign(noha.page, 'saved')]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  });

  async function fits(page: Page): Promise<void> {
    expect(await violations(page)).toEqual([]);
    expect(await isWiderThanScreen(page)).toBe(false);
  }

  test('[DW101] a state is named from the lesson, and stands under today', async () => {
    const { page } = salma;
    await page.getByRole('link', { name: 'النسخ', exact: true }).click();
    await page.getByText('لا نسخ بعد').waitFor();
    await fits(page);
    await button(page, 'تسمية الحالة الآن').click();
    await page.getByLabel('الاسم').fill('المسودة الأولى');
    await button(page, 'حفظ').click();
    const row = page.locator('[data-version]', { hasText: 'المسودة الأولى' });
    await row.waitFor();
    expect(await page.getByRole('region', { name: 'اليوم' }).locator('[data-version]').count()).toBe(1);
    // The one whose demo text it is.
    await row.getByText('نهى').first().waitFor();
    await fits(page);
  });

  test('[DW114] what was written since is shown word by word, and said to who listens', async () => {
    const paragraph = noha.page.locator('.lesson-text p').first();
    await paragraph.click();
    await noha.page.keyboard.press('Control+Home');
    await noha.page.keyboard.press('ArrowDown');
    await noha.page.keyboard.press('Home');
    await noha.page.keyboard.type('كلمة، ');
    await sign(noha.page, 'saved');

    const { page } = salma;
    await page.getByRole('link', { name: 'المسودة الأولى' }).click();
    await page.locator('.lesson-text', { hasText: 'الاستماع' }).waitFor();
    await fits(page);
    await page.getByRole('tab', { name: 'الفرق عن الآن' }).click();
    const added = page.locator('ins');
    await added.first().waitFor();
    expect(await added.count()).toBe(1);
    expect((await added.textContent())?.replace(/\s+/g, ' ').trim()).toBe('إضافة: كلمة، نهاية الإضافة.');
    expect(await added.evaluate((element) => getComputedStyle(element).unicodeBidi)).toBe('isolate');
    expect(await page.locator('del').count()).toBe(0);
    await fits(page);
    await page.getByRole('tab', { name: 'ما تغيّر فيها' }).click();
    await page.getByText('هذه أقدم نسخة محفوظة').waitFor();
  });

  test('[DW130] who wrote what is shown by colour, initials and name', async () => {
    const { page } = salma;
    await page.goto(`${node.url}${lesson}/history`);
    await page.getByRole('link', { name: 'من كتب ماذا' }).click();
    await page.getByRole('list', { name: 'المشاركة في الكتابة' }).getByText('نهى').waitFor();
    await page.locator('.lesson-text', { hasText: 'كلمة،' }).waitFor();
    await expect.poll(() => page.locator('.lesson-text').first().textContent()).toContain('نهى ر.: ');
    await fits(page);
  });

  test('[DW120] [DW121] a restore says what it does, reaches who has the lesson open, and leaves a caret elsewhere where it is', async () => {
    const { page } = salma;
    const last = noha.page.locator('.lesson-text > p').last();
    await last.click();
    await noha.page.keyboard.press('End');
    for (let i = 0; i < 3; i += 1) await noha.page.keyboard.press('ArrowRight');
    const before = await caret(noha.page);
    expect(before[1]).toBe(true);

    await page.goto(`${node.url}${lesson}/history`);
    await page.getByRole('link', { name: 'المسودة الأولى' }).click();
    await button(page, 'استعادة هذه النسخة').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('النص الحالي يُحفظ نسخةً').waitFor();
    await fits(page);
    await dialog.getByRole('button', { name: 'استعادة هذه النسخة' }).click();
    await page.waitForURL(`${node.url}${lesson}`);
    await page.getByText('استُعيدت النسخة').waitFor();
    await sign(page, 'saved');
    await expect.poll(() => noha.page.locator('.lesson-text').textContent()).not.toContain('كلمة،');
    expect(await caret(noha.page)).toEqual(before);

    await page.goto(`${node.url}${lesson}/history`);
    const kept = page.locator('[data-version]', { hasText: 'قبل استعادة' });
    await kept.getByText('الإجراء: ').waitFor();
    await expect.poll(() => kept.textContent()).toContain('سلمى');
  });

  test('[DW140] who manages the lesson is told what an erasure does before it is done', async () => {
    const iman = await visit(browser, { url: node.url, email: 'iman@example.org', path: `${lesson}/history` });
    await button(iman.page, 'محو ما حُذف نهائياً').click();
    const dialog = iman.page.getByRole('dialog');
    await dialog.getByText('لا رجوع عن هذه الخطوة').waitFor();
    await fits(iman.page);
    await dialog.getByLabel('بيانات شخصية').check();
    await dialog.getByRole('button', { name: 'محو نهائي' }).click();
    // The people of the demo take no such step.
    await dialog.getByText('غير متاحة في العالم التجريبي').waitFor();
    await iman.close();
    expect(await button(salma.page, 'محو ما حُذف نهائياً').count()).toBe(0);
  });

  test('a version that is not there, and a line that is cut, are told with a way on', async () => {
    const { page } = salma;
    await page.goto(`${node.url}${lesson}/history/unknown`);
    await page.getByText('لا توجد هذه النسخة').waitFor();
    await fits(page);
    await page.goto(`${node.url}${lesson}/history`);
    await page.locator('[data-version]').first().waitFor();
    await page.context().setOffline(true);
    await page.locator('[data-version] a').last().click();
    await page.getByText('لا يمكن الوصول إلى الخادم').first().waitFor({ timeout: 30_000 });
    await page.context().setOffline(false);
    await button(page, 'إعادة المحاولة').first().click();
    await page.locator('.lesson-text').first().waitFor();
    expect([...salma.takeErrors(), ...noha.takeErrors()]).toEqual([]);
  });
});
