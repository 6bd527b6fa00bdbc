import { randomUUID } from 'node:crypto';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPassword } from '#server/features/demo/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startNode, type NodeProcess } from '../e2e/node-process.ts';
import { phone, visit, type Visitor } from '../e2e/visitor.ts';

const roomId = 'demo-champions-general';
const room = `/s/demo-champions/chat/${roomId}`;
const count = 2000;

/** What the browser says of the page now. */
async function heapMb(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1e6;
}
/** Keeps the longest time from an input to the next picture, as INP counts it. */
const watchInputs = (page: Page) =>
  page.evaluate(() => {
    const seen: { name: string; ms: number }[] = [];
    Object.assign(window, { hubInputs: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { interactionId } = entry as PerformanceEntry & { interactionId?: number };
        if (interactionId) seen.push({ name: entry.name, ms: entry.duration });
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
const inputs = (page: Page) => page.evaluate(() => (window as unknown as { hubInputs: { name: string; ms: number }[] }).hubInputs);

describeWith('chromium', 'a room of two thousand messages on an old phone', () => {
  let browser: Browser;
  let node: NodeProcess;
  let salma: Visitor;
  let noha: (path: string, body: object) => Promise<unknown>;

  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode({ LIMITS: 'false' }), launchChromium()]);
    const signedIn = await fetch(`${node.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'noha@example.org', password: demoPassword }),
    });
    const { token } = (await signedIn.json()) as { token: string };
    noha = async (path, body) => {
      const answer = await fetch(`${node.url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    };
    for (let start = 0; start < count; start += 50)
      await Promise.all(Array.from({ length: 50 }, (_, i) => say(`رسالة رقم ${start + i}، فيها كلمات من العربية و English معًا`)));
    salma = await visit(browser, { url: node.url, email: 'salma@example.org', path: room }, phone);
    await salma.page.locator('article[data-message]').last().waitFor();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  }, 60_000);

  const say = (text: string) => noha(`/rooms/${roomId}/messages`, { clientId: randomUUID(), text });

  test('writing, scrolling back through all of it and jumping while five messages a second arrive', async () => {
    const { page } = salma;
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await watchInputs(page);
    let isOver = false;
    const arriving = (async () => {
      for (let i = 0; !isOver; i += 1) {
        const next = new Promise((resolve) => setTimeout(resolve, 200));
        await say(`وصلت الآن ${i}`);
        await next;
      }
    })();
    const field = page.locator('main textarea').first();
    await field.click();
    await field.pressSequentially('كتابة أثناء وصول الرسائل', { delay: 80 });
    const list = page.locator('main [role="log"]');
    // Back until the first of the two thousand is there.
    for (let pages = 0; pages < 60; pages += 1) {
      await list.evaluate((frame) => frame.scrollTo({ top: 0 }));
      if ((await list.getByText('رسالة رقم 100،').count()) > 0) break;
      await page.waitForTimeout(250);
    }
    await page.locator('article[data-message]').first().click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const heap = await heapMb(cdp);
    await page
      .getByRole('button', { name: /الأحدث|رسالة جديدة|رسائل جديدة/ })
      .last()
      .click();
    await field.click();
    await field.pressSequentially('وبعد العودة', { delay: 80 });
    isOver = true;
    await arriving;
    const seen = (await inputs(page)).sort((a, b) => b.ms - a.ms);
    console.log(
      `heap ${heap.toFixed(1)} MB; longest inputs ${seen
        .slice(0, 5)
        .map(({ name, ms }) => `${name} ${ms}`)
        .join(', ')} ms of ${seen.length}`,
    );
    expect(heap).toBeLessThanOrEqual(60);
    // INP is the longest but for one in fifty.
    const inp = seen[Math.floor(seen.length / 50)]?.ms ?? 0;
    expect(inp).toBeLessThanOrEqual(200);
  });
});
