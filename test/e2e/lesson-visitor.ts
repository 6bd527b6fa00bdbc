import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { demoPassword } from '#server/features/demo/index.ts';
import { chromiumPath, flags } from '../support/chromium.ts';
import { tempDir } from '../support/temp-dir.ts';

const space = 'demo-champions';

/** A new Arabic lesson that every member of the space writes in; its id. */
export async function makeLesson(page: Page, title: string): Promise<string> {
  const origin = new URL(page.url()).origin;
  const answer = await page.context().request.post(`${origin}/api/v1/documents`, {
    headers: { origin },
    data: { spaceId: space, kind: 'lesson', title, language: 'ar', memberRole: 'editor' },
  });
  if (!answer.ok()) throw new Error(await answer.text());
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items[0]!.id;
}

export async function signIn(page: Page, email: string, more: Record<string, unknown> = {}): Promise<string> {
  const origin = new URL(page.url()).origin;
  const answer = await page.context().request.post(`${origin}/api/v1/session`, {
    headers: { origin },
    data: { email, password: demoPassword, ...more },
  });
  if (!answer.ok()) throw new Error(await answer.text());
  return ((await answer.json()) as { session: { userId: string } }).session.userId;
}

/** What the lesson says, block by block, without carets of others. */
export const textOf = (page: Page): Promise<string> =>
  page.locator('.lesson-text').evaluate((text) => {
    const copy = text.cloneNode(true) as HTMLElement;
    copy.querySelectorAll('.ProseMirror-separator, .ProseMirror-trailingBreak, .lesson-caret').forEach((element) => element.remove());
    return [...copy.children].map((block) => block.textContent).join('\n');
  });
export const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** Waits until the sign says so; `isUnsaved`: whether something waits. */
export async function sign(page: Page, wanted: string, isUnsaved?: boolean): Promise<void> {
  const more = isUnsaved === undefined ? '' : `[data-unsaved="${isUnsaved}"]`;
  // Not while the last letter is on its way to the device: a tab killed then has not kept it, nor said so.
  await page.locator(`[data-sign="${wanted}"][data-writing="false"]${more}`).waitFor();
}

/** The caret at an end of the lesson, and the text typed there. */
export async function typeAt(page: Page, place: 'Home' | 'End', text: string): Promise<void> {
  await page.locator('.lesson-text > *').first().click();
  await page.keyboard.press(`Control+${place}`);
  await page.keyboard.type(text, { delay: 5 });
}

/** The service worker has what the lesson needs to open without a line. */
export async function untilKept(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    if (!navigator.serviceWorker.controller) return false;
    const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    const wanted = names.filter((name) => name.startsWith('/assets/') && name.endsWith('.js'));
    const found = await Promise.all(wanted.map((name) => caches.match(name)));
    return wanted.some((name) => name.includes('lesson-editor')) && found.every((response) => response !== undefined);
  });
}

/** Names of the copies this browser keeps. */
export const copiesIn = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('document:') ? [name] : [])).sort());

/** Writes a copy as a killed tab might have left it. */
export function leaveCopy(page: Page, name: string, left: { update: Uint8Array; facts: Record<string, unknown> }): Promise<void> {
  return page.evaluate(
    async ([wanted, update, facts]) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(wanted);
        request.onupgradeneeded = () => {
          request.result.createObjectStore('updates', { autoIncrement: true });
          request.result.createObjectStore('custom');
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('not opened'));
      });
      await new Promise<void>((resolve, reject) => {
        const transaction = db.transaction(['updates', 'custom'], 'readwrite');
        transaction.objectStore('updates').add(new Uint8Array(update));
        for (const [key, value] of Object.entries(facts)) transaction.objectStore('custom').put(value, key);
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(new Error('not written'));
      });
      db.close();
    },
    [name, [...left.update], left.facts] as const,
  );
}

export const recordsIn = (page: Page, name: string): Promise<number> =>
  page.evaluate(async (wanted) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(wanted);
      request.onsuccess = () => resolve(request.result);
    });
    const count = await new Promise<number>((resolve) => {
      const request = db.transaction('updates').objectStore('updates').count();
      request.onsuccess = () => resolve(request.result);
    });
    db.close();
    return count;
  }, name);

/** A browser with a profile that outlives it, in a process of our own, so that it can be killed. */
export interface OwnBrowser {
  start(): Promise<Browser>;
  /** Whether something of this name in a page's localStorage has reached the profile's files, where a kill leaves it. */
  hasWritten(key: string): boolean;
  kill9(): Promise<void>;
  remove(): void;
}

export function ownBrowser(): OwnBrowser {
  const profile = tempDir('profile');
  let end = (): Promise<void> => Promise.resolve();
  return {
    async start() {
      const child = spawn(
        chromiumPath(),
        [...flags, '--headless=new', `--user-data-dir=${profile.path}`, '--remote-debugging-port=0', 'about:blank'],
        { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
      );
      const exited = once(child, 'exit');
      end = async () => {
        // Its helpers with it: left alone they write into the profile for a while.
        if (child.exitCode === null && child.signalCode === null && child.pid) process.kill(-child.pid, 'SIGKILL');
        await exited;
      };
      let told = '';
      const address = await new Promise<string>((resolve, reject) => {
        child.stderr.on('data', (chunk: Buffer) => {
          told += chunk.toString();
          const found = /DevTools listening on (ws:\/\/\S+)/.exec(told)?.[1];
          if (found) resolve(found);
        });
        child.once('exit', () => reject(new Error(`Chromium ended: ${told}`)));
      });
      return chromium.connectOverCDP(address);
    },
    hasWritten(key) {
      const path = join(profile.path, 'Default', 'Local Storage', 'leveldb');
      const logs = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.log')) : [];
      return logs.some((name) => readFileSync(join(path, name)).includes(`\x01${key}`));
    },
    kill9: () => end(),
    remove: () => rmSync(profile.path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}
