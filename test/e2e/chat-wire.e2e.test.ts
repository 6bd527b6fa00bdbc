import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPassword } from '#server/features/demo/index.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import fixture from '../fixtures/direction.json' with { type: 'json' };
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { signIn, type Client } from '../support/start-hub.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { phone, visit } from './visitor.ts';

const roomId = 'demo-champions-general';
const room = `/s/demo-champions/chat/${roomId}`;

/* What the wire brings, and what it loses on the way. */
describeWith('chromium', 'a room and its wire, in Chromium', () => {
  let browser: Browser;
  let node: NodeProcess;
  let noha: Client;
  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode({ LIMITS: 'false' }), launchChromium()]);
    noha = await signIn(node.url, 'noha@example.org', demoPassword);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  }, 60_000);
  const say = (text: string, more: object = {}) =>
    noha.api<{ seq: number }>('POST', `/rooms/${roomId}/messages`, { clientId: randomUUID(), text, ...more });

  test('one packet is lost, then silence: the message is there within half a minute, on the same connection', async () => {
    const salma = await visit(browser, { url: node.url, email: 'salma@example.org', path: '/home' });
    let isLosing = false;
    let lost = 0;
    let connections = 0;
    await salma.page.routeWebSocket(/\/socket\.io\//, (page) => {
      connections += 1;
      const hub = page.connectToServer();
      hub.onMessage((packet) => {
        if (isLosing && String(packet).includes('"chat.roomEvents"')) lost += 1;
        else page.send(packet);
      });
      page.onMessage((packet) => hub.send(packet));
    });
    await salma.page.goto(`${node.url}${room}`);
    await say('قبل الضياع');
    await salma.page.getByText('قبل الضياع').first().waitFor();
    await expect.poll(() => connections).toBe(1);
    // The live line is up when what is said now comes over it.
    await expect
      .poll(async () => {
        await say('هل وصل الخط؟');
        return salma.page.getByText('هل وصل الخط؟').count();
      })
      .toBeGreaterThan(0);
    isLosing = true;
    await say('ضاعت في الطريق');
    await expect.poll(() => lost).toBe(1);
    isLosing = false;
    await salma.page.getByText('ضاعت في الطريق').first().waitFor({ timeout: 30_000 });
    expect([lost, connections]).toEqual([1, 1]);
    await salma.close();
  });

  test('a room that was renamed before the live line came has its new name when it comes', async () => {
    const salma = await visit(browser, { url: node.url, email: 'salma@example.org', path: '/home' });
    let connect = (): void => undefined;
    await salma.page.routeWebSocket(/\/socket\.io\//, (page) => {
      connect = () => {
        const hub = page.connectToServer();
        hub.onMessage((packet) => page.send(packet));
        page.onMessage((packet) => hub.send(packet));
      };
    });
    await salma.page.goto(`${node.url}${room}`);
    await salma.page.locator('article[data-message]').last().waitFor();
    const before = await salma.page.locator('h1').textContent();
    await noha.api('PATCH', `/rooms/${roomId}`, { name: 'الغرفة بعد التسمية' });
    await pause(1000);
    expect(await salma.page.locator('h1').textContent()).toBe(before);
    connect();
    await salma.page.locator('h1').getByText('الغرفة بعد التسمية').waitFor();
    await salma.close();
  });

  test('sentences of mixed scripts run where they read, in an interface of either direction, and so do their quotations', async () => {
    // What the words themselves say, in whichever room.
    const sentences = fixture.filter(({ text, expected }) =>
      (['rtl', 'ltr'] as const).every((side) => text !== '' && directionOf(text, side) === expected),
    );
    expect(sentences.length).toBeGreaterThanOrEqual(55);
    const said: { seq: number; expected: string; text: string }[] = [];
    for (const { text, expected } of sentences) said.push({ seq: (await say(text)).seq, expected, text });
    const answered = said.filter((_sentence, index) => index % 10 === 0);
    const quotations = [];
    for (const { seq, expected } of answered) quotations.push({ seq: (await say('نعم', { replyTo: seq })).seq, expected });

    for (const [language, options] of [
      ['ar', phone],
      ['en', {}],
    ] as const) {
      const reader = await visit(
        browser,
        { url: node.url, email: 'noha@example.org', path: `${room}?m=${said[0]!.seq}&lang=${language}` },
        options,
      );
      const list = reader.page.locator('main [role="log"]');
      // Downwards from the first: the list holds only what is near.
      const runs = async (seq: number, part: string) => {
        const found = reader.page.locator(`article[data-seq="${seq}"] ${part}`).first();
        await expect
          .poll(async () => {
            const count = await found.count();
            if (count === 0) await list.evaluate((frame) => frame.scrollBy({ top: 500 }));
            return count;
          })
          .toBe(1);
        return found.evaluate((element) => getComputedStyle(element).direction);
      };
      // What she quoted in her text is somebody else's, with a direction of its own.
      for (const { seq, expected, text } of said) expect([text, await runs(seq, 'p:not(blockquote p)')]).toEqual([text, expected]);
      for (const { seq, expected } of quotations) expect([seq, await runs(seq, '[data-testid="quote"] bdi[dir]')]).toEqual([seq, expected]);
      const sideways = await reader.page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth);
      expect([language, sideways]).toEqual([language, 0]);
      await reader.close();
    }
  });
});
