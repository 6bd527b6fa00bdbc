import sharp from 'sharp';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';
import { upload } from '../support/uploads.ts';

const script = '<script>alert(1)</script>';

describeWith(['chromium'], 'nothing uploaded ever runs (P21)', () => {
  let hub: TestHub;
  let salma: Client;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const dialogs: string[] = [];
  beforeAll(async () => {
    [hub, browser] = await Promise.all([startHub(), launchChromium()]);
    await hub.space('champions', ['general']);
    salma = await hub.person('salma', { spaces: { champions: 'member' } });
    context = await browser.newContext();
    const signedIn = await context.request.post(`${hub.url}/api/v1/session`, {
      data: { email: salma.email, password: 'a long enough pass phrase' },
      headers: { origin: hub.url },
    });
    expect(signedIn.ok()).toBe(true);
    page = await context.newPage();
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
  });

  const bring = async (name: string, content: Buffer | string) =>
    `${hub.url}/api/v1/files/${(await upload(salma, { roomId: 'general', name, content: Buffer.from(content) })).fileId}/content`;
  /** How Chromium takes an address that somebody opens: as a file to save, or as a page of which type. */
  async function opened(address: string): Promise<string> {
    const saved = page.waitForEvent('download', { timeout: 10_000 }).then((download) => `saved ${download.suggestedFilename()}`);
    const shown = page.goto(address).then((response) => `shown ${response?.headers()['content-type']}`);
    const first = await Promise.any([saved, shown]);
    // What did not happen is not waited for.
    await Promise.allSettled([first.startsWith('saved') ? shown : Promise.resolve()]);
    saved.catch(() => undefined);
    return first;
  }

  test('documents and text are saved, whatever is in them', async () => {
    const pdf = await bring('تقرير.pdf', '%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj');
    const text = await bring('a.txt', `words before ${script}`);
    const table = await bring('a.csv', `=cmd|' /C calc'!A0,${script}`);
    expect(await opened(pdf)).toBe('saved تقرير.pdf');
    expect(await opened(text)).toBe('saved a.txt');
    expect(await opened(table)).toBe('saved a.csv');
  });

  test('a picture that is a script too is a picture, opened or asked for as a script', async () => {
    const gif = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .gif()
      .toBuffer();
    const picture = await bring('a.gif', Buffer.concat([gif, Buffer.from(`=1;alert(1)//${script}`)]));
    expect(await opened(picture)).toBe('shown image/gif');
    await page.goto(`${hub.url}/healthz`);
    const ran = await page.evaluate(async (address) => {
      const element = document.createElement('script');
      element.src = address;
      const ended = new Promise<string>((resolve) => {
        element.onload = () => resolve('ran');
        element.onerror = () => resolve('refused');
      });
      document.documentElement.append(element);
      return ended;
    }, picture);
    expect(ran).toBe('refused');
    expect(dialogs).toEqual([]);
  });

  test('another site cannot show it', async () => {
    const picture = await bring(
      'a.png',
      await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    // Another port is another origin of the same site: its cookie comes along, and still nothing is shown.
    const other = await context.newPage();
    await other.route('http://127.0.0.1:8099/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await other.goto('http://127.0.0.1:8099/');
    const seen = await other.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      return image.decode().then(
        () => 'shown',
        () => 'refused',
      );
    }, picture);
    expect(seen).toBe('refused');
  });
});
