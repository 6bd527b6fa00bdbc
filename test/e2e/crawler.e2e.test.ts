import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { interfaceLanguages, type InterfaceLanguage } from '#shared/kernel/fields.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startNode, type NodeProcess } from './node-process.ts';
import { visit, type Visitor } from './visitor.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the parameters of a route stand for in the demo world. */
const values: Record<string, string> = {
  space: 'demo-champions',
  room: 'demo-champions-general',
  document: 'demo-lesson-listening',
  id: 'demo-karim',
  person: 'demo-karim',
  token: 'x'.repeat(43),
};
const patterns = [...readFileSync('client/app/routes.tsx', 'utf8').matchAll(/(publicRoute|route)\('([^']+)'/g)].map(
  ([, kind, pattern = '']) => ({
    pattern,
    isPublic: kind === 'publicRoute',
    path: pattern.replace(/:(\w+)/g, (_whole, name: string) => values[name] ?? 'x'),
  }),
);
function whoFor(pattern: string): string {
  if (pattern.startsWith('/admin') || pattern.endsWith('/manage')) return 'omar@example.org';
  return pattern.startsWith('/s/:space/moderation') ? 'noha@example.org' : 'salma@example.org';
}

interface State {
  language: InterfaceLanguage;
  theme: 'light' | 'dark';
  width: 320 | 1280;
}
const states: State[] = interfaceLanguages.flatMap((language) =>
  (['light', 'dark'] as const).flatMap((theme) => ([320, 1280] as const).map((width) => ({ language, theme, width }))),
);
/** A few states of each page, turned from page to page so that all are seen somewhere; all of every page in `npm run soak`. */
function statesOf(pattern: string, index: number): State[] {
  if (process.env['MULTAQA_SOAK'] === '1') return states;
  const [first] = states;
  // /dev/ui shows every piece in two languages and both themes by itself.
  if (pattern === '/dev/ui') return [first!];
  return [first!, states[(7 * index + 3) % states.length]!, states[(11 * index + 14) % states.length]!];
}

describeWith('chromium', 'every page', () => {
  let browser: Browser;
  let node: NodeProcess;
  const people = new Map<string, Visitor>();
  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    for (const email of ['salma@example.org', 'noha@example.org', 'omar@example.org'])
      people.set(email, await visit(browser, { url: node.url, email, path: '/home' }));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await node?.stop();
  });

  async function show(page: Page, path: string, { language, theme, width }: State): Promise<void> {
    await page.setViewportSize({ width, height: 800 });
    await page.context().request.patch(`${node.url}/api/v1/me/settings`, { data: { language, theme }, headers: { origin: node.url } });
    await page.goto(`${node.url}${path}`);
    await page.locator(`html[lang="${language}"][data-theme="${theme}"]`).waitFor({ state: 'attached' });
    await page.locator('h1').first().waitFor();
    await page
      .locator('[aria-busy="true"]')
      .first()
      .waitFor({ state: 'detached', timeout: 15_000 })
      .catch(() => undefined);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    // A colour on its way from one theme to the other is neither. A skeleton that breathes never ends.
    await page.waitForFunction(() =>
      document.getAnimations().every((one) => !(one instanceof CSSTransition) || one.playState === 'finished'),
    );
  }
  const violations = (page: Page) =>
    page.evaluate(async (source) => {
      if (!('axe' in window)) (0, eval)(source);
      const { axe } = window as unknown as {
        axe: { run(root: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      // /dev/ui shows each landmark in two languages and two themes at once.
      const rules = location.pathname === '/dev/ui' ? { 'landmark-unique': { enabled: false } } : {};
      const found = await axe.run(document, { resultTypes: ['violations'], rules });
      return found.violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 2)
            .map(({ html }) => html.slice(0, 160))
            .join(' | ')}`,
      );
    }, axeSource);

  test.each(patterns.map((one, index) => [one.pattern, one, index] as const))(
    '%s: accessible, no sideways scroll, no error',
    async (_name, { pattern, path }, index) => {
      const visitor = people.get(whoFor(pattern))!;
      for (const state of statesOf(pattern, index)) {
        await show(visitor.page, path, state);
        const told = {
          ...state,
          violations: await violations(visitor.page),
          sideways: await visitor.page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth),
          errors: visitor.takeErrors(),
        };
        expect(told).toEqual({ ...state, violations: [], sideways: 0, errors: [] });
      }
    },
    600_000,
  );

  test.each(patterns.map((one) => [one.pattern, one] as const))(
    '%s is mirrored as a whole',
    async (_name, { pattern, path }) => {
      const { page } = people.get(whoFor(pattern))!;
      await show(page, path, { language: 'en', theme: 'light', width: 1280 });
      // The same words, turned around: whatever does not move to the other side was placed by left or right.
      const astray = await page.evaluate(() => {
        const own = '[dir], bdi, svg *, [lang], .lesson-carets *, option';
        const boxes = [...document.querySelectorAll('body *')]
          .filter(
            (element) =>
              !element.matches(own) && !element.closest('main [dir], bdi, svg') && !getComputedStyle(element).display.startsWith('inline'),
          )
          .slice(0, 800);
        const left = boxes.map((element) => element.getBoundingClientRect());
        document.documentElement.dir = 'rtl';
        const width = document.documentElement.clientWidth;
        const found = boxes.filter((element, index) => {
          const [before, after] = [left[index]!, element.getBoundingClientRect()];
          return (
            before.width > 0 && Math.abs(before.width - after.width) < 1 && Math.abs(width - before.left - before.width - after.left) > 1
          );
        });
        document.documentElement.dir = 'ltr';
        return found.slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
      });
      expect(astray).toEqual([]);
    },
    60_000,
  );
});
