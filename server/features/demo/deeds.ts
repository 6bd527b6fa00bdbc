import { changeEntry, messageEntry } from '../chat/index.ts';
import type { NewEntry } from '../../platform/log/port.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { userIdOf } from './identity.ts';
import type { SeedMessage } from './talks.ts';
import type { DemoConversation, DemoDeed } from './world/types.ts';

const minuteMs = 60_000;

interface RoomAsSaid {
  language: string;
  said: readonly SeedMessage[];
  madeAt: Date;
}

/**
 * The entries of what people did in one room, to be appended after what they said there. A key makes a repeat harmless.
 *
 * @throws Error when a deed concerns a message nobody wrote; a test reads them all
 */
export function deedEntries(roomId: string, deeds: readonly DemoDeed[], { language, said, madeAt }: RoomAsSaid): NewEntry[] {
  const texts = said.map(({ text }) => text);
  const fallback = directionOfLanguage(language);
  return deeds.map((deed, index) => {
    const at = new Date(madeAt.getTime() - deed.minutesAgo * minuteMs).toISOString();
    const actor = userIdOf(deed.by);
    const key = `${roomId}-deed-${index + 1}`;
    // Every entry takes a number, so that what is said here can be named by later deeds.
    texts.push('text' in deed ? deed.text : '');
    if ('text' in deed) {
      const target = 'to' in deed ? numberOf(texts, deed.to) : undefined;
      return messageEntry({
        id: key,
        authorId: actor,
        at,
        text: deed.text,
        direction: directionOf(deed.text, fallback),
        idemKey: key,
        fingerprint: key,
        ...(deed.kind === 'reply' && target !== undefined && { thread: target }),
        ...(deed.kind === 'quote' && target !== undefined && { replyTo: target }),
        ...(deed.kind === 'poll' && { poll: pollOf(deed.options) }),
      });
    }
    const by = { actor, at, key };
    const target = numberOf(texts, deed.to);
    if (deed.kind === 'react') return changeEntry('reacted', by, { target, emoji: deed.emoji, isOn: true });
    if (deed.kind === 'pin') return changeEntry('pinned', by, { target, isOn: true, note: deed.note });
    return changeEntry('withheld', by, { target, reason: deed.reason });
  });
}

function numberOf(texts: readonly string[], start: string): number {
  const index = start === '' ? 0 : texts.findIndex((text) => text.startsWith(start));
  if (index < 0) throw new Error(`nobody wrote «${start}»`);
  return index + 1;
}

const pollOf = (options: readonly string[]) => ({
  options: options.map((text, index) => ({ id: `o${index + 1}`, text })),
  isMultiple: false,
  isAnonymous: false,
  shows: 'always' as const,
  isClosed: false,
});

/** What two people wrote to each other, as the entries of their room. */
export function conversationEntries({ people, lines }: DemoConversation, madeAt: Date): NewEntry[] {
  return lines.map(([minutesAgo, by, text], index) => {
    const key = `${people.join('-')}-${index + 1}`;
    return messageEntry({
      id: key,
      authorId: userIdOf(by),
      at: new Date(madeAt.getTime() - minutesAgo * minuteMs).toISOString(),
      text,
      direction: directionOf(text, 'rtl'),
      idemKey: key,
      fingerprint: key,
    });
  });
}
