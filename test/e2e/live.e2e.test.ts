import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startMongo, startRedis, uniqueDatabase, type TestServer } from '../support/servers.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { phone, visit, type Visitor } from './visitor.ts';

const room = '/s/demo-champions/chat/demo-champions-general';
const lesson = '/d/demo-lesson-listening';

/** The hub as one person meets it and as another does: one node, or two over MongoDB and Redis. */
interface World {
  here: NodeProcess;
  there: NodeProcess;
  stop(): Promise<void>;
}

async function embedded(): Promise<World> {
  const node = await startNode();
  return { here: node, there: node, stop: () => node.stop() };
}
async function twoNodes(): Promise<World> {
  const servers: TestServer[] = await Promise.all([startMongo(), startRedis()]);
  const [mongo, redis] = servers;
  const env = { MONGO_URL: uniqueDatabase(mongo!.url), REDIS_URL: redis!.url, SESSION_SECRET: 'e'.repeat(40) };
  const here = await startNode(env);
  const there = await startNode(env);
  return {
    here,
    there,
    async stop() {
      await Promise.all([here.stop(), there.stop()]);
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

const composer = (page: Page) => page.getByRole('textbox').last();
const newest = (page: Page) => page.locator('[data-message][data-seq]').last();
const textOf = (page: Page) =>
  page.locator('.lesson-text').evaluate((text) => {
    const copy = text.cloneNode(true) as HTMLElement;
    copy.querySelectorAll('.ProseMirror-separator, .ProseMirror-trailingBreak').forEach((element) => element.remove());
    return [...copy.children].map((block) => block.textContent).join('\n');
  });
const sign = (page: Page, wanted: string) => page.locator(`[data-sign="${wanted}"]`).waitFor();

/** Where the remote caret stands in the heading, and how wide its words are drawn. */
const headingState = (page: Page) =>
  page
    .locator('.lesson-text h1')
    .first()
    .evaluate((heading) => {
      const range = document.createRange();
      range.selectNodeContents(heading);
      const rects = [...range.getClientRects()];
      const caret = document.querySelector<HTMLElement>('.lesson-caret');
      return {
        // The heading is the first block: its first letter is at position 1 of the document.
        before: caret ? Number(caret.dataset['position']) - 1 : -1,
        width: Math.max(...rects.map((rect) => rect.right)) - Math.min(...rects.map((rect) => rect.left)),
        isBeside: caret ? caret.getBoundingClientRect().top < heading.getBoundingClientRect().bottom : false,
      };
    });

describeWith('chromium', 'in Chromium, on the embedded store', () => journeys(embedded));
describeWith(['chromium', 'mongo', 'redis'], 'in Chromium, over two nodes on MongoDB and Redis', () => journeys(twoNodes));

function journeys(start: () => Promise<World>): void {
  let browser: Browser;
  let world: World;
  let salma: Visitor;
  let tareq: Visitor;
  beforeAll(async () => {
    [world, browser] = await Promise.all([start(), launchChromium()]);
    salma = await visit(browser, { url: world.here.url, email: 'salma@example.org', path: room }, phone);
    tareq = await visit(browser, { url: world.there.url, email: 'tareq@example.org', path: room });
    await Promise.all([newest(salma.page).waitFor(), newest(tareq.page).waitFor()]);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  }, 60_000);

  test('a message appears on the other side in half a second, own and incoming on their sides', async () => {
    const text = `صباح الخير من الجزائر ${Date.now()}`;
    await composer(salma.page).fill(text);
    const appearedAt = tareq.page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          new MutationObserver(() => {
            if (document.querySelector('main')?.textContent?.includes(wanted)) resolve(Date.now());
          }).observe(document.body, { childList: true, subtree: true, characterData: true });
        }),
      text,
    );
    // Both clocks are this machine's: from the press in one browser to the letters in the other.
    await salma.page.evaluate(() =>
      document.addEventListener(
        'click',
        () => {
          document.body.dataset['pressedAt'] = String(Date.now());
        },
        { capture: true, once: true },
      ),
    );
    await salma.page.getByRole('button', { name: 'إرسال', exact: true }).click();
    const tookMs = (await appearedAt) - Number(await salma.page.evaluate(() => document.body.dataset['pressedAt']));
    expect(tookMs).toBeLessThan(500);
    await salma.page.locator('[data-message][data-state="sent"]', { hasText: text }).waitFor();
    const centre = (visitor: Visitor) =>
      visitor.page.locator('[data-message]', { hasText: text }).evaluate((article) => {
        const row = article.closest('[data-key]')!.getBoundingClientRect();
        const words = article.querySelector('[dir]')!.getBoundingClientRect();
        return (words.left + words.width / 2 - row.left) / row.width;
      });
    // On an Arabic page the line ends at the left: own there, incoming at the right.
    expect(await centre(salma)).toBeLessThan(0.5);
    expect(await centre(tareq)).toBeGreaterThan(0.5);
  });

  test('the page is mirrored whole, and never scrolls sideways', async () => {
    for (const { page } of [salma, tareq]) {
      expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(['ar', 'rtl']);
      expect(await page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth)).toBe(0);
    }
    const rail = await tareq.page.getByRole('navigation').first().boundingBox();
    expect(rail!.x).toBeGreaterThan(640);
  });

  test('ar → fr → ar keeps the draft and the focus, and turns the page both times', async () => {
    await composer(tareq.page).fill('مسودة لم تُرسل بعد');
    const switchTo = async (language: string) => {
      await tareq.page.locator('header button[aria-haspopup="menu"]').first().click();
      await tareq.page.getByText(language, { exact: true }).last().click();
    };
    await switchTo('Français');
    await tareq.page.locator('html[lang="fr"][dir="ltr"]').waitFor({ state: 'attached' });
    expect(await composer(tareq.page).inputValue()).toBe('مسودة لم تُرسل بعد');
    expect(await tareq.page.evaluate(() => document.activeElement !== document.body)).toBe(true);
    expect((await tareq.page.getByRole('navigation').first().boundingBox())!.x).toBeLessThan(100);
    await switchTo('العربية');
    await tareq.page.locator('html[lang="ar"][dir="rtl"]').waitFor({ state: 'attached' });
    expect(await composer(tareq.page).inputValue()).toBe('مسودة لم تُرسل بعد');
    await composer(tareq.page).fill('');
  });

  test('both write in one lesson at once, in the middle of a word, and names stand at the carets', async () => {
    await Promise.all([salma.page.goto(`${world.here.url}${lesson}`), tareq.page.goto(`${world.there.url}${lesson}`)]);
    await Promise.all([salma, tareq].map(({ page }) => page.locator('.lesson-text h1').first().waitFor()));
    await Promise.all([sign(salma.page, 'saved'), sign(tareq.page, 'saved')]);
    const plain = await headingState(salma.page);

    await tareq.page.locator('.lesson-text h1').first().click();
    await tareq.page.keyboard.press('Home');
    for (let position = 1; position <= 7; position++) {
      await tareq.page.keyboard.press('ArrowLeft');
      await expect.poll(async () => (await headingState(salma.page)).before).toBe(position);
      expect(Math.abs((await headingState(salma.page)).width - plain.width)).toBeLessThanOrEqual(0.5);
    }
    expect(await salma.page.locator('.lesson-caret-name').first().textContent()).toContain('طارق');

    await salma.page.locator('.lesson-text h1').first().click();
    await salma.page.keyboard.press('Home');
    for (let i = 0; i < 4; i++) await salma.page.keyboard.press('ArrowLeft');
    const before = await textOf(salma.page);
    const count = (text: string, letter: string) => text.split(letter).length - 1;
    await Promise.all([tareq.page.keyboard.type('ططططط', { delay: 20 }), salma.page.keyboard.type('سسسسس', { delay: 20 })]);
    await Promise.all([sign(salma.page, 'saved'), sign(tareq.page, 'saved')]);
    await expect.poll(async () => (await textOf(salma.page)) === (await textOf(tareq.page))).toBe(true);
    const text = await textOf(salma.page);
    for (const letter of ['ط', 'س']) expect([letter, count(text, letter)]).toEqual([letter, count(before, letter) + 5]);
    expect(text.length).toBe(before.length + 10);
    expect(await salma.page.locator('.lesson-caret').count()).toBe(1);
  });

  test('what was acknowledged outlives a kill -9', async () => {
    await salma.page.locator('.lesson-text p').nth(1).click();
    await salma.page.keyboard.type(' باقية بعد الانقطاع ', { delay: 5 });
    await sign(salma.page, 'saved');
    const saved = await textOf(salma.page);
    await tareq.page.goto(`${world.there.url}${room}`);
    await newest(tareq.page).waitFor();
    await composer(tareq.page).fill('رسالة قبل الانقطاع');
    await tareq.page.getByRole('button', { name: 'إرسال', exact: true }).click();
    await tareq.page.locator('[data-message][data-state="sent"]', { hasText: 'رسالة قبل الانقطاع' }).waitFor();

    await Promise.all([world.here.kill9(), world.there === world.here ? undefined : world.there.kill9()]);
    await sign(salma.page, 'offline');
    await salma.page.keyboard.type('وأثناءه', { delay: 5 });
    await world.here.restart();
    if (world.there !== world.here) await world.there.restart();

    const fresh = await visit(browser, { url: world.here.url, email: 'rania@example.org', path: lesson });
    await fresh.page.locator('.lesson-text h1').first().waitFor();
    await sign(salma.page, 'saved');
    // What was saved before, and what was written while the hub was away.
    await expect.poll(async () => (await textOf(fresh.page)) === (await textOf(salma.page))).toBe(true);
    const now = await textOf(fresh.page);
    expect(now.replace('وأثناءه', '')).toBe(saved);
    expect(now).toContain('وأثناءه');
    await fresh.page.goto(`${world.here.url}${room}`);
    await fresh.page.locator('[data-message]', { hasText: 'رسالة قبل الانقطاع' }).waitFor();
    expect(await fresh.page.locator('[data-message]', { hasText: 'رسالة قبل الانقطاع' }).count()).toBe(1);
    await fresh.close();
  });

  test('no page said an error', () => {
    expect([...salma.takeErrors(), ...tareq.takeErrors()]).toEqual([]);
  });
}
