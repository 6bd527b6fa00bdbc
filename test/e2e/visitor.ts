import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { demoPassword } from '#server/features/demo/index.ts';

const laptop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
export const phone: BrowserContextOptions = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };

/** What a page must not say: an error in the console, or an exception. */
const ignored = [/net::ERR_/, /Failed to load resource/, /WebSocket connection to .* failed/];

/** A person at a browser of her own. */
export interface Visitor {
  page: Page;
  /** Errors of console and page since the last call, without those of a line that was cut on purpose. */
  takeErrors(): string[];
  close(): Promise<void>;
}

/** Signs a persona in by the public interface and opens a path. */
export async function visit(
  browser: Browser,
  at: { url: string; email: string; path: string },
  options: BrowserContextOptions = laptop,
): Promise<Visitor> {
  const context = await browser.newContext(options);
  const answer = await context.request.post(`${at.url}/api/v1/session`, {
    data: { email: at.email, password: demoPassword },
    headers: { origin: at.url },
  });
  if (!answer.ok()) throw new Error(`${at.email} could not sign in: ${await answer.text()}`);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !ignored.some((pattern) => pattern.test(message.text()))) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${at.url}${at.path}`);
  return { page, takeErrors: () => errors.splice(0), close: () => context.close() };
}
