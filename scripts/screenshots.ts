// `npm run screenshots`: the pictures of README.md, taken of the built hub with its demo world, in Arabic and in English.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../test/support/chromium.ts';
import { tempDir } from '../test/support/temp-dir.ts';

const folder = 'docs/images';
const password = 'multaqa-demo-2026';
const startsWithinMs = 180_000;

type Language = 'ar' | 'en';

interface Shot {
  name: string;
  language: Language;
  /** Absent: nobody is signed in. */
  persona?: string;
  path: string;
  /** What must be there before the picture is taken. */
  shows: string;
  width?: number;
  /** Somebody else who is on the same page, so that she is seen there. */
  beside?: string;
}

const champions = '/s/demo-champions/chat/demo-champions-general';
const shotsOf = (lesson: string): Shot[] => [
  { name: 'sign-in', language: 'ar', path: '/login', shows: 'form' },
  { name: 'sign-in', language: 'en', path: '/login', shows: 'form' },
  { name: 'home', language: 'ar', persona: 'salma', path: '/home', shows: 'h1' },
  { name: 'home', language: 'en', persona: 'clara', path: '/home', shows: 'h1' },
  { name: 'chat', language: 'ar', persona: 'salma', path: champions, shows: 'article', beside: 'noha' },
  { name: 'chat', language: 'ar', persona: 'salma', path: champions, shows: 'article', width: 360 },
  { name: 'chat', language: 'en', persona: 'mateo', path: '/s/demo-quality/chat/demo-quality-general', shows: 'article', beside: 'leila' },
  { name: 'lesson', language: 'ar', persona: 'salma', path: `/d/${lesson}`, shows: '[contenteditable] p', beside: 'noha' },
  { name: 'lesson', language: 'en', persona: 'noha', path: `/d/${lesson}`, shows: '[contenteditable] p', beside: 'salma' },
];

/** Builds what is stale, starts a hub of its own, and resolves with its address. */
async function startHub(dataDir: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DEMO: '1', DEMO_BOT: '0', LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, ['scripts/start.mjs'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  try {
    return { url: await addressOf(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressOf({ stdout, ...child }: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`The hub did not start in time: ${said}`)), startsWithinMs);
    stdout.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8000);
      const url = /open at (http:\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    stdout.on('end', () => reject(new Error(`The hub ended: ${said} ${String(child.exitCode)}`)));
  });
}

/** A browser of its own for one person, who reads in this language. */
async function visit(
  browser: Browser,
  url: string,
  { persona, language, width = 1280 }: Pick<Shot, 'persona' | 'language' | 'width'>,
): Promise<BrowserContext> {
  const isPhone = width < 640;
  const context = await browser.newContext({
    baseURL: url,
    locale: language,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Africa/Tunis',
    viewport: { width, height: isPhone ? 740 : 800 },
    deviceScaleFactor: isPhone ? 2 : 1,
    hasTouch: isPhone,
    serviceWorkers: 'block',
  });
  if (persona === undefined) return context;
  await call(context, url, { method: 'POST', path: '/session', data: { email: `${persona}@example.org`, password } });
  await call(context, url, { method: 'PATCH', path: '/me/settings', data: { language, theme: 'light' } });
  return context;
}

interface Call {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  data?: object;
}
async function call(context: BrowserContext, url: string, { method, path, data }: Call): Promise<unknown> {
  const answer = await context.request.fetch(`/api/v1${path}`, { method, headers: { origin: url }, ...(data && { data }) });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

async function open(context: BrowserContext, { path, shows }: Pick<Shot, 'path' | 'shows'>): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (line) => {
    if (line.type() === 'error') console.warn(`${path}: ${line.text()}`);
  });
  page.on('pageerror', (error) => console.warn(`${path}: ${error.message}`));
  // The fonts are optional: a second visit has them for sure.
  await page.goto(path);
  await page.locator(shows).first().waitFor();
  await page.reload();
  await page.locator(shows).first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForLoadState('networkidle');
  return page;
}

async function take(browser: Browser, url: string, shot: Shot): Promise<void> {
  const contexts: BrowserContext[] = [];
  try {
    const own = await visit(browser, url, shot);
    contexts.push(own);
    const page = await open(own, shot);
    if (shot.beside !== undefined) {
      const other = await visit(browser, url, { persona: shot.beside, language: 'ar' });
      contexts.push(other);
      await join(page, await open(other, shot));
    }
    const file = `${folder}/${shot.name}-${shot.language}-${shot.width ?? 1280}.png`;
    await showUsualPort(page, url);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    console.log(file);
  } finally {
    for (const context of contexts) await context.close();
  }
}

/** Whoever follows README.md sees the hub's own port, not the one that was free here. */
function showUsualPort(page: Page, url: string): Promise<void> {
  return page.evaluate(
    ([taken = '', usual = '']) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) text.nodeValue = (text.nodeValue ?? '').replaceAll(taken, usual);
    },
    [url, 'http://127.0.0.1:3000'],
  );
}

/** In a lesson the other one's caret stands in the second paragraph. */
async function join(page: Page, other: Page): Promise<void> {
  const text = other.locator('[contenteditable="true"] p');
  if ((await text.count()) === 0) return;
  await text.nth(1).click();
  await page.locator('[class*="caret"]').first().waitFor();
}

async function lessonOf(browser: Browser, url: string): Promise<string> {
  const context = await visit(browser, url, { persona: 'salma', language: 'ar' });
  const { items } = (await call(context, url, { method: 'GET', path: '/spaces/demo-champions/documents' })) as {
    items: { id: string; title: string }[];
  };
  await context.close();
  const lesson = items.find(({ title }) => title === 'الاستماع إلى الضحايا') ?? items[0];
  if (!lesson) throw new Error('The demo has no lesson.');
  return lesson.id;
}

/** All shots, or those whose name stands in the arguments. */
async function main(asked: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const data = tempDir('screenshots');
  const hub = await startHub(data.path);
  const browser = await launchChromium();
  try {
    const shots = shotsOf(await lessonOf(browser, hub.url));
    for (const shot of shots) if (asked.length === 0 || asked.includes(shot.name)) await take(browser, hub.url, shot);
  } finally {
    await browser.close();
    await hub.stop();
    data.remove();
  }
}

await main(process.argv.slice(2));
