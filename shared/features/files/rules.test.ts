import { describe, expect, test } from 'vitest';
import { acceptedFiles, cleanFileName, fileTypeOf, isSummary, partBytes, partCount, partLength } from './rules.ts';

const png = (name: string) => cleanFileName(name, ['png']);
const pdf = (name: string) => cleanFileName(name, ['pdf']);
const longest = (text: string) => [...text].length;

describe('names of files', () => {
  test.each([
    ['../../etc/passwd', 'passwd.png'],
    ['C:\\Windows\\x.png', 'x.png'],
    ['a\0.png', 'a.png'],
    ['a"\r\nX: y.png', 'a_ X_ y.png'],
    ['invoice\u202Egpj.exe', 'invoicegpj.png'],
    ['تقرير\u202Egnp.exe', 'تقريرgnp.png'],
    ['تقرير\u2066x\u2069\u200F\u061C.png', 'تقريرx.png'],
    ['.htaccess', 'htaccess.png'],
    ['CON', '_CON.png'],
    ['lpt1.tar.png', '_lpt1.tar.png'],
    ['', 'file.png'],
    ['   ...', 'file.png'],
    ['\u200B\uFEFF\u00AD', 'file.png'],
    ['\u200D\u0301', 'file.png'],
    ['\uD800x.png', 'x.png'],
    ['a\u2028b.png', 'a b.png'],
    ['photo.PNG', 'photo.png'],
    ['photo.png.exe', 'photo.png'],
    ['photo.exe', 'photo.png'],
    ['plan v1.2', 'plan v1.2.png'],
    ['صورة', 'صورة.png'],
  ])('%j is offered as %j', (given, clean) => {
    expect(png(given)).toBe(clean);
  });
  test('joiners that words need stay, and letters come composed', () => {
    expect(pdf('می\u200Cخواهم.pdf')).toBe('می\u200Cخواهم.pdf');
    expect(pdf('e\u0301te\u0301.pdf')).toBe('\u00E9t\u00E9.pdf');
  });
  test('a long name keeps its ending', () => {
    expect(longest(pdf(`${'ن'.repeat(300)}.pdf`))).toBe(120);
    expect(pdf(`${'😀'.repeat(300)}.pdf`)).toMatch(/^(😀){116}\.pdf$/u);
  });
  test('one of several endings is left as it is', () => {
    expect(cleanFileName('a.jpeg', ['jpg', 'jpeg'])).toBe('a.jpeg');
    expect(cleanFileName('a.webp', ['jpg', 'jpeg'])).toBe('a.jpg');
  });
});

test('only the types of the list are known, by their own names alone', () => {
  expect(fileTypeOf('image/png')?.kind).toBe('image');
  for (const refused of ['image/svg+xml', 'text/html', 'application/zip', '__proto__', 'toString'])
    expect(fileTypeOf(refused)).toBeUndefined();
  expect(acceptedFiles).toContain('.docx');
});

test('parts cover a file without a gap', () => {
  const size = 3 * partBytes + 5;
  expect(Array.from({ length: partCount(size) }, (_none, part) => partLength(size, part))).toEqual([partBytes, partBytes, partBytes, 5]);
  expect(partLength(size, 4)).toBe(0);
  expect(partCount(partBytes)).toBe(1);
});

test('a summary says something', () => {
  expect(['شرح', 'abc', '۱۲۳'].every(isSummary)).toBe(true);
  expect(['', '..', 'a b', '— ! …'].some(isSummary)).toBe(false);
});
