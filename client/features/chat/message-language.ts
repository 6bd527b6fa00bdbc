import { directionOfLanguage } from '#shared/i18n/languages.ts';
import type { Direction } from '#shared/kernel/fields.ts';

type Script = 'arabic' | 'cyrillic' | 'latin';
const cyrillicLanguages = new Set(['ru', 'kk', 'ky', 'tg', 'uk', 'be']);

function scriptOfLanguage(tag: string): Script {
  if (directionOfLanguage(tag) === 'rtl') return 'arabic';
  return tag.endsWith('-Cyrl') || cyrillicLanguages.has(tag.split('-')[0] ?? '') ? 'cyrillic' : 'latin';
}

function scriptOfText(text: string, direction: Direction): Script {
  if (direction === 'rtl') return 'arabic';
  const start = text.slice(0, 400);
  const cyrillic = start.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const latin = start.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return cyrillic > latin ? 'cyrillic' : 'latin';
}

/**
 * The language a message is most likely written in, so that a screen reader changes its voice: the room's, when it
 * is written in that script, else the author's first in that script. Undefined when none fits.
 */
export function languageOfMessage(
  text: string,
  direction: Direction,
  languages: { room: string; author: readonly string[] },
): string | undefined {
  const script = scriptOfText(text, direction);
  const fitting = [languages.room, ...languages.author].find((tag) => scriptOfLanguage(tag) === script);
  return fitting ?? (script === 'arabic' ? 'ar' : script === 'cyrillic' ? 'ru' : undefined);
}
