import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accountsRepository, sessionsRepository } from '#server/features/accounts/repository.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeWith } from '../support/describe-with.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const pages = 'dist/client';
const narrow: BrowserContextOptions = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, locale: 'ar' };
const wide: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-GB' };

const admin = { name: 'Nora K.', email: 'nora@example.org', password: 'copper lantern 5 rivers' };
const guest = { name: 'هدى س.', email: 'huda@example.org', password: 'سبعة أقلام على الطاولة', newPassword: 'خمس نوافذ مفتوحة للشمس' };

const totp = (secret: string, steps = 0) => createOTP(base32.decode(secret)).hotp(Math.floor(Date.now() / 30_000) + steps);

/** The link of that kind in the newest letter to somebody, once it has been laid into the mailbox. */
async function linkInLetter(hub: TestHub, to: string, path: string): Promise<string> {
  const folder = join(hub.dataDir, 'mailbox');
  return vi.waitFor(
    () => {
      const letters = existsSync(folder)
        ? readdirSync(folder)
            .filter((name) => name.endsWith('.eml'))
            .sort()
            .reverse()
        : [];
      for (const name of letters) {
        const raw = readFileSync(join(folder, name), 'utf8');
        if (!raw.includes(to)) continue;
        const decoded = raw
          .replace(/(?:^[A-Za-z0-9+/]{60,76}\r?\n)+^[A-Za-z0-9+/=]+/gm, (block) =>
            Buffer.from(block.replace(/\s/g, ''), 'base64').toString('utf8'),
          )
          .replace(/=\r?\n/g, '')
          .replaceAll('=3D', '=');
        const link = new RegExp(`http://[^\\s"<]+/${path}/[A-Za-z0-9_-]+`).exec(decoded)?.[0];
        if (link !== undefined) return link;
      }
      throw new Error(`no letter to ${to} with a link to /${path}`);
    },
    { timeout: 20_000, interval: 100 },
  );
}

/** As if the person had signed in more than a quarter of an hour ago. */
async function makeStale(hub: TestHub, email: string): Promise<void> {
  const { ports } = hub.app.open;
  const account = await accountsRepository(ports).findByEmail(email);
  const sessions = sessionsRepository(ports);
  for (const session of await sessions.listByUser(account?.id ?? ''))
    await ports.store.commit([sessions.replace({ ...session, freshUntil: 0 }, session)]);
  await hub.app.hub.tools.access.changed({ userIds: [account?.id ?? ''] });
}

const sideways = (page: Page) => page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth);
const at = (page: Page, path: string) => page.waitForURL((url) => url.pathname === path);

describeWith('chromium', 'from an empty hub to an officer in it', () => {
  let browser: Browser;
  let hub: TestHub;
  let adminPage: Page;
  let secret = '';
  let recoveryCode = '';
  const errors: string[] = [];

  async function open(options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    return page;
  }
  beforeAll(async () => {
    if (!existsSync(join(pages, 'index.html'))) throw new Error('dist/client is not built: run it through npm test');
    [hub, browser] = await Promise.all([startHub({ pages }), launchChromium()]);
    adminPage = await open(wide);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    expect(errors).toEqual([]);
  });

  test('the set-up link makes the first administrator, who accepts the rules and sets a second factor up', async () => {
    const link = (await hub.lines()).find((line) => line.includes('/setup/'));
    await adminPage.goto(link!);
    await adminPage.getByLabel('Your name as others see it').fill(admin.name);
    await adminPage.getByLabel('Country').selectOption('TN');
    await adminPage.getByLabel('E-mail address').fill(admin.email);
    await adminPage.getByLabel('Password', { exact: true }).fill('short');
    await adminPage.getByRole('button', { name: 'Create the account' }).click();
    await adminPage.getByText('it needs at least 12 characters').waitFor();
    await adminPage.getByLabel('Password', { exact: true }).fill(admin.password);
    await adminPage.getByRole('button', { name: 'Create the account' }).click();

    await at(adminPage, '/rules');
    await adminPage.getByRole('button', { name: 'Accept and continue' }).click();
    await adminPage.getByText('Tick the box first.').waitFor();
    await adminPage.getByRole('checkbox').check();
    await adminPage.getByRole('button', { name: 'Accept and continue' }).click();

    await at(adminPage, '/second-factor');
    await adminPage.getByLabel('Current password').fill(admin.password);
    await adminPage.getByRole('button', { name: 'Begin' }).click();
    secret = (await adminPage.locator('[data-secret]').getAttribute('data-secret')) ?? '';
    // A picture, so that nothing in the SVG can act on the page.
    expect(await adminPage.getByRole('img', { name: 'QR code for the authenticator app' }).getAttribute('src')).toMatch(
      /^data:image\/svg\+xml/,
    );
    const arabicDigits = (await totp(secret)).replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)));
    await adminPage.getByLabel('Code from your authenticator app').fill(arabicDigits);
    await adminPage.getByRole('button', { name: 'Confirm and switch on' }).click();
    await adminPage.getByText('Shown once.').waitFor();
    recoveryCode = (await adminPage.locator('main li').first().textContent()) ?? '';
    await adminPage.getByRole('button', { name: 'I have kept the codes' }).click();
    await at(adminPage, '/home');
    await adminPage.getByRole('link', { name: 'Admin', exact: true }).waitFor();
  });

  test('a set-up link works once', async () => {
    expect(await hub.lines()).toEqual([]);
  });

  test('an invitation is made, and accepted in Arabic on a narrow phone', async () => {
    await adminPage.goto(`${hub.url}/admin/invitations?country=TN`);
    await adminPage.getByRole('button', { name: 'New invitation' }).click();
    const dialog = adminPage.getByRole('dialog');
    await dialog.getByLabel('E-mail address').fill(guest.email);
    await dialog.getByLabel('Language of the letter and sheet').selectOption('ar');
    await dialog.getByRole('button', { name: 'Create' }).click();
    const url = (await adminPage.locator('[data-invitation-url]').textContent()) ?? '';
    expect(await linkInLetter(hub, guest.email, 'join')).toBe(url);

    const page = await open(narrow);
    await page.goto(url);
    await page.getByText('معلومات غير عملياتية فقط', { exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
    expect(await sideways(page)).toBe(0);
    expect(await page.getByLabel('البريد الإلكتروني').inputValue()).toBe(guest.email);
    await page.getByLabel('الاسم كما يظهر للآخرين').fill(guest.name);
    await page.getByLabel('كلمة المرور', { exact: true }).fill(guest.password);
    await page.getByText('١٢٣', { exact: true }).click();
    // The sample reads in the digits just chosen.
    await page.getByText(/مثال: [٠-٩]/).waitFor();
    await page.getByText('بصيغة المؤنث').click();
    await page.getByRole('button', { name: 'قبول الدعوة' }).click();

    await at(page, '/rules');
    expect(await sideways(page)).toBe(0);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'قبول ومتابعة' }).click();
    await at(page, '/home');
    await page.getByRole('heading', { level: 1 }).filter({ hasText: guest.name }).waitFor();
    await page.context().close();

    const late = await open(narrow);
    await late.goto(url);
    await late.getByRole('heading', { name: 'لا يمكن استعمال هذه الدعوة' }).waitFor();
    await late.getByText('استُعملت هذه الدعوة من قبل', { exact: false }).waitFor();
    await late.context().close();
  });

  test('an unknown address and a wrong password are refused with the same words', async () => {
    const page = await open(wide);
    const told: string[] = [];
    for (const email of [guest.email, 'nobody@example.org', 'not an address']) {
      await page.goto(`${hub.url}/login`);
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password', { exact: true }).fill('four wrong words here');
      await page.getByRole('button', { name: 'Sign in' }).click();
      told.push((await page.getByRole('alert').textContent()) ?? '');
    }
    expect(told[0]).toContain('not right');
    expect(new Set(told).size).toBe(1);
    await page.context().close();
  });

  test('a forgotten password is chosen anew by the letter, and leads back to where one was going', async () => {
    const page = await open(narrow);
    await page.goto(`${hub.url}/me/settings`);
    await at(page, '/login');
    const signInAddress = page.url();
    await page.getByRole('link', { name: 'نسيان كلمة المرور' }).click();
    await page.getByLabel('البريد الإلكتروني').fill(guest.email);
    await page.getByRole('button', { name: 'إرسال الرابط' }).click();
    await page.getByText('إن كان لهذا العنوان حساب', { exact: false }).waitFor();
    await page.goto(await linkInLetter(hub, guest.email, 'reset-password'));
    await page.getByLabel('كلمة المرور الجديدة').fill(guest.newPassword);
    await page.getByRole('button', { name: 'حفظ كلمة المرور' }).click();
    await page.getByText('تغيّرت كلمة المرور', { exact: false }).waitFor();

    await page.goto(signInAddress);
    await page.getByLabel('البريد الإلكتروني').fill(guest.email);
    await page.getByLabel('كلمة المرور', { exact: true }).fill(guest.newPassword);
    await page.getByRole('button', { name: 'تسجيل الدخول' }).click();
    await at(page, '/me/settings');
    await page.context().close();
  });

  test('the second factor is asked for, and a recovery code stands in for the phone once', async () => {
    const page = await open(wide);
    await page.goto(`${hub.url}/login?next=//evil.example/`);
    await page.getByLabel('E-mail address').fill(admin.email);
    await page.getByLabel('Password', { exact: true }).fill(admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(recoveryCode);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await at(page, '/home');
    expect(new URL(page.url()).origin).toBe(hub.url);
    await page.context().close();
  });

  test('a role over the hub waits for a second administrator', async () => {
    await adminPage.goto(`${hub.url}/admin/people`);
    await adminPage.getByRole('button', { name: `Manage: ${guest.name}` }).click();
    const sheet = adminPage.getByRole('dialog');
    await sheet.getByLabel('Grant a role').selectOption({ label: 'Audit' });
    await sheet.getByRole('button', { name: 'Grant a role' }).click();
    await sheet.getByText('The request is recorded.', { exact: false }).waitFor();
    await adminPage.goto(`${hub.url}/admin/approvals`);
    await adminPage
      .getByRole('row', { name: /Grant the role: Audit/ })
      .getByText('Your request; somebody else decides.')
      .waitFor();
  });

  test('a suspension asks for its reason, and ends what the person has open', async () => {
    const page = await open(narrow);
    await page.goto(`${hub.url}/login`);
    await page.getByLabel('البريد الإلكتروني').fill(guest.email);
    await page.getByLabel('كلمة المرور', { exact: true }).fill(guest.newPassword);
    await page.getByRole('button', { name: 'تسجيل الدخول' }).click();
    await at(page, '/home');
    await page.waitForLoadState('networkidle');

    await adminPage.goto(`${hub.url}/admin/people`);
    await adminPage.getByRole('button', { name: `Manage: ${guest.name}` }).click();
    const sheet = adminPage.getByRole('dialog');
    await sheet.getByRole('button', { name: 'Suspend the account' }).click();
    await sheet.getByText('Give a reason.').waitFor();
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('left the service');
    // Too long ago that she said who she is: she is asked, and the step goes on by itself.
    await makeStale(hub, admin.email);
    await sheet.getByRole('button', { name: 'Suspend the account' }).click();
    const question = adminPage.getByRole('dialog', { name: 'Confirm your identity' });
    await question.getByRole('button', { name: 'Use the password' }).click();
    await question.getByLabel('Password', { exact: true }).fill('not the right words');
    await question.getByRole('button', { name: 'Confirm' }).click();
    await question.getByText('is not right').waitFor();
    await question.getByLabel('Password', { exact: true }).fill(admin.password);
    await question.getByRole('button', { name: 'Confirm' }).click();
    await sheet.getByRole('button', { name: 'Restore the account' }).waitFor();
    await at(page, '/login');
    await page.context().close();
  });
});

describeWith('chromium', 'the demo', () => {
  let browser: Browser;
  let hub: TestHub;
  beforeAll(async () => {
    [hub, browser] = await Promise.all([startHub({ pages, env: { DEMO: '1' } }), launchChromium()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
  });

  test('one click signs a fictional person in; what would change her account is explained, and she leaves again', async () => {
    const page = await (await browser.newContext(narrow)).newPage();
    await page.goto(hub.url);
    await at(page, '/login');
    await page.getByRole('button', { name: /سلمى ب\./ }).click();
    await at(page, '/home');
    await page.goto(`${hub.url}/me/security`);
    await page.getByLabel('العنوان الجديد').fill('other@example.org');
    await page.getByRole('button', { name: 'تغيير البريد الإلكتروني' }).click();
    await page.getByText('حسابات العالم التجريبي', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'تسجيل الخروج' }).click();
    await at(page, '/login');
    await page.goto(`${hub.url}/home`);
    await at(page, '/login');
    await page.context().close();
  });
});
