import { mentionSource } from '#shared/features/chat/mentions.ts';
import type { SnapshotLine } from '#shared/features/moderation/contract.ts';
import type { FullLine } from '../chat/index.ts';
import type { StoredLine } from './repository.ts';

/** Lines kept before and after a reported message. */
export const contextLines = 5;

/** A copy of a line with its content, also of one that is withheld from readers. */
export function copyOf({ content }: FullLine): StoredLine {
  const { seq, at } = content;
  if (content.kind === 'hidden') return { seq, at, authorId: '', text: '', direction: 'ltr', attachments: [], revision: 0, isGone: true };
  const { authorId, direction, revision, poll, thread, attachments = [] } = content;
  const text = [content.text, ...(poll?.options ?? []).map((option) => `• ${option.text}`)].filter((part) => part !== '').join('\n');
  return { seq, at, authorId, text, direction, attachments, revision, isGone: false, ...(thread !== undefined && { thread }) };
}

/** Ids of the people a copy names, as author or by mention. */
export const peopleIn = ({ authorId, text }: StoredLine): string[] => [
  ...(authorId === '' ? [] : [authorId]),
  ...[...text.matchAll(new RegExp(mentionSource, 'g'))].map(([token]) => token.slice(2, -1)),
];

/** With names instead of people's tokens; those of roles and of the space stay, the page has words for them. */
export const withNames = (text: string, nameOf: (userId: string) => string | undefined) =>
  text.replace(new RegExp(mentionSource, 'g'), (token) => {
    const name = nameOf(token.slice(2, -1));
    return name === undefined ? token : `@${name}`;
  });

/** The beginning of a message; of one without words the names of its files. */
export const excerptOf = ({ text, attachments }: StoredLine, nameOf: (userId: string) => string | undefined, maxLength: number) =>
  [...(text === '' ? attachments.map(({ name }) => name).join(' · ') : withNames(text, nameOf))].slice(0, maxLength).join('');

export function lineView(line: StoredLine, nameOf: (userId: string) => string | undefined): SnapshotLine {
  const { revision: _known, text, ...rest } = line;
  return { ...rest, text: withNames(text, nameOf), authorName: nameOf(line.authorId) ?? '' };
}
