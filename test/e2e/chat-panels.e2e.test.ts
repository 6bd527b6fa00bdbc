import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RoomState } from '#shared/features/personal/contract.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';
import { phone } from './visitor.ts';

const password = 'a long enough pass phrase';
const axeSource = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const narrow: BrowserContextOptions = { ...phone, viewport: { width: 320, height: 640 } };

const patience = { timeout: 10_000 };

interface Line {
  seq: number;
}

/** Threads, pins, search and what is asked about one message, by thumb and by keyboard, in Arabic. */
describeWith('chromium', 'beside the messages of a room', () => {
  let browser: Browser;
  let hub: TestHub;
  let noha: Client;
  let salma: Client;
  let layla: Client;
  const errors: string[] = [];

  async function open(who: Client, path: string, options: BrowserContextOptions = phone): Promise<Page> {
    const context = await browser.newContext({ ...options, locale: 'ar' });
    await context.request.post(`${hub.url}/api/v1/session`, { data: { email: who.email, password }, headers: { origin: hub.url } });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`${hub.url}${path}`);
    return page;
  }
  const say =
    (who: Client, room: string) =>
    (text: string, more: object = {}) =>
      who.api<Line>('POST', `/rooms/${room}/messages`, { clientId: randomUUID(), text, ...more });
  const panel = (page: Page) => page.getByTestId('side-panel');
  const path = (room: string, query = '') => `/s/circle/chat/${room}${query}`;
  const message = (page: Page, seq: number) => page.locator(`#messages article[data-seq="${seq}"]`);
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200) ?? '');
  const sideways = (page: Page) => page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth);
  const gone = (page: Page) => panel(page).waitFor({ state: 'detached' });
  const faults = (page: Page) =>
    page.evaluate(async (source) => {
      if (!('axe' in window)) (0, eval)(source);
      const { axe } = window as unknown as {
        axe: { run(root: string, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const found = await axe.run('[data-testid="side-panel"]', { resultTypes: ['violations'] });
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
    }, axeSource);
  async function choose(page: Page, seq: number, item: string): Promise<void> {
    await message(page, seq).focus();
    await message(page, seq).getByRole('button', { name: 'خيارات الرسالة' }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  beforeAll(async () => {
    [hub, browser] = await Promise.all([startHub({ pages: 'dist/client', env: { LIMITS: 'false' } }), launchChromium()]);
    await hub.space('circle', ['thread', 'search', 'pins', 'words', 'reading']);
    noha = await hub.person('noha', { spaces: { circle: 'moderator' } });
    salma = await hub.person('salma', { spaces: { circle: 'member' } });
    layla = await hub.person('layla', { spaces: { circle: 'member' } });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    expect(errors).toEqual([]);
  });

  test('on a phone a thread covers the page, tells what is new, and leads back to what opened it', async () => {
    const { seq: root } = await say(layla, 'thread')('متى نعقد الجلسة القادمة؟');
    const { seq: first } = await say(salma, 'thread')('يوم الأحد صباحاً', { thread: root });
    await say(layla, 'thread')('رسالة أخرى في الغرفة');
    const page = await open(layla, path('thread'));
    const link = page.getByTestId('thread-link');
    await link.click();
    await panel(page).locator(`article[data-seq="${first}"]`).waitFor();
    expect(page.url()).toContain(`?thread=${root}`);
    expect(await panel(page).getAttribute('role')).toBe('dialog');
    expect(await focused(page)).toMatch(/<h2/);
    expect(await page.locator('#messages').evaluate((list) => list.closest('[inert]') !== null)).toBe(true);
    expect(await page.locator('[data-announcer]').evaluate((node) => node.closest('[inert]') === null)).toBe(true);
    await expect.poll(() => faults(page), patience).toEqual([]);

    const { seq: second } = await say(salma, 'thread')('أو مساء الاثنين', { thread: root });
    await panel(page).locator(`article[data-seq="${second}"]`).waitFor();
    await page.locator('[data-announcer]', { hasText: 'أو مساء الاثنين' }).waitFor({ state: 'attached' });
    await panel(page).getByRole('textbox').fill('الأحد مناسب');
    await panel(page).getByRole('button', { name: 'إرسال' }).click();
    await panel(page).locator('article[data-own=true]', { hasText: 'الأحد مناسب' }).locator('visible=true').last().waitFor();
    // What was seen to the end is read, on all of her devices.
    await expect
      .poll(async () => (await layla.api<RoomState>('GET', '/rooms/thread/state')).threads.some((thread) => thread.root === root), patience)
      .toBe(false);

    await page.goBack();
    await gone(page);
    expect(page.url()).not.toContain('thread=');
    expect(await focused(page)).toContain('thread-link');
    expect(await page.locator('[inert]').count()).toBe(0);
    // The words of the thread stand in it alone.
    expect(await page.locator('#messages article', { hasText: 'الأحد مناسب' }).count()).toBe(0);
  });

  test('closing twice stays in the room', async () => {
    const page = await open(salma, path('thread'), desk);
    await page.getByTestId('thread-link').first().click();
    await panel(page).waitFor();
    await page.getByRole('button', { name: 'إغلاق' }).dblclick();
    await gone(page);
    expect(new URL(page.url()).pathname).toBe(path('thread'));
    await page.locator('#messages article').first().waitFor();
  });

  test('when its code does not come the room stays, and says so', async () => {
    // The service worker would have it from its cache.
    const page = await open(salma, path('thread'), { ...phone, serviceWorkers: 'block' });
    await page.getByTestId('thread-link').first().waitFor();
    await page.route('**/assets/panels-*', (route) => route.abort());
    await page.getByTestId('thread-link').first().click();
    await page.getByText('لا يمكن الوصول إلى الخادم').first().waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.locator('#messages article').first().waitFor();
  });

  test('following begins with a reply of one’s own and ends by a button', async () => {
    const { seq: root } = await say(layla, 'thread')('من تكتب محضر الجلسة؟');
    const page = await open(salma, path('thread', `?thread=${root}`), desk);
    await panel(page).getByText('لا ردود بعد').waitFor();
    expect(await panel(page).getAttribute('role')).toBe('region');
    const follow = panel(page).getByRole('button', { name: 'متابعة السلسلة' });
    await follow.waitFor();
    await panel(page).getByRole('textbox').fill('أكتبه هذه المرة');
    await panel(page).getByRole('textbox').press('Enter');
    const unfollow = panel(page).getByRole('button', { name: 'إلغاء المتابعة' });
    await unfollow.click();
    await follow.waitFor();
    const state = () => salma.api<{ isFollowing: boolean }>('GET', `/rooms/thread/threads/${root}/following`);
    expect(await state()).toEqual({ isFollowing: false });
    await panel(page).getByRole('heading', { level: 2 }).focus();
    await page.keyboard.press('Escape');
    await gone(page);
    expect(page.url()).not.toContain('thread=');
  });

  test('a thread that is not there says so', async () => {
    const page = await open(salma, path('thread', '?thread=9999'));
    await panel(page).getByText('هذه السلسلة لم تعد موجودة').waitFor();
    expect(await sideways(page)).toBe(0);
    await panel(page).getByRole('button', { name: 'إغلاق' }).click();
    await gone(page);
    await page.locator('#messages article').first().waitFor();
  });

  test('older replies come by a button; a link to one of them finds it', async () => {
    const { seq: root } = await say(layla, 'thread')('سلسلة طويلة');
    const replies: number[] = [];
    for (let count = 1; count <= 70; count += 1) replies.push((await say(salma, 'thread')(`ردّ رقم ${count}`, { thread: root })).seq);
    const page = await open(noha, path('thread', `?thread=${root}`), desk);
    await panel(page).locator(`article[data-seq="${replies[69]}"]`).waitFor();
    expect(await panel(page).locator(`article[data-seq="${replies[0]}"]`).count()).toBe(0);
    await panel(page).getByRole('button', { name: 'عرض ردود أقدم' }).click();
    await panel(page).locator(`article[data-seq="${replies[0]}"]`).waitFor();

    const linked = await open(noha, path('thread', `?thread=${root}&reply=${replies[2]}`));
    const target = panel(linked).locator(`article[data-seq="${replies[2]}"]`);
    await target.waitFor();
    await vi.waitFor(async () => expect(await target.evaluate((node) => node === document.activeElement)).toBe(true));
    const seen = await target.evaluate((node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    });
    expect(seen).toBe(true);
  });

  test('words are found whatever their marks, marked as they stand, and lead to their place', async () => {
    const { seq: old } = await say(layla, 'search')('أهمية الاستِمــاعِ إلى الناس');
    for (let count = 0; count < 30; count += 1) await say(salma, 'search')(`سطر ${count} في الوسط`);
    const { seq: root } = await say(layla, 'search')('سؤال عن الدورة');
    const { seq: reply } = await say(salma, 'search')('الاستماع قبل كل شيء', { thread: root });
    const page = await open(noha, path('search', '?panel=search'), narrow);
    const field = panel(page).getByRole('searchbox', { name: 'كلمات من الرسالة' });
    await field.waitFor();
    expect(await focused(page)).toContain('type="search"');
    await field.fill('ا');
    await panel(page).getByText('تكفي بداية الكلمة').waitFor();
    await field.fill('الاستماع');
    const found = panel(page).locator('[data-found]');
    await expect
      .poll(() => found.evaluateAll((items) => items.map((item) => Number(item.getAttribute('data-found')))), patience)
      .toEqual([reply, old]);
    expect(await found.last().locator('mark').allInnerTexts()).toEqual(['الاستِمــاعِ']);
    expect(await sideways(page)).toBe(0);
    await expect.poll(() => faults(page), patience).toEqual([]);
    const small = await found.locator('a').evaluateAll((links) => links.filter((link) => link.getBoundingClientRect().height < 44).length);
    expect(small).toBe(0);

    await found.first().getByRole('link').click();
    await panel(page).locator(`article[data-seq="${reply}"]`).waitFor();
    await page.goBack();
    // Back at the results, with what was asked.
    await expect.poll(() => field.inputValue(), patience).toBe('الاستماع');
    await found.last().getByRole('link').click();
    await gone(page);
    await vi.waitFor(async () => expect(await message(page, old).evaluate((node) => node === document.activeElement)).toBe(true));

    await page.goto(`${hub.url}${path('search', '?panel=search')}`);
    await field.fill('زرافة');
    await panel(page).getByText('لا رسائل بهذه الكلمات').waitFor();
    // Escape empties the field first.
    await field.press('Escape');
    expect(await field.inputValue()).toBe('');
    await field.press('Escape');
    await gone(page);
  });

  test('who moderates pins with a note and unpins; the others see it at once', async () => {
    const { seq } = await say(layla, 'pins')('رابط محضر الجلسة');
    const page = await open(noha, path('pins'));
    await message(page, seq).waitFor();
    await choose(page, seq, 'تثبيت');
    await page.getByLabel('ملاحظة عن سبب التثبيت').fill('للرجوع إليه قبل الأحد');
    await page.getByRole('dialog').getByRole('button', { name: 'تثبيت' }).click();
    const other = await open(salma, path('pins', '?panel=pins'), desk);
    const pinned = panel(other).locator(`[data-pinned="${seq}"]`);
    await pinned.waitFor();
    await expect.poll(() => pinned.innerText(), patience).toMatch(/للرجوع إليه قبل الأحد[\s\S]*رابط محضر الجلسة[\s\S]*noha/);
    expect(await pinned.getByRole('button').count()).toBe(0);

    await page.goto(`${hub.url}${path('pins', '?panel=pins')}`);
    await panel(page).getByRole('button', { name: 'إلغاء التثبيت' }).click();
    await panel(page).getByText('لا رسائل مثبَّتة').waitFor();
    await panel(other).getByText('لا رسائل مثبَّتة').waitFor();
    await page.getByRole('button', { name: 'تراجع' }).click();
    await pinned.waitFor();
    expect(await pinned.innerText()).toContain('للرجوع إليه قبل الأحد');
  });

  test('the list of threads begins with the last replied to, and says what is unread', async () => {
    const { seq: one } = await say(noha, 'reading')('الموضوع الأول');
    const { seq: two } = await say(noha, 'reading')('الموضوع الثاني');
    await say(salma, 'reading')('ردّ على الثاني', { thread: two });
    await say(salma, 'reading')('ردّ على الأول', { thread: one });
    const page = await open(noha, path('reading', '?panel=threads'), desk);
    const roots = () =>
      panel(page)
        .locator('[data-root]')
        .evaluateAll((items) => items.map((item) => [Number(item.getAttribute('data-root')), item.getAttribute('data-unread')]));
    await expect.poll(roots, patience).toEqual([
      [one, '1'],
      [two, '1'],
    ]);
    await expect.poll(() => faults(page), patience).toEqual([]);
    await say(salma, 'reading')('ردّ آخر على الثاني', { thread: two });
    await expect.poll(roots, patience).toEqual([
      [two, '2'],
      [one, '1'],
    ]);
    await panel(page)
      .getByRole('link', { name: /الموضوع الثاني/ })
      .click();
    await panel(page).getByText('رسالتان جديدتان').waitFor();
    // Seen to its end; who looks away sooner has not read it.
    const unreadOf = async () =>
      (await noha.api<{ threads: { root: number; unread: number }[] }>('GET', '/rooms/reading/state')).threads.find(
        ({ root }) => root === two,
      )?.unread ?? 0;
    await expect.poll(unreadOf, patience).toBe(0);
    await page.goBack();
    await expect.poll(roots, patience).toEqual([
      [two, '0'],
      [one, '1'],
    ]);
  });

  test('former texts are shown; who moderates empties one for good', async () => {
    const { seq } = await say(layla, 'words')('النص الأول، وفيه اسم');
    await layla.api('PATCH', `/rooms/words/messages/${seq}`, { baseRevision: 0, text: 'النص الثاني' });
    const page = await open(noha, path('words'));
    await message(page, seq).waitFor();
    await choose(page, seq, 'النُّسخ السابقة');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('النص الأول، وفيه اسم').waitFor();
    await dialog.getByRole('button', { name: 'حذف هذه النسخة' }).click();
    await dialog.getByRole('button', { name: 'إلغاء' }).click();
    await dialog.getByText('النص الأول، وفيه اسم').waitFor();
    await dialog.getByRole('button', { name: 'حذف هذه النسخة' }).click();
    await dialog.getByRole('button', { name: 'حذف نهائي' }).click();
    await dialog.getByText('النص الأول، وفيه اسم').waitFor({ state: 'detached' });
    await dialog.getByText('لا نُسخ سابقة').waitFor();
  });

  test('a message of somebody else is removed with a reason, which stands in its place', async () => {
    const { seq } = await say(layla, 'words')('رقم القضية 4471');
    const page = await open(noha, path('words'));
    const other = await open(salma, path('words'), desk);
    await message(page, seq).waitFor();
    await message(other, seq).waitFor();
    await choose(page, seq, 'حذف');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'حذف', exact: true }).click();
    await dialog.getByText('السبب مطلوب').waitFor();
    expect((await layla.api<{ items: { kind: string }[] }>('POST', '/rooms/words/messages/get', { seqs: [seq] })).items[0]?.kind).toBe(
      'message',
    );
    await dialog.getByText('سبب آخر').click();
    await dialog.getByLabel('السبب بكلمات أخرى').fill('يمكن طرح السؤال دون رقم');
    await dialog.getByRole('button', { name: 'حذف', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await other.locator('#messages', { hasText: 'يمكن طرح السؤال دون رقم' }).waitFor();
    expect(await other.locator('#messages').innerText()).not.toContain('4471');
  });

  test('one’s own message is removed after a question, without a reason', async () => {
    const { seq } = await say(salma, 'words')('كُتبت في غير موضعها');
    const page = await open(salma, path('words'));
    await message(page, seq).waitFor();
    await choose(page, seq, 'حذف');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('كُتبت في غير موضعها').waitFor();
    expect(await dialog.getByRole('radio').count()).toBe(0);
    await dialog.getByRole('button', { name: 'حذف', exact: true }).click();
    await page.locator(`#messages article[data-seq="${seq}"][data-state=hidden]`).waitFor();
  });
});
