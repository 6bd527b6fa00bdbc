import type { SendMailOptions } from 'nodemailer';
import type { Letter } from './port.ts';

/** The letter cannot be sent as it is, now or later: a header would be broken, or the address is not one address. */
export class LetterRefusedError extends Error {
  override name = 'LetterRefusedError';
}

/** One plain mailbox: what a list, a display name or a second header would need is refused. */
const address = /^[^\s@<>()[\],;:"\\]{1,64}@[^\s@<>()[\],;:"\\]{1,255}$/u;
const languageTag = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;
/** C0 and C1 controls, and the Unicode line ends some mail programmes break at. */
const breaksHeader = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
const maxSubject = 250;
const maxBodyBytes = 1024 * 1024;

function check(letter: Letter): void {
  const refuse = (why: string) => {
    throw new LetterRefusedError(why);
  };
  if (!address.test(letter.to) || breaksHeader.test(letter.to)) refuse('to is not one address');
  if (!languageTag.test(letter.language)) refuse('language is not a language tag');
  if (breaksHeader.test(letter.subject) || letter.subject.length > maxSubject) refuse('subject cannot be a header');
  if (Buffer.byteLength(letter.text) + Buffer.byteLength(letter.html) > maxBodyBytes) refuse('letter is too long');
}

/**
 * A letter as nodemailer takes it: text and HTML, whose outermost element carries language and direction, as mail
 * programmes guess both from the first letter otherwise.
 *
 * @param from the hub's sender, from configuration
 * @throws LetterRefusedError
 */
export function compose(letter: Letter, from: string): SendMailOptions {
  check(letter);
  const { to, language, direction, subject, text, html } = letter;
  return {
    from,
    to,
    subject,
    text,
    html: `<!doctype html>\n<html lang="${language}" dir="${direction}"><head><meta charset="utf-8"></head><body dir="${direction}">${html}</body></html>\n`,
    headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    // Contents come as text only: nothing in a letter may make us read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
