import { splitName } from '#shared/features/files/rules.ts';
import { FileRefused } from '../refusal.ts';

const textTypes: Readonly<Record<string, 'text/plain' | 'text/csv' | undefined>> = { txt: 'text/plain', csv: 'text/csv' };

/**
 * Text has no magic bytes: it is taken where it is called text, is UTF-8, and is no markup that a browser might run.
 *
 * @throws FileRefused
 */
export function judgeText(content: Buffer, name: string): 'text/plain' | 'text/csv' {
  const { extension } = splitName(name);
  const mediaType = Object.hasOwn(textTypes, extension) ? textTypes[extension] : undefined;
  if (mediaType === undefined) throw new FileRefused('typeRefused');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    throw new FileRefused('textNotUtf8', {}, { cause: error });
  }
  const isBinary = /[\0-\x08\x0B\x0E-\x1F]/.test(text);
  const isMarkup = /^\s*<[!?a-z]/i.test(text);
  if (isBinary || isMarkup) throw new FileRefused('typeRefused');
  return mediaType;
}
