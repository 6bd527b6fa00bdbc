import { useEffect, useRef } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { chat, type Message, type RoomItem } from '#shared/features/chat/contract.ts';
import { plainTextOf } from '#shared/features/chat/formatting.ts';
import { people } from '#shared/features/people/contract.ts';
import { spaces } from '#shared/features/spaces/contract.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRoomStates, type News } from '#client/kernel/personal.ts';
import { useRouter } from '#client/kernel/router.tsx';
import { useNotifier, type Incoming } from '#client/kernel/use-notifier.ts';
import { createNoticePace, isNaming, pathOfRoom } from './notice-rules.ts';

const asMessage = (item: RoomItem | undefined): Message | undefined => (item?.kind === 'message' ? item : undefined);

/** The message that made a room unread: the newest line, or else the last reply of a thread that has more unread than before. */
async function messageOf(hub: Hub, { before, now }: News): Promise<Message | undefined> {
  if (now.unread > before.unread && (now.newest?.seq ?? 0) > before.head) return asMessage(now.newest);
  const known = new Map(before.threads.map(({ root, unread }) => [root, unread]));
  const grown = now.threads.find(({ root, unread }) => unread > (known.get(root) ?? 0));
  if (!grown) return asMessage(now.newest);
  const { items } = await hub(chat).call('listMessages', { roomId: now.roomId, thread: grown.root, limit: 1 });
  return asMessage(items.at(-1));
}

async function namesOf(hub: Hub, queries: QueryClient, of: { authorId: string; roomId: string; spaceId: string | undefined }) {
  const { authorId, roomId, spaceId } = of;
  const [{ items }, space] = await Promise.all([
    queries.fetchQuery(hubQuery(hub, people, { operation: 'getPeople', input: { ids: [authorId] } })),
    spaceId === undefined ? undefined : queries.fetchQuery(hubQuery(hub, spaces, { operation: 'getSpace', input: { spaceId } })),
  ]);
  return { sender: items[0]?.displayName, room: space?.rooms.find(({ id }) => id === roomId)?.name };
}

/** Sounds and notices of what comes into rooms that are not on the screen. */
export function RoomNotices() {
  const { t } = useTranslation(['personal', 'common']);
  const hub = useHub();
  const queries = useQueryClient();
  const rooms = useRoomStates();
  const notifier = useNotifier();
  const { place } = useRouter();
  const now = useRef({ t, path: place.path });
  useEffect(() => {
    now.current = { t, path: place.path };
  });

  useEffect(() => {
    if (!rooms) return undefined;
    const pace = createNoticePace(Date.now);
    const wishes = () => queries.getQueryData(hubQuery(hub, people, { operation: 'getMyProfile', input: {} }).queryKey)?.settings;

    async function tell(news: News): Promise<void> {
      const { roomId, spaceId, notices } = news.now;
      const settings = wishes();
      // Most people wish for neither; then nothing is asked of the hub.
      if (!settings || (settings.sound === 'off' && settings.desktopNotices === 'off') || notices === 'none') return;
      if (!pace.take(roomId)) return;
      const message = await messageOf(hub, news);
      if (!message) return;
      const { sender, room } = await namesOf(hub, queries, { authorId: message.authorId, roomId, spaceId });
      const path = pathOfRoom(news.now);
      const incoming: Incoming = {
        id: message.id,
        roomId,
        path,
        isOwn: false,
        isMention: isNaming(news),
        roomLevel: notices,
        isRoomOpen: now.current.path === path,
        sender: sender ?? now.current.t('common:hubName'),
        room: room ?? now.current.t('personal:direct'),
        text: plainTextOf(message.text, () => '…'),
        direction: message.direction,
      };
      notifier.tell(incoming);
    }
    const stops = [
      // That nobody could be asked for names leaves the badge, which is the news itself.
      rooms.onNews((news) => void tell(news).catch(() => undefined)),
      rooms.subscribe(() => {
        for (const roomId of pace.told()) {
          if (rooms.all()?.get(roomId)?.unread !== 0) continue;
          pace.forget(roomId);
          notifier.forget(roomId);
        }
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [rooms, hub, queries, notifier]);
  return null;
}
