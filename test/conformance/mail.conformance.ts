import { afterAll, beforeAll, expect, test } from 'vitest';
import { LetterRefusedError } from '#server/platform/mail/compose.ts';
import type { Letter, Mail } from '#server/platform/mail/port.ts';

export interface MailUnderTest {
  mail: Mail;
  /** Letters handed over so far, as they stand on the line, oldest first. */
  letters: () => Promise<string[]>;
  close: () => Promise<void>;
}

export const letter: Letter = {
  to: 'salma@example.org',
  language: 'ar',
  direction: 'rtl',
  subject: 'دعوة إلى ملتقى: شبكة المساواة بين الجنسين في العمل الشرطي',
  text: 'مرحبًا سلمى،\nهذه دعوتك.\n',
  html: '<p>مرحبًا سلمى، هذه <a href="https://hub.example.org/i/x">دعوتك</a>.</p>',
};

function decodeBody(head: string, body: string): string {
  const encoding = /content-transfer-encoding: (\S+)/i.exec(head)?.[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** Header lines unfolded, and bodies decoded, by the rules of RFC 5322, 2047 and 2045: read apart from the library that wrote. */
export function readLetter(raw: string) {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(at + 1).trim()]);
  }
  const boundary = /boundary="?([^";]+)/.exec(headers.get('content-type')?.[0] ?? '')?.[1] ?? 'none';
  const parts = rest
    .join('\r\n\r\n')
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const at = part.indexOf('\r\n\r\n');
      const head = part.slice(0, at);
      return { head, body: decodeBody(head, part.slice(at + 4)) };
    });
  const words = (value = '') =>
    value
      .replace(/\?=\s+=\?/g, '?==?')
      .replace(/(=\?UTF-8\?B\?[^?]*\?=)+/gi, (run) =>
        [...run.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/gi)].map((word) => Buffer.from(word[1] ?? '', 'base64').toString()).join(''),
      );
  return { head, headers, parts, subject: words(headers.get('subject')?.[0]) };
}

/** What every mail adapter promises. */
export function mailConformance(open: () => Promise<MailUnderTest>): void {
  let under: MailUnderTest;
  beforeAll(async () => {
    under = await open();
  });
  afterAll(async () => under.close());

  test('an Arabic letter arrives whole: subject, text, and HTML with language and direction', async () => {
    await under.mail.send(letter);
    const { headers, parts, subject } = readLetter((await under.letters()).at(-1) ?? '');
    expect(subject).toBe(letter.subject);
    expect(headers.get('to')).toEqual([letter.to]);
    expect(headers.get('from')).toEqual(['hub@example.org']);
    expect(headers.get('content-language')).toEqual(['ar']);
    expect(headers.get('content-type')?.[0]).toMatch(/^multipart\/alternative/);
    expect(parts.map((part) => /content-type: (text\/\w+); charset=utf-8/i.exec(part.head)?.[1])).toEqual(['text/plain', 'text/html']);
    expect(parts[0]?.body.replaceAll('\r\n', '\n').trim()).toBe(letter.text.trim());
    expect(parts[1]?.body).toContain('<html lang="ar" dir="rtl">');
    expect(parts[1]?.body).toContain(letter.html);
  });

  test('no line of a header is over 998 bytes, and none holds bare non-ASCII', async () => {
    await under.mail.send({ ...letter, subject: 'مساواة '.repeat(35).trim() });
    const { head, subject } = readLetter((await under.letters()).at(-1) ?? '');
    expect(subject).toBe('مساواة '.repeat(35).trim());
    for (const line of head.split('\r\n')) expect(line).toMatch(/^[\u0000-\u007f]{1,998}$/);
  });

  test.each([
    ['a second header in the subject', { subject: 'hello\r\nBcc: all@example.org' }],
    ['a bare LF in the subject', { subject: 'hello\nBcc: all@example.org' }],
    ['a Unicode line end in the subject', { subject: 'hello\u2028Bcc: all@example.org' }],
    ['a NUL in the subject', { subject: 'hello\u0000' }],
    ['an endless subject', { subject: 'x'.repeat(251) }],
    ['a second header in the address', { to: 'a@example.org\r\nBcc: b@example.org' }],
    ['two addresses', { to: 'a@example.org, b@example.org' }],
    ['two addresses by semicolon', { to: 'a@example.org;b@example.org' }],
    ['a display name', { to: '"x" <a@example.org>' }],
    ['a group', { to: 'all:a@example.org;' }],
    ['no address', { to: 'salma' }],
    ['a header in the language', { language: 'ar\r\nBcc: b@example.org' }],
    ['an attribute in the language', { language: 'ar" onload="x' }],
    ['an endless body', { text: 'x'.repeat(1024 * 1024 + 1) }],
  ])('%s is refused and nothing is sent', async (_, change) => {
    const before = (await under.letters()).length;
    await expect(under.mail.send({ ...letter, ...change })).rejects.toBeInstanceOf(LetterRefusedError);
    expect(await under.letters()).toHaveLength(before);
  });

  test('HTML that names a file or an address is sent as it is, nothing is fetched', async () => {
    await under.mail.send({ ...letter, html: '<img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x">' });
    const { parts } = readLetter((await under.letters()).at(-1) ?? '');
    expect(parts).toHaveLength(2);
    expect(parts[1]?.body).toContain('file:///etc/passwd');
  });
}
