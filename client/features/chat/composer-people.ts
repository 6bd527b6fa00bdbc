import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { spaceRoles, type SpaceRole } from '#shared/access/permissions.ts';
import { mentionToken, type Mention } from '#shared/features/chat/mentions.ts';
import { spaces, type Room } from '#shared/features/spaces/contract.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import type { CountOf } from './composer-reach.ts';
import type { MentionOption } from './mention-field.tsx';
import type { PeopleCache } from './people-cache.ts';

/** Who may be named where something is written. */
export interface MentionPeople {
  options: readonly MentionOption[];
  /** The first `@` was typed. */
  onAsk(): void;
  /** Undefined while it is not known. */
  nameOf(mention: Mention): string | undefined;
  countOf: CountOf;
}

interface Somebody {
  userId: string;
  displayName: string;
  latinName?: string | undefined;
  rank?: string | undefined;
  country: string;
  role: SpaceRole;
}

const pageSize = 100;
/** Beyond a thousand people nobody is looked for in a list. */
const maxPages = 10;

async function everybody(hub: Hub, room: Pick<Room, 'id' | 'spaceId' | 'access'>, signal: AbortSignal): Promise<Somebody[]> {
  const found: Somebody[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const at = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
    const answer: { items: readonly Somebody[]; next?: string | undefined } =
      room.access === 'chosen'
        ? await hub(spaces).call('listRoomMembers', { roomId: room.id, ...at }, { signal })
        : await hub(spaces).call('listMembers', { spaceId: room.spaceId, ...at }, { signal });
    found.push(...answer.items);
    cursor = answer.next;
    if (cursor === undefined) break;
  }
  return found;
}

/** Names of people come late: what is shown follows. */
function useNameOf(people: PeopleCache): (mention: Mention) => string | undefined {
  const { t } = useTranslation(['chat', 'spaces']);
  const version = useSyncExternalStore(people.subscribe, people.version, people.version);
  return useCallback(
    (mention) => {
      if (mention.kind === 'person') return people.get(mention.id)?.displayName;
      return mention.kind === 'space' ? t('chat:mention.space') : t(`spaces:role.${mention.role}`);
    },
    // Another version knows other names.
    [people, t, version],
  );
}

const nobody: readonly Somebody[] = [];

/** The people of a room: those of its space, with their roles and all of them at once, or those it was made for. */
export function useRoomMentions(room: Pick<Room, 'id' | 'spaceId' | 'access'>, people: PeopleCache): MentionPeople {
  const hub = useHub();
  const format = useFormat();
  const { t, i18n } = useTranslation('composing');
  // They come with the list of names.
  const hasWords = i18n.exists('composing:mention.count');
  const { userId: me } = useSignedIn().session;
  const nameOf = useNameOf(people);
  const [isAsked, setAsked] = useState(false);
  const { id, spaceId, access } = room;
  const { data = nobody } = useQuery({
    queryKey: ['spaces', 'mentionable', access === 'chosen' ? id : spaceId],
    queryFn: ({ signal }) => everybody(hub, { id, spaceId, access }, signal),
    enabled: isAsked,
    staleTime: 300_000,
  });
  const isOfSpace = access === 'space';
  return useMemo(() => {
    const sizes = new Map(spaceRoles.map((role) => [role, data.filter((one) => one.role === role).length]));
    const countOf: CountOf = (mention) => {
      if (mention.kind === 'person') return 1;
      if (data.length === 0 || !isOfSpace) return undefined;
      return mention.kind === 'space' ? data.length : sizes.get(mention.role);
    };
    const groups: Mention[] = [{ kind: 'space' }, ...spaceRoles.map((role): Mention => ({ kind: 'role', role }))];
    const optionOf = (mention: Mention, more: Partial<MentionOption>): MentionOption => ({
      ...{ key: mentionToken(mention), mention, name: nameOf(mention) ?? '' },
      ...more,
    });
    // Nobody calls herself.
    const others = data.filter(({ userId }) => userId !== me);
    const persons = others.map(({ userId, displayName, latinName, rank, country }) => {
      const detail = [rank, format.country(country)].filter(Boolean).join(' · ');
      return optionOf({ kind: 'person', id: userId }, { name: displayName, otherName: latinName, detail });
    });
    const many = groups
      .filter((mention) => isOfSpace && (countOf(mention) ?? 0) > 0)
      .map((mention) => optionOf(mention, { detail: hasWords ? t('mention.count', { count: countOf(mention) ?? 0 }) : undefined }));
    return { options: [...persons, ...many], onAsk: () => setAsked(true), nameOf, countOf };
  }, [data, isOfSpace, nameOf, format, t, hasWords, me]);
}

/** The people of a direct conversation. */
export function useDirectMentions(userIds: readonly string[], people: PeopleCache): MentionPeople {
  const format = useFormat();
  const nameOf = useNameOf(people);
  const ids = userIds.join(' ');
  return useMemo(() => {
    const options = ids.split(' ').flatMap((id): MentionOption | [] => {
      const person = people.get(id);
      const mention: Mention = { kind: 'person', id };
      if (!person) return [];
      const { displayName: name, latinName: otherName, country } = person;
      return { key: id, mention, name, otherName, detail: format.country(country) };
    });
    return { options, onAsk: () => undefined, nameOf, countOf: ({ kind }) => (kind === 'person' ? 1 : undefined) };
  }, [ids, people, nameOf, format]);
}
