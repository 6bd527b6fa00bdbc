import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { plainTextOf } from '#shared/features/chat/formatting.ts';
import { mentionsIn } from '#shared/features/chat/mentions.ts';
import { people as peopleContract } from '#shared/features/people/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { languageOfMessage } from './message-language.ts';
import type { RoomDesk } from './room-desk.tsx';
import type { RoomView } from './room-view.ts';

type Announcing = Pick<RoomDesk, 'people' | 'language' | 'nameOf' | 'isYou'>;
/** Of a room, or of one of its threads. */
type AnnouncedView = Pick<RoomView, 'status' | 'entries'> & { isAway?: boolean };

/** Says each incoming message once to a screen reader, as its owner wishes; own messages never. */
export function useAnnounced(view: AnnouncedView, { people, language, nameOf, isYou }: Announcing): void {
  const { t } = useTranslation('chat');
  const announcer = useAnnouncer();
  const hub = useHub();
  const { session } = useSignedIn();
  const { data: profile } = useQuery(hubQuery(hub, peopleContract, { operation: 'getMyProfile', input: {} }));
  const wish = profile?.settings.announcements ?? 'all';
  const said = useRef<number>(undefined);

  useEffect(() => {
    if (view.status !== 'open' || view.isAway) return;
    const before = said.current;
    said.current = view.entries.findLast((entry) => entry.kind !== 'echo')?.seq ?? 0;
    // What stood there when the room was opened is read, not announced.
    if (before === undefined || wish === 'off') return;
    for (const entry of view.entries) {
      if (entry.kind !== 'message' || entry.seq <= before || entry.authorId === session.userId) continue;
      if (wish === 'mentions' && !mentionsIn(entry.text).some(isYou)) continue;
      const person = people.get(entry.authorId);
      const lang = languageOfMessage(entry.text, entry.direction, { room: language, author: person?.languages ?? [] });
      announcer.announceMessage({
        text: t('messages.announced', { name: person?.displayName ?? '', text: plainTextOf(entry.text, nameOf) }),
        lang,
      });
    }
  }, [view, people, language, nameOf, isYou, wish, session.userId, announcer, t]);
}
