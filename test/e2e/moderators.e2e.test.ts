import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Room, RoomMember, Space } from '#shared/features/spaces/contract.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';
import { phone } from './visitor.ts';

const pages = 'dist/client';
const password = 'a long enough pass phrase';

/** What somebody who moderates a space does with a thumb, in Arabic, and what the others see of it. */
describeWith('chromium', 'who moderates a space', () => {
  let browser: Browser;
  let hub: TestHub;
  let noha: Client;
  let salma: Client;
  let layla: Client;
  const errors: string[] = [];

  async function open(who: Client, path: string): Promise<Page> {
    const context = await browser.newContext({ ...phone, locale: 'ar' });
    await context.request.post(`${hub.url}/api/v1/session`, { data: { email: who.email, password }, headers: { origin: hub.url } });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`${hub.url}${path}`);
    return page;
  }
  beforeAll(async () => {
    [hub, browser] = await Promise.all([startHub({ pages, env: { LIMITS: 'false' } }), launchChromium()]);
    await hub.space('circle', ['talk', 'news', 'tools']);
    noha = await hub.person('noha', { spaces: { circle: 'moderator' } });
    salma = await hub.person('salma', { spaces: { circle: 'member' } });
    layla = await hub.person('layla', { spaces: { circle: 'member' } });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });

  const roomsOf = async (who: Client) => (await who.api<Space>('GET', '/spaces/circle')).rooms;
  const sideways = (page: Page) => page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth);
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
  async function choose(page: Page, room: string, item: string): Promise<void> {
    await page
      .locator(`[data-room="${room}"]`)
      .getByRole('button', { name: /^خيارات/ })
      .click();
    await page.getByRole('menuitem', { name: item }).click();
  }

  test('a report comes while she looks; she hides the message, and its author reads why where she lands', async () => {
    const queue = await open(noha, '/s/circle/moderation');
    await queue.getByText('لا تنبيهات في الانتظار').waitFor();
    const message = { clientId: randomUUID(), text: 'القضية 4471 في حي النور' };
    const { seq } = await layla.api<{ seq: number }>('POST', '/rooms/talk/messages', message);
    const report = { clientId: randomUUID(), category: 'operationalInformation', text: 'رقم قضية' };
    await salma.api('POST', `/rooms/talk/messages/${seq}/reports`, report);
    await queue.getByRole('img', { name: 'تنبيه واحد في الانتظار' }).waitFor();
    await queue.getByRole('link', { name: 'معلومات عملياتية' }).click();
    await queue.getByText('القضية 4471 في حي النور').waitFor();
    await button(queue, 'حجب الرسالة').click();
    await queue.getByRole('textbox').fill('يمكن طرح السؤال دون رقم القضية');
    await button(queue, 'حجب الرسالة').last().click();
    await queue.getByText('محجوبة الآن').waitFor();
    expect(await sideways(queue)).toBe(0);

    const home = await open(layla, '/home');
    const notice = home.locator('[data-notice=hidden]');
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/فريق الإشراف[\s\S]*معلومات عملياتية[\s\S]*يمكن طرح السؤال دون رقم القضية/);
    expect(await notice.innerText()).not.toMatch(/salma|noha|رقم قضية$/);
    await button(home, 'إخفاء هذا الإشعار').click();
    await notice.waitFor({ state: 'detached' });
    const mine = await open(salma, '/me/reports');
    await mine.getByText('اتُّخذ إجراء').waitFor();
    expect(await sideways(mine)).toBe(0);
  });

  test('she gives the rooms another order by the arrow keys, locks one with its reason and takes the lock back', async () => {
    const page = await open(noha, '/s/circle/manage');
    await button(page, 'نقل tools إلى أعلى').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await vi.waitFor(async () => expect((await roomsOf(salma)).map(({ id }) => id)).toEqual(['tools', 'talk', 'news']));
    await choose(page, 'news', 'إغلاق الكتابة');
    await page.getByRole('textbox').fill('حتى موعد اللقاء');
    await page.getByRole('combobox').selectOption({ label: 'بعد ساعة واحدة' });
    await button(page, 'إغلاق الكتابة').click();
    await page.locator('[data-room=news]').getByText('الكتابة مغلقة').waitFor();
    const locked = (await roomsOf(salma)).find(({ id }) => id === 'news')?.lock;
    expect(locked).toMatchObject({ reason: 'حتى موعد اللقاء' });
    expect(Date.parse(locked?.until ?? '') - Date.now()).toBeGreaterThan(3_500_000);
    await button(page, 'تراجع').click();
    await page.locator('[data-room=news]').getByText('الكتابة مغلقة').waitFor({ state: 'detached' });
    expect((await roomsOf(salma)).find(({ id }) => id === 'news')).not.toHaveProperty('lock');
    expect(await sideways(page)).toBe(0);
  });

  test('she makes a room for chosen people and invites one, who finds it, sees who is in it and leaves', async () => {
    const page = await open(noha, '/s/circle/manage');
    await button(page, 'غرفة جديدة').click();
    await page.getByRole('textbox').first().fill('لجنة التحضير');
    await page.getByRole('radio', { name: /أشخاص مختارون/ }).check();
    await button(page, 'إنشاء').click();
    await page.getByText('لجنة التحضير').waitFor();
    const room = await vi.waitFor(async () => {
      const made = (await roomsOf(noha)).find(({ name }) => name === 'لجنة التحضير');
      expect(made).toMatchObject({ access: 'chosen', isJoined: true });
      return made as Room;
    });
    const members = await open(salma, '/s/circle/members');
    await members.getByText('جميع الأعضاء').waitFor();
    expect(await members.locator(`[data-room="${room.id}"]`).count()).toBe(0);
    await choose(page, room.id, 'الأشخاص المختارون');
    await page.getByRole('checkbox', { name: 'salma' }).check();
    await button(page, 'دعوة شخص واحد').click();
    await page.locator(`[data-person="${salma.userId}"]`).waitFor();
    expect(await sideways(page)).toBe(0);

    await members.locator(`[data-room="${room.id}"]`).waitFor();
    await button(members, 'الأشخاص').click();
    await members.locator(`[data-person="${noha.userId}"]`).waitFor();
    expect(await button(members, /^إزالة/).count()).toBe(0);
    await button(members, 'إغلاق').last().click();
    await button(members, 'مغادرة الغرفة').click();
    await members.getByRole('dialog').getByRole('button', { name: 'مغادرة الغرفة' }).click();
    await members.locator(`[data-room="${room.id}"]`).waitFor({ state: 'detached' });
    const inside = (await noha.api<{ items: RoomMember[] }>('GET', `/rooms/${room.id}/members`)).items;
    expect(inside.map(({ userId }) => userId)).toEqual([noha.userId]);
  });

  test('no page said that something broke', () => {
    expect(errors).toEqual([]);
  });
});
