import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import {
  copiesIn,
  countOf,
  leaveCopy,
  makeLesson,
  ownBrowser,
  recordsIn,
  sign,
  signIn,
  textOf,
  typeAt,
  untilKept,
} from './lesson-visitor.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { phone, visit, type Visitor } from './visitor.ts';

const base = 'تبدأ الجلسة بالاستماع إلى المشاركات ثم النقاش';
const offer = (page: Page) => page.locator('[data-offer]');

describeWith('chromium', 'a lesson without a line, in Chromium', () => {
  let browser: Browser;
  let node: NodeProcess;
  let salma: Visitor;
  let tareq: Visitor;
  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    salma = await visit(browser, { url: node.url, email: 'salma@example.org', path: '/home' }, phone);
    tareq = await visit(browser, { url: node.url, email: 'tareq@example.org', path: '/home' });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  }, 60_000);

  const open = async (page: Page, id: string) => {
    await page.goto(`${node.url}/d/${id}`);
    await page.locator('.lesson-text').waitFor();
  };
  /** What the hub itself gives to somebody who has nothing. */
  const atHub = async (id: string): Promise<string> => {
    const fresh = await visit(browser, { url: node.url, email: 'rania@example.org', path: `/d/${id}` });
    await sign(fresh.page, 'saved');
    await fresh.page.locator('.lesson-text').waitFor();
    const text = await textOf(fresh.page);
    await fresh.close();
    return text;
  };
  /** A new lesson with one paragraph, open and stored at both. */
  const shared = async (title: string): Promise<string> => {
    const id = await makeLesson(tareq.page, title);
    await Promise.all([open(salma.page, id), open(tareq.page, id)]);
    await typeAt(tareq.page, 'Home', base);
    await sign(tareq.page, 'saved');
    await expect.poll(() => textOf(salma.page)).toBe(base);
    await untilKept(salma.page);
    return id;
  };

  test('two write in one paragraph at once, one before the other: each letter stands where it was typed', async () => {
    const id = await shared('معاً');
    const [before, after] = ['ابتثجحخدذرزسشصضط', 'ظعغفقكلمنهويءآإأ'];
    const type = async ({ page }: Visitor, place: 'Home' | 'End', text: string) => {
      await page.locator('.lesson-text > *').first().click();
      await page.keyboard.press(`Control+${place}`);
      await page.keyboard.type(text, { delay: 60 });
      await sign(page, 'saved');
    };
    await Promise.all([type(salma, 'Home', before), type(tareq, 'End', after)]);
    await expect.poll(() => textOf(salma.page)).toBe(`${before}${base}${after}`);
    expect(await atHub(id)).toBe(`${before}${base}${after}`);
  });

  test('two write in one Arabic paragraph, one without a line and over a reload: both texts are everywhere, once', async () => {
    const id = await shared('بلا اتصال');
    const line = salma.page.context();
    await line.setOffline(true);
    await sign(salma.page, 'offline', false);
    await typeAt(salma.page, 'Home', 'قبل إعادة التحميل ');
    await sign(salma.page, 'offline', true);
    await typeAt(tareq.page, 'End', ' مع الجميع');
    await sign(tareq.page, 'saved');

    await salma.page.reload();
    await salma.page.locator('.lesson-text').waitFor();
    expect(await textOf(salma.page)).toBe(`قبل إعادة التحميل ${base}`);
    await sign(salma.page, 'offline', true);
    expect(await salma.page.locator('[data-sign]').textContent()).toContain('تنتظر على هذا الجهاز');
    await typeAt(salma.page, 'End', ' وبعدها');

    await line.setOffline(false);
    await sign(salma.page, 'saved', false);
    await expect.poll(async () => (await textOf(salma.page)) === (await textOf(tareq.page))).toBe(true);
    const text = await atHub(id);
    expect(text).toBe(await textOf(salma.page));
    for (const part of ['قبل إعادة التحميل', 'مع الجميع', 'وبعدها', base]) expect([part, countOf(text, part)]).toEqual([part, 1]);
    // Nothing waits any more, and a page that opens without a line says so.
    await line.setOffline(true);
    await salma.page.reload();
    await salma.page.locator('.lesson-text').waitFor();
    await sign(salma.page, 'offline', false);
    await line.setOffline(false);
    await sign(salma.page, 'saved');
  });

  test('saved at the moment of a kill -9 is there after it', async () => {
    const id = await shared('نهاية مفاجئة');
    await typeAt(salma.page, 'End', ' محفوظ حقاً');
    await sign(salma.page, 'saved');
    await node.kill9();
    await node.restart();
    expect(await atHub(id)).toBe(`${base} محفوظ حقاً`);
    await sign(salma.page, 'saved');
    await sign(tareq.page, 'saved');
  });

  test('two tabs: both write, and what a killed one left is brought by the other', async () => {
    const id = await shared('نافذتان');
    const second = await salma.page.context().newPage();
    await open(second, id);
    await sign(second, 'saved');
    expect((await copiesIn(second)).filter((name) => name.includes(id)).map((name) => name.at(-1))).toEqual(['0', '1']);
    await Promise.all([typeAt(salma.page, 'Home', 'سسسسس'), typeAt(second, 'End', 'ههههه')]);
    await Promise.all([sign(salma.page, 'saved'), sign(second, 'saved')]);
    await expect.poll(async () => (await textOf(salma.page)) === (await textOf(second))).toBe(true);

    await salma.page.context().setOffline(true);
    await Promise.all([sign(salma.page, 'offline'), sign(second, 'offline')]);
    await typeAt(second, 'End', ' متروكة');
    await sign(second, 'offline', true);
    await sign(salma.page, 'offline', false);
    await second.close({ runBeforeUnload: false });
    await typeAt(salma.page, 'Home', 'باقية ');
    await salma.page.context().setOffline(false);
    await expect.poll(() => textOf(salma.page), { timeout: 30_000 }).toBe(`باقية سسسسس${base}ههههه متروكة`);
    await sign(salma.page, 'saved', false);
    expect(await atHub(id)).toBe(`باقية سسسسس${base}ههههه متروكة`);
    await expect.poll(async () => (await copiesIn(salma.page)).filter((name) => name.includes(id)).length).toBe(1);
  });

  test('a browser killed with text that waits: the next one brings it', async () => {
    const id = await shared('متصفح انتهى');
    const own = ownBrowser();
    try {
      const first = (await own.start()).contexts()[0]!;
      const page = await first.newPage();
      // A page that keeps nothing: Chromium writes a page's storage after 5 s, and what changes later after a minute.
      await page.goto(`${node.url}/healthz`);
      await signIn(page, 'omar@example.org');
      await open(page, id);
      await sign(page, 'saved');
      await untilKept(page);
      await first.setOffline(true);
      await sign(page, 'offline');
      await typeAt(page, 'End', ' قبل الانقطاع');
      await sign(page, 'offline', true);
      await expect.poll(() => own.hasWritten('session'), { timeout: 90_000 }).toBe(true);
      await own.kill9();

      const again = (await own.start()).contexts()[0]!;
      await again.setOffline(true);
      const later = await again.newPage();
      await later.goto(`${node.url}/d/${id}`);
      await sign(later, 'offline', true);
      await expect.poll(() => textOf(later)).toBe(`${base} قبل الانقطاع`);
      // Chromium may not have written the cookie yet; then she signs in, and the text has waited for her.
      await signIn(later, 'omar@example.org');
      await again.setOffline(false);
      await sign(later, 'saved', false);
      expect(await atHub(id)).toBe(`${base} قبل الانقطاع`);
    } finally {
      await own.kill9();
      own.remove();
    }
  });

  test('refused after a reload: the text is offered back, over another reload, until it is taken', async () => {
    const id = await shared('مرفوض');
    const { page } = salma;
    await page.context().setOffline(true);
    await sign(page, 'offline');
    await typeAt(page, 'End', ' صحيح');
    await sign(page, 'offline', true);
    const [name] = (await copiesIn(page)).filter((copy) => copy.includes(id));
    // Not by about:blank: the next process is without a line only a little later, and the words would slip out.
    await page.goto(`${node.url}/home`);
    const wrong = new Y.Doc();
    wrong.getText('elsewhere').insert(0, 'في غير مكانه');
    await leaveCopy(page, name!, { update: Y.encodeStateAsUpdate(wrong), facts: {} });
    await page.context().setOffline(false);
    await open(page, id);
    await offer(page).waitFor();
    await sign(page, 'refused');
    expect(await offer(page).getAttribute('data-offer')).toBe('shape');
    for (const part of ['صحيح', 'في غير مكانه']) expect(await offer(page).textContent()).toContain(part);
    expect(await textOf(page)).toBe(base);

    await page.reload();
    await offer(page).waitFor();
    await page.locator('.lesson-text').waitFor();
    expect(await textOf(page)).toBe(base);
    await page.getByRole('button', { name: 'إدراج في الدرس' }).click();
    await sign(page, 'saved', false);
    const taken = await textOf(page);
    expect([countOf(taken, 'صحيح'), countOf(taken, 'في غير مكانه')]).toEqual([1, 1]);
    expect(await atHub(id)).toBe(taken);
    await page.reload();
    await sign(page, 'saved', false);
    expect(await offer(page).count()).toBe(0);
  });

  test('another epoch: the lesson comes from the hub, the old text that was not stored is offered back', async () => {
    const id = await shared('نسخة أخرى');
    const { page } = salma;
    const [name] = (await copiesIn(page)).filter((copy) => copy.includes(id));
    const [, userId] = name!.split(':');
    const old = new Y.Doc();
    const paragraph = new Y.XmlElement('paragraph');
    old.getXmlFragment('content').insert(0, [paragraph]);
    paragraph.insert(0, [new Y.XmlText('مخزّن ')]);
    const stored = Y.getState(old.store, old.clientID);
    (paragraph.get(0) as Y.XmlText).insert(6, 'غير مخزّن');
    await leaveCopy(page, `document:${userId}:${id}:0:0`, {
      update: Y.encodeStateAsUpdate(old),
      facts: { unsent: [[old.clientID, stored]], known: true },
    });
    await page.reload();
    await offer(page).waitFor();
    expect(await offer(page).locator('pre').textContent()).toBe('غير مخزّن');
    await expect.poll(() => textOf(page)).toBe(base);
    await expect.poll(() => copiesIn(page)).not.toContain(`document:${userId}:${id}:0:0`);
    await page.reload();
    await offer(page).waitFor();
    await page.getByRole('button', { name: 'الاستغناء عن النص' }).click();
    await sign(page, 'saved', false);
  });

  test('what is kept of a lesson does not grow with its history', async () => {
    const id = await shared('طويل');
    await salma.page.locator('.lesson-text > *').first().click();
    for (let round = 0; round < 12; round += 1) await salma.page.keyboard.type('ن'.repeat(50));
    await sign(salma.page, 'saved');
    const [name] = (await copiesIn(salma.page)).filter((copy) => copy.includes(id));
    await expect.poll(() => recordsIn(salma.page, name!)).toBeLessThan(510);
    await salma.page.context().setOffline(true);
    await salma.page.reload();
    await salma.page.locator('.lesson-text').waitFor();
    expect(countOf(await textOf(salma.page), 'ن') - countOf(base, 'ن')).toBe(600);
    await salma.page.context().setOffline(false);
  });

  test('of many lessons the last fifty stay, and every one with text that waits', async () => {
    const id = await shared('واحد من كثير');
    const { page } = salma;
    const [name] = (await copiesIn(page)).filter((copy) => copy.includes(id));
    const [, userId] = name!.split(':');
    const nothing = Y.encodeStateAsUpdate(new Y.Doc());
    for (let index = 10; index < 65; index += 1) {
      const facts = { openedAt: index, unsent: index === 10 ? [[7, 0]] : [] };
      await leaveCopy(page, `document:${userId}:other-${index}:1:0`, { update: nothing, facts });
    }
    const others = async () => (await copiesIn(page)).filter((copy) => !copy.includes('other-')).length;
    const here = await others();
    await page.reload();
    await expect.poll(async () => (await copiesIn(page)).length, { timeout: 30_000 }).toBe(51);
    const left = await copiesIn(page);
    expect(await others()).toBe(here);
    expect(left).toContain(`document:${userId}:other-10:1:0`);
    expect(left).toContain(`document:${userId}:other-64:1:0`);
    expect(left).not.toContain(`document:${userId}:other-11:1:0`);
    for (const copy of left.filter((one) => one.includes('other-'))) await page.evaluate((one) => indexedDB.deleteDatabase(one), copy);
  });

  test('a device that cannot keep anything says so, and writing goes on', async () => {
    const id = await shared('بلا ذاكرة');
    const page = await salma.page.context().newPage();
    await page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    await open(page, id);
    await sign(page, 'saved');
    await page.getByText('بإغلاق هذه النافذة').waitFor();
    await page.context().setOffline(true);
    await sign(page, 'offline');
    await typeAt(page, 'End', ' هنا فقط');
    await sign(page, 'offline', true);
    expect(await page.locator('[data-sign]').textContent()).toContain('في هذه النافذة فقط');
    await page.context().setOffline(false);
    await sign(page, 'saved', false);
    await page.close();
    expect(await atHub(id)).toBe(`${base} هنا فقط`);
  });

  test('sign-out warns of text that waits in a lesson that is not open, and then leaves nothing', async () => {
    const id = await shared('تسجيل الخروج');
    const context = salma.page.context();
    await context.setOffline(true);
    await sign(salma.page, 'offline');
    await typeAt(salma.page, 'End', ' منسي');
    await sign(salma.page, 'offline', true);
    await salma.page.goto(`${node.url}/home`);
    const page = await context.newPage();
    // The collaboration stays cut, the rest of the line comes back.
    await page.routeWebSocket(/\/collab\//, (socket) => socket.close({ code: 4503 }));
    await page.context().setOffline(false);
    await page.goto(`${node.url}/me/security`);
    await page.getByRole('button', { name: 'تسجيل الخروج' }).click();
    await page.getByText('نصوص في الدروس لم تُحفظ بعد').waitFor();
    expect((await copiesIn(page)).some((name) => name.includes(id))).toBe(true);
    await page.getByRole('button', { name: 'الخروج مع ذلك' }).click();
    await page.waitForURL(/\/login/);
    expect(await copiesIn(page)).toEqual([]);
    await signIn(page, 'salma@example.org');
    await page.close();
  });

  test('a session ended from afar keeps text that waits for the same person, and for nobody else', async () => {
    const id = await shared('جلسة انتهت');
    const lose = async (page: Page, text: string) => {
      await page.context().setOffline(true);
      await sign(page, 'offline');
      await typeAt(page, 'End', text);
      await sign(page, 'offline', true);
      await page.context().request.delete(`${node.url}/api/v1/session`, { headers: { origin: node.url } });
      await page.context().setOffline(false);
      await page.waitForURL(/\/login/);
    };
    const { page } = tareq;
    await lose(page, ' لي وحدي');
    await expect.poll(async () => (await copiesIn(page)).map((name) => name.includes(id))).toEqual([true]);
    await signIn(page, 'tareq@example.org');
    await open(page, id);
    await sign(page, 'saved', false);
    expect(await atHub(id)).toBe(`${base} لي وحدي`);
    await lose(page, ' لغيري');
    await signIn(page, 'rania@example.org');
    await page.goto(`${node.url}/home`);
    await expect.poll(() => copiesIn(page)).toEqual([]);
    await open(page, id);
    await sign(page, 'saved');
    expect(await textOf(page)).toBe(`${base} لي وحدي`);
    await signIn(page, 'tareq@example.org');
  });

  test('a shared computer keeps nothing', async () => {
    const id = await shared('جهاز مشترك');
    const guest = await visit(browser, { url: node.url, email: 'rania@example.org', path: '/home' });
    await signIn(guest.page, 'rania@example.org', { isSharedComputer: true });
    await open(guest.page, id);
    await typeAt(guest.page, 'End', ' من جهاز مشترك');
    await sign(guest.page, 'saved');
    expect([await copiesIn(guest.page), await guest.page.evaluate(() => localStorage.getItem('session'))]).toEqual([[], null]);
    await guest.close();
  });

  test('no page said an error', () => {
    expect([...salma.takeErrors(), ...tareq.takeErrors()]).toEqual([]);
  });
});
