import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Attachment } from '#shared/features/files/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { readCatalogue } from '#client/build/catalogues.ts';
import { LanguageProvider } from '#client/kernel/i18n-react.tsx';
import { createLanguages, type Languages, type LoadCatalogue } from '#client/kernel/i18n.ts';
import { AnnouncerProvider } from '#client/ui/announcer.tsx';
import AttachmentList from './attachment-list.tsx';
import AttachmentTray from './attachment-tray.tsx';
import { asksBeforeLoading } from './browser-line.ts';
import { durationText } from './duration.ts';
import { shownSize } from './shown-size.ts';
import { filesOf, pastedFiles } from './transferred.ts';
import type { UploadItem } from './upload-item.ts';
import type { Uploads } from './uploads.ts';

const root = new URL('../../../shared/i18n', import.meta.url).pathname;
const load: LoadCatalogue = async (language) => readCatalogue(root, language) as Awaited<ReturnType<LoadCatalogue>>;
let arabic: Languages;
beforeAll(async () => {
  arabic = await createLanguages({ settings: { language: 'ar', country: 'TN' }, load });
});
// Node 20 has none.
beforeEach(() => vi.stubGlobal('navigator', {}));
afterEach(() => vi.unstubAllGlobals());
const inArabic = (node: ReactNode): string =>
  renderToStaticMarkup(
    <LanguageProvider languages={arabic}>
      <AnnouncerProvider>{node}</AnnouncerProvider>
    </LanguageProvider>,
  );

const image: Attachment = {
  ...{ fileId: 'f1', kind: 'image', name: 'صورة.jpg', mediaType: 'image/jpeg', size: 340_000, width: 1600, height: 900 },
  ...{ hasThumbnail: true, scan: 'notScanned' },
};
const paper: Attachment = {
  ...{ fileId: 'f2', kind: 'document', name: 'تقرير.pdf', mediaType: 'application/pdf', size: 1_200_000 },
  ...{ hasThumbnail: false, scan: 'notScanned' },
};
const voice: Attachment = {
  ...{ fileId: 'f3', kind: 'voice', name: 'v.weba', mediaType: 'audio/webm', size: 40_000, durationMs: 65_400 },
  ...{ hasThumbnail: false, scan: 'clean', summary: 'موعد اللقاء غداً' },
};

describe('what hangs on a message', () => {
  test('a picture keeps its place before it is there, and its words stand in for it', () => {
    const html = inArabic(<AttachmentList attachments={[{ ...image, summary: 'القاعة' }]} />);
    expect(html).toMatch(/<img[^>]*width="320" height="180"[^>]*src="\/api\/v1\/files\/f1\/thumbnail"/);
    expect(html).toContain('aria-label="عرض الصورة: القاعة"');
  });
  test('on a line of an old telephone nothing is fetched before it is asked for', () => {
    vi.stubGlobal('navigator', { connection: { effectiveType: '2g' } });
    const html = inArabic(<AttachmentList attachments={[image]} />);
    expect(html).not.toContain('<img');
    expect(html).toMatch(/<svg width="320" height="180"/);
    expect(html).toMatch(/340(?:\s|&nbsp;|\u00A0)/);
  });
  test('a document says what it is, how large, and that nobody scanned it; its row is the link to save it', () => {
    const html = inArabic(<AttachmentList attachments={[paper]} />);
    expect(html).toContain('href="/api/v1/files/f2/content" download="تقرير.pdf"');
    expect(html).toContain('<bdi dir="ltr">تقرير.pdf</bdi>');
    expect(html).toContain('<bdi dir="ltr">PDF</bdi>');
    // In the name of the link itself, so that it is heard too.
    expect(html).toMatch(/<a [^>]*>(?:(?!aria-label|<\/a>).)*تنزيل(?:(?!<\/a>).)*لم يُفحص من الفيروسات/);
    expect(html).not.toContain('aria-label="تنزيل');
    expect(inArabic(<AttachmentList attachments={[{ ...paper, scan: 'clean' }]} />)).not.toContain('لم يُفحص');
  });
  test('a voice note is read as well as heard, its player runs left to right and fetches nothing by itself', () => {
    const html = inArabic(<AttachmentList attachments={[voice]} />);
    expect(html).toContain('موعد اللقاء غداً');
    expect(html).toContain('1:05');
    expect(html).toMatch(/<audio[^>]*dir="ltr"[^>]*preload="none"/);
  });
  test('nothing is nothing', () => {
    expect(inArabic(<AttachmentList attachments={[]} />)).not.toContain('role="group"');
  });
});

describe('files of the message being written', () => {
  const item: UploadItem = {
    ...{ clientId: 'c1', kind: 'file', name: 'تقرير.pdf', isImage: false, size: 1_000_000, stored: 250_000, state: 'sending', summary: '' },
  };
  const uploads = { notTaken: () => 0 } as Uploads;
  const tray = (more: Partial<UploadItem>) => inArabic(<AttachmentTray items={[{ ...item, ...more }]} uploads={uploads} isReady={false} />);
  test('say how much is there, and that they wait for the line', () => {
    expect(tray({})).toMatch(/<progress[^>]*value="250000"[^>]*|<progress[^>]*max="1000000"/);
    expect(tray({ state: 'paused', error: new TypeError('no answer') })).toContain('لا اتصال');
  });
  test('show the ending of a name, whatever its length', () => {
    expect(tray({ name: 'برنامج اليوم الأول.exe.pdf' })).toMatch(/<bdi[^>]*>برنامج اليوم الأول.exe<\/bdi><span>\.pdf<\/span>/);
  });
  test('say why they wait where it is not the line, and what was refused, with a way on', () => {
    expect(tray({ state: 'paused', error: new HubError('files/scannerAway', 503) })).toContain('برنامج الفحص غير متاح');
    const refused = tray({ state: 'failed', error: new HubError('files/tooLarge', 413, { maxMegabytes: 25 }) });
    expect(refused).toMatch(/role="alert"/);
    expect(refused).toContain('25 ميغابايت');
    expect(refused).toContain('إعادة المحاولة');
  });
});

test('pictures fit their bounds in their own shape, and a finger', () => {
  expect(shownSize({ width: 3000, height: 1500 }, true)).toEqual({ width: 320, height: 160 });
  expect(shownSize({ width: 3000, height: 1500 }, false)).toEqual({ width: 152, height: 76 });
  expect(shownSize({ width: 100, height: 80 }, true)).toEqual({ width: 100, height: 80 });
  expect(shownSize({ width: 4096, height: 51 }, true)).toEqual({ width: 320, height: 44 });
});

test('only who saves data, or has an old line, is asked', () => {
  expect(asksBeforeLoading({})).toBe(false);
  expect(asksBeforeLoading({ connection: { effectiveType: '4g' } })).toBe(false);
  expect(asksBeforeLoading({ connection: { effectiveType: '4g', saveData: true } })).toBe(true);
  expect(['slow-2g', '2g', '3g'].map((effectiveType) => asksBeforeLoading({ connection: { effectiveType } }))).toEqual([true, true, false]);
});

test('words from Word are words, a picture from the clipboard is a file', () => {
  const files = [new File(['x'], 'image.png')] as unknown as FileList;
  expect(pastedFiles({ files, types: ['text/plain', 'text/html', 'Files'] })).toEqual([]);
  expect(pastedFiles({ files, types: ['text/html', 'Files'] })).toHaveLength(1);
  expect(filesOf(null)).toEqual([]);
});

test('minutes and seconds', () => {
  const format = { number: (value: number) => String(value) };
  expect([0, 999, 7_000, 65_400, 180_000].map((ms) => durationText(ms, format))).toEqual(['0:00', '0:01', '0:07', '1:05', '3:00']);
});
