import type { NameOf } from '#shared/features/chat/formatting.ts';
import { mentionSource, parseMention } from '#shared/features/chat/mentions.ts';

const mentions = new RegExp(mentionSource, 'g');

/** A text as it was written, with the people it mentions by name. */
export function withNames(text: string, nameOf: NameOf): string {
  return text.replace(mentions, (token) => {
    const mention = parseMention(token);
    return mention ? `@\u2068${nameOf(mention)}\u2069` : token;
  });
}
