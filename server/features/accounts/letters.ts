import ar from '#shared/i18n/ar/letters.json' with { type: 'json' };
import en from '#shared/i18n/en/letters.json' with { type: 'json' };
import es from '#shared/i18n/es/letters.json' with { type: 'json' };
import fr from '#shared/i18n/fr/letters.json' with { type: 'json' };
import ru from '#shared/i18n/ru/letters.json' with { type: 'json' };
import { directionOfLanguage, isInterfaceLanguage, type InterfaceLanguage } from '#shared/i18n/languages.ts';
import type { Ports } from '#server/kernel/feature.ts';
import { newId } from '#server/platform/ids/ids.ts';
import type { Letter } from '#server/platform/mail/port.ts';
import { createSeal } from './seal.ts';

const texts = { ar, en, fr, ru, es } satisfies Record<InterfaceLanguage, typeof ar>;
export type LetterKind = Exclude<keyof typeof ar, 'common'>;

export interface LetterContent {
  kind: LetterKind;
  to: string;
  language: InterfaceLanguage;
  /** Values for the texts; `url` becomes the link, dates are ISO 8601. */
  values: Readonly<Record<string, string>>;
}

const escaped: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escaped[character] ?? character);

/** Letters use plain `{name}` only, so the ICU parser stays out of the server; a test holds the texts to that. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
}

function spoken(values: Readonly<Record<string, string>>, language: InterfaceLanguage): Record<string, string> {
  const day = (iso: string) =>
    new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, name.endsWith('Date') ? day(value) : value]));
}

/** A letter in the recipient's language and direction; values are isolated, so that a name cannot turn the line. */
export function writeLetter({ kind, to, language, values }: LetterContent): Letter {
  const text = texts[language];
  const parts: { subject: string; lead: string; action?: string; note: string } = text[kind];
  const plain = spoken(values, language);
  const isolated = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, `<bdi>${escapeHtml(value)}</bdi>`]));
  const { url } = values;
  const link = parts.action === undefined || url === undefined ? [] : [parts.action];
  const paragraphs = [text.common.greeting, parts.lead];
  const html = [
    ...paragraphs.map((line) => `<p>${fill(escapeHtml(line), isolated)}</p>`),
    ...link.map((action) => `<p><a href="${escapeHtml(url ?? '')}">${escapeHtml(action)}</a></p><p dir="ltr">${escapeHtml(url ?? '')}</p>`),
    `<p>${fill(escapeHtml(parts.note), isolated)}</p>`,
    `<hr><p>${escapeHtml(text.common.footer)}</p>`,
  ];
  const lines = [...paragraphs, ...link.map((action) => `${action}:\n${url ?? ''}`), parts.note, '—', text.common.footer];
  return {
    to,
    language,
    direction: directionOfLanguage(language),
    subject: fill(parts.subject, plain),
    text: lines.map((line) => fill(line, plain)).join('\n\n'),
    html: html.join('\n'),
  };
}

/** Kind of the jobs that carry letters: what the administration lists as letters that could not be sent. */
export const mailJobKind = 'accounts.letter';

/** Completes a letter when it is written, as with a link made only then. Undefined: it is not to be written at all. */
export type Complete = (content: LetterContent) => Promise<LetterContent | undefined>;

/** Letters go by a job: they survive a restart and are tried again. What they hold is sealed, since links open accounts. */
export function createLetters(tools: Pick<Ports, 'jobs' | 'mail' | 'clock'> & { secret: string }, complete: Complete) {
  const seal = createSeal(tools.secret, 'letters');

  tools.jobs.handle(mailJobKind, async (job) => {
    const sealed = job.data['sealed'];
    if (typeof sealed !== 'string') throw new Error('a letter without content');
    const content = await complete(read(seal.open(sealed)));
    if (content) await tools.mail.send(writeLetter(content));
  });

  return {
    /** Resolves when the letter is sure to be tried. */
    async post(content: LetterContent): Promise<void> {
      const now = tools.clock.now();
      await tools.jobs.schedule({
        id: newId(now),
        kind: mailJobKind,
        dueAt: now.toISOString(),
        data: { sealed: seal.close(JSON.stringify(content)) },
      });
    },
  };
}
export type Letters = ReturnType<typeof createLetters>;

function read(json: string): LetterContent {
  const content: LetterContent = JSON.parse(json);
  if (!isInterfaceLanguage(content.language) || !(content.kind in ar)) throw new Error('a letter of an unknown kind or language');
  return content;
}
