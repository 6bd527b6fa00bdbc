import type { chat } from '#shared/features/chat/contract.ts';
import { foldForSearch, withoutArabicPrefix } from '#shared/i18n/search-text.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Service } from '../../kernel/feature.ts';
import { viewOf } from './lines.ts';
import type { ChatWorld, Reader } from './reading.ts';

type Chat = typeof chat;

/** Words of one question that are looked for. */
const maxWords = 10;

const wordsIn = (text: string): string[] =>
  [...new Set(foldForSearch(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}_]*/gu) ?? [])].slice(0, maxWords);

/** Plain search of one room: all of the words, each by its beginning, the newest first. */
export function searchPart({ tools, repository }: ChatWorld, reader: Reader): Pick<Service<Chat>, 'searchMessages'> {
  const cursors = createCursors(tools.secret);
  return {
    async searchMessages(ctx, { roomId, words, limit, cursor }) {
      const asked = wordsIn(words);
      if (asked.length === 0) return { items: [] };
      await reader.level(roomId);
      const exact = asked.map((word) => `${word}*`);
      // A word is first looked for as it was typed; «كتاب» is a word of its own, not «تاب» with a prefix.
      const isFoundAsTyped = (await repository.search(roomId, exact, 1)).items.length > 0;
      const terms = isFoundAsTyped ? exact : asked.map((word) => `${withoutArabicPrefix(word) ?? word}*`);
      const list = `search ${roomId} ${terms.join(' ')}`;
      const found = await repository.search(roomId, terms, limit, cursors.decode(list, cursor));
      const blocked = tools.apartness.hiddenFrom(ctx.actor.userId);
      const items = found.items.filter(({ authorId }) => !blocked.has(authorId)).map((line) => viewOf(line, blocked));
      const next = cursors.encode(list, found.next);
      return { items, ...(next !== undefined && { next }) };
    },
  };
}
