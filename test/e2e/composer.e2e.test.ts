import type { APIRequestContext, Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { phone, visit, type Visitor } from './visitor.ts';

const roomId = 'demo-champions-general';
const room = `/s/demo-champions/chat/${roomId}`;

/** Of the room itself; a thread beside it has one of its own. */
const place = (page: Page) => page.locator('[data-region="composer"]').first();
const field = (page: Page) => place(page).getByRole('textbox');
const sendButton = (page: Page) => place(page).locator('button[type="submit"]');
const more = (page: Page) => place(page).locator('button[aria-haspopup="menu"]');
const row = (page: Page, words: string) => page.locator('[data-message]', { hasText: words });
const bar = (page: Page, kind: 'reply' | 'edit') => page.getByTestId(`bar-${kind}`);

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await sendButton(page).click();
  await page.locator('[data-message][data-state="sent"]', { hasText: text }).waitFor();
}
/** An entry of a message's menu, or of the composer's. */
async function choose(page: Page, button: ReturnType<Page['locator']>, entry: RegExp): Promise<void> {
  await button.click();
  await page.getByRole('menuitem', { name: entry }).click();
}
/** Seen when the pointer comes near. */
async function chooseOf(page: Page, words: string, entry: RegExp): Promise<void> {
  await row(page, words).last().hover();
  await choose(page, row(page, words).last().locator('button[aria-haspopup="menu"]'), entry);
}

describeWith('chromium', 'writing in a room, in Chromium', () => {
  let browser: Browser;
  let node: NodeProcess;
  let salma: Visitor;
  let tareq: Visitor;
  /** Runs the room. */
  let iman: Visitor;
  let runs: APIRequestContext;
  const ask = async (method: 'PATCH' | 'PUT' | 'DELETE', path: string, data: unknown = {}) => {
    const answer = await runs.fetch(`${node.url}/api/v1${path}`, { method, data, headers: { origin: node.url } });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    salma = await visit(browser, { url: node.url, email: 'salma@example.org', path: room }, phone);
    tareq = await visit(browser, { url: node.url, email: 'tareq@example.org', path: room });
    iman = await visit(browser, { url: node.url, email: 'iman@example.org', path: '/' });
    runs = iman.page.context().request;
    for (const { page } of [salma, tareq]) {
      await page.locator('[data-message][data-seq]').last().waitFor();
      await more(page).waitFor();
      // The page hears what happens.
      await page.getByTestId('present-count').waitFor();
    }
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  }, 60_000);

  test('who writes is seen by the others, in a line whose place is kept, and is heard by nobody', async () => {
    const { page } = tareq;
    const before = await field(page).boundingBox();
    await field(salma.page).pressSequentially('أكتب الآن');
    const line = page.getByTestId('typing');
    // It is told again every few seconds, to whoever has come to hear it since.
    const isSeen = async (): Promise<boolean> => {
      await field(salma.page).pressSequentially('.');
      return line.isVisible();
    };
    await expect.poll(isSeen, { interval: 500, timeout: 20_000 }).toBe(true);
    expect(await line.textContent()).toMatch(/^كتابة جارية: .*سلمى/);
    expect(await line.getAttribute('aria-hidden')).toBe('true');
    expect(await field(page).boundingBox()).toEqual(before);
    await sendButton(salma.page).click();
    await line.waitFor({ state: 'detached', timeout: 4_000 });
    await row(page, 'أكتب الآن').waitFor();
  });

  test('Enter sends at a desk and breaks the line on a phone', async () => {
    await field(tareq.page).fill('من المكتب');
    await field(tareq.page).press('Shift+Enter');
    await field(tareq.page).pressSequentially('سطر ثانٍ');
    await field(tareq.page).press('Enter');
    await expect.poll(() => field(tareq.page).inputValue()).toBe('');
    await row(salma.page, 'سطر ثانٍ').waitFor();
    await field(salma.page).fill('أول');
    await field(salma.page).press('Enter');
    await field(salma.page).pressSequentially('ثانٍ');
    expect(await field(salma.page).inputValue()).toBe('أول\nثانٍ');
    await field(salma.page).fill('');
  });

  test('a reply says whom it answers, and Escape leaves it with the text where it was', async () => {
    const { page } = tareq;
    await say(salma.page, 'سؤال للجميع');
    await row(page, 'سؤال للجميع').waitFor();
    await field(page).fill('جواب');
    await chooseOf(page, 'سؤال للجميع', /اقتباس وردّ/);
    await bar(page, 'reply').waitFor();
    expect(await bar(page, 'reply').textContent()).toMatch(/سلمى.*سؤال للجميع/s);
    await field(page).press('Escape');
    await bar(page, 'reply').waitFor({ state: 'detached' });
    expect(await field(page).inputValue()).toBe('جواب');
    await chooseOf(page, 'سؤال للجميع', /اقتباس وردّ/);
    await expect.poll(() => field(page).evaluate((box) => document.activeElement === box)).toBe(true);
    await field(page).press('Enter');
    await bar(page, 'reply').waitFor({ state: 'detached' });
    await row(salma.page, 'جواب').getByTestId('quote').waitFor();
  });

  test('an edit brings its text and gives the draft back; one made elsewhere meanwhile keeps what was written', async () => {
    const { page } = tareq;
    await say(page, 'نص أول');
    const seq = await row(page, 'نص أول').last().getAttribute('data-seq');
    await field(page).fill('مسودة');
    await chooseOf(page, 'نص أول', /^تعديل/);
    await expect.poll(() => field(page).inputValue()).toBe('نص أول');
    await field(page).press('Escape');
    await expect.poll(() => field(page).inputValue()).toBe('مسودة');

    await chooseOf(page, 'نص أول', /^تعديل/);
    await field(page).fill('نص من هنا');
    const elsewhere = await page.context().request.patch(`${node.url}/api/v1/rooms/${roomId}/messages/${seq}`, {
      data: { baseRevision: 0, text: 'نص من جهاز آخر' },
      headers: { origin: node.url },
    });
    expect(elsewhere.ok()).toBe(true);
    await field(page).press('Enter');
    await place(page).getByRole('alert').filter({ hasText: 'من جهاز آخر' }).waitFor();
    expect(await field(page).inputValue()).toBe('نص من هنا');
    await field(page).press('Enter');
    await bar(page, 'edit').waitFor({ state: 'detached' });
    await row(salma.page, 'نص من هنا').waitFor();
    expect(await field(page).inputValue()).toBe('مسودة');
    await field(page).fill('');
  });

  test('naming more than thirty people is asked about, and nothing is lost when the answer is no', async () => {
    const { page } = tareq;
    await field(page).fill('تذكير بالموعد ');
    for (const asked of ['الجميع', 'عضوية']) {
      await field(page).press('End');
      await field(page).pressSequentially(`@${asked}`);
      await page.getByRole('option', { name: asked }).first().waitFor();
      await field(page).press('Enter');
    }
    const written = await field(page).inputValue();
    await field(page).press('Enter');
    const question = page.getByRole('dialog');
    await question.waitFor();
    expect(await question.textContent()).toMatch(/تصل هذه الرسالة بإشعار إلى [\d٠-٩]+ شخصاً/);
    await question.getByRole('button', { name: 'العودة إلى الكتابة' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await field(page).inputValue()).toBe(written);
    await sendButton(page).click();
    await question.getByRole('button', { name: 'إرسال إلى الجميع' }).click();
    await expect.poll(() => field(page).inputValue()).toBe('');
    await page.locator('[data-message][data-state="sent"]', { hasText: 'تذكير بالموعد' }).waitFor();
    await row(salma.page, 'تذكير بالموعد').waitFor();
  });

  test('a draft is there after a reload, and shows whom it names', async () => {
    const { page } = tareq;
    await field(page).fill('إلى ');
    await field(page).press('End');
    await field(page).pressSequentially('@سلمى');
    await page.getByRole('option', { name: 'سلمى' }).first().waitFor();
    await field(page).press('Enter');
    const written = await field(page).inputValue();
    expect(written).toMatch(/^إلى @سلمى/);
    await page.reload();
    await expect.poll(() => field(page).inputValue()).toBe(written);
    await field(page).press('Enter');
    await row(salma.page, 'إلى').getByRole('link', { name: '@سلمى' }).last().waitFor();
    await page.getByTestId('present-count').waitFor();
  });

  test('bold by the keyboard, an emoji at the caret, and the text turned around', async () => {
    const { page } = tareq;
    await field(page).fill('موعد مهم غداً');
    await field(page).evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(5, 8));
    await field(page).press('Control+b');
    expect(await field(page).inputValue()).toBe('موعد **مهم** غداً');
    await field(page).evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(4, 4));
    await choose(page, more(page), /الرموز التعبيرية/);
    const picker = page.getByRole('dialog');
    await picker.getByRole('textbox').fill('شكر');
    await picker.getByRole('textbox').press('Enter');
    await expect.poll(() => field(page).inputValue()).toMatch(/^موعد\p{Emoji}.* \*\*مهم\*\* غداً$/u);
    expect(await field(page).evaluate((box: HTMLTextAreaElement) => document.activeElement === box && box.selectionStart > 4)).toBe(true);
    await choose(page, more(page), /عكس اتجاه النص/);
    expect(await field(page).getAttribute('dir')).toBe('ltr');
    await field(page).fill('');
    await choose(page, more(page), /عكس اتجاه النص/);
  });

  test('a message waits for its files, says which it would go without, and takes the rest along', async () => {
    const { page } = tareq;
    await place(page)
      .locator('input[type="file"]')
      .first()
      .setInputFiles([
        { name: 'ملاحظات.txt', mimeType: 'text/plain', buffer: Buffer.from('ملاحظات الجلسة') },
        { name: 'برنامج.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ not a document') },
      ]);
    await field(page).fill('مع ملف');
    await sendButton(page).click();
    const without = place(page).getByRole('button', { name: 'الإرسال دونها' });
    await without.waitFor();
    expect(await place(page).getByRole('alert').filter({ hasText: 'تعذّر إرفاق ملف' }).textContent()).toContain('برنامج.exe');
    expect(await field(page).inputValue()).toBe('مع ملف');
    await without.click();
    await expect.poll(() => field(page).inputValue()).toBe('');
    await row(salma.page, 'مع ملف').getByText('ملاحظات').waitFor();
    expect(await place(page).locator('[data-upload]').count()).toBe(0);
  });

  test('files are pasted into the field, and dropped anywhere in the conversation', async () => {
    const { page } = tareq;
    const bring = (kind: 'paste' | 'drop', on: string, name: string) =>
      page.evaluate(
        ([type, selector, title]) => {
          const data = new DataTransfer();
          data.items.add(new File(['words'], title, { type: 'text/plain' }));
          const target = document.querySelector(selector);
          const options = { bubbles: true, cancelable: true };
          if (type === 'paste') return target?.dispatchEvent(new ClipboardEvent(type, { ...options, clipboardData: data }));
          target?.dispatchEvent(new DragEvent('dragenter', { ...options, dataTransfer: data }));
          return target?.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
        },
        [kind, on, name] as const,
      );
    await bring('paste', '[data-region="composer"] textarea', 'لصق.txt');
    await bring('drop', '[data-region="messages"]', 'إفلات.txt');
    await expect.poll(() => place(page).locator('[data-upload="ready"]').count()).toBe(2);
    await sendButton(page).click();
    await row(salma.page, 'إفلات').getByText('لصق').waitFor();
  });

  test('a poll: what is missing is said, what was filled in stays when it is closed, and the others can vote', async () => {
    const { page } = salma;
    await choose(page, more(page), /استطلاع/);
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'إرسال الاستطلاع' }).click();
    await form.getByText('السؤال مطلوب.').waitFor();
    await form.getByLabel('السؤال').fill('أي يوم يناسب؟');
    await form.getByLabel('الخيار 1', { exact: true }).fill('الأحد');
    await form.getByRole('button', { name: 'إضافة خيار' }).click();
    await form.getByLabel('الخيار 3', { exact: true }).fill('الثلاثاء');
    await form.getByRole('button', { name: 'نقل الخيار 3 إلى الأعلى' }).click();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    await choose(page, more(page), /استطلاع/);
    expect(await form.getByLabel('الخيار 2', { exact: true }).inputValue()).toBe('الثلاثاء');
    await form.getByLabel('تصويت بلا أسماء').check();
    await form.getByRole('button', { name: 'إرسال الاستطلاع' }).click();
    await form.waitFor({ state: 'hidden' });
    await row(tareq.page, 'أي يوم يناسب؟').getByText('الثلاثاء').waitFor();
    await choose(page, more(page), /استطلاع/);
    expect(await form.getByLabel('السؤال').inputValue()).toBe('');
    await page.keyboard.press('Escape');
  });

  test('slow mode counts down and keeps the text; a lock says why, and the text is there when it ends', async () => {
    const { page } = salma;
    await ask('PATCH', `/rooms/${roomId}`, { slowModeSeconds: 8 });
    await page.reload();
    await more(page).waitFor();
    // From now on the page hears what changes.
    await page.getByTestId('present-count').waitFor();
    await say(page, 'قبل المهلة');
    await page.getByTestId('pause').waitFor();
    await field(page).fill('أثناء المهلة');
    await sendButton(page).click({ force: true });
    expect(await field(page).inputValue()).toBe('أثناء المهلة');
    await ask('PATCH', `/rooms/${roomId}`, { slowModeSeconds: 0 });
    await ask('PUT', `/rooms/${roomId}/lock`, { reason: 'استراحة قصيرة' });
    await place(page).getByText('استراحة قصيرة').waitFor();
    expect(await place(page).textContent()).toContain('النص المكتوب محفوظ هنا.');
    await ask('DELETE', `/rooms/${roomId}/lock`);
    await field(page).waitFor();
    expect(await field(page).inputValue()).toBe('أثناء المهلة');
    await field(page).fill('');
  });

  test('fits 320 pixels: the field, one button with the rest, and the send button', async () => {
    const { page } = salma;
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await place(page).locator('button:visible').count()).toBe(2);
    for (const button of await place(page).locator('button:visible').all()) {
      const box = await button.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    expect(salma.takeErrors()).toEqual([]);
    expect(tareq.takeErrors()).toEqual([]);
  });
});
