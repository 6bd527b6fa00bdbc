import { spaceRoles, type SpaceRole } from '../../access/permissions.ts';

/** Whom a message names: a person, everybody with a role in the space, or the whole space. */
export type Mention = { kind: 'person'; id: string } | { kind: 'role'; role: SpaceRole } | { kind: 'space' };

/** A mention as it is stored: `<@id>`, `<@role:coordinator>`, `<@space>`. Blocking, renaming and erasure then work in every message at once. */
export const mentionSource = `<@(?:role:(?:${spaceRoles.join('|')})|[a-z0-9][a-z0-9_-]{0,63})>`;

/** @returns undefined when it is not a token in full */
export function parseMention(token: string): Mention | undefined {
  if (!new RegExp(`^${mentionSource}$`).test(token)) return undefined;
  const name = token.slice(2, -1);
  if (name === 'space') return { kind: 'space' };
  const role = spaceRoles.find((known) => name === `role:${known}`);
  return role === undefined ? { kind: 'person', id: name } : { kind: 'role', role };
}

export function mentionToken(mention: Mention): string {
  if (mention.kind === 'space') return '<@space>';
  return mention.kind === 'role' ? `<@role:${mention.role}>` : `<@${mention.id}>`;
}

/** Mentions in one message. */
export const maxMentions = 20;

/** The mentions of a text in their order, each once. */
export function mentionsIn(text: string): Mention[] {
  const tokens = new Set(text.match(new RegExp(mentionSource, 'g')) ?? []);
  return [...tokens].flatMap((token) => parseMention(token) ?? []);
}
