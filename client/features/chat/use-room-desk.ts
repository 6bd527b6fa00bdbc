import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mention } from '#shared/features/chat/mentions.ts';
import { plainTextOf } from '#shared/features/chat/formatting.ts';
import { personal } from '#shared/features/personal/contract.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRoomStates } from '#client/kernel/personal.ts';
import { useReport } from '#client/kernel/reporting.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { useToast } from '#client/ui/toast.tsx';
import type { PeopleCache } from './people-cache.ts';
import { copyLink, shareLink, type LinkEnd } from './permalink.ts';
import type { MessageActions, RoomDesk, RoomRights, StoredMessage } from './room-desk.tsx';
import type { RoomStore } from './room-store.ts';

/** What opens beside or above the messages. */
export type MessageDialog =
  | { kind: 'remove'; message: StoredMessage }
  | { kind: 'pin'; message: StoredMessage }
  | { kind: 'history'; seq: number }
  | { kind: 'readers'; seq: number };

export interface DeskWorld {
  roomId: string;
  roomName: string;
  language: string;
  /** Absent: a conversation of two people. */
  spaceId: string | undefined;
  store: RoomStore;
  people: PeopleCache;
  rights: RoomRights;
  hasReceipts: boolean;
  putBack(text: string): void;
  reply(seq: number): void;
  edit(message: StoredMessage): void;
  openThread(root: number): void;
  openDialog(dialog: MessageDialog): void;
  jump(seq: number): void;
  leaveUnread(from: number): void;
}

/** The desk of a room: its rows are drawn again when a right changes, never for a new function. */
export function useRoomDesk(world: DeskWorld): RoomDesk {
  const { t } = useTranslation(['chat', 'spaces']);
  const { session, actor } = useSignedIn();
  const latest = useRef(world);
  useEffect(() => {
    latest.current = world;
  });
  const actions = useMessageActions(latest);
  const { roomId, roomName, language, spaceId, store, people, rights, hasReceipts } = world;
  const { canWrite, canReact, canModerate } = rights;
  const role = spaceId === undefined ? undefined : actor.spaces.get(spaceId);
  return useMemo(
    () => ({
      roomId,
      roomName,
      language,
      userId: session.userId,
      store,
      people,
      rights: { canWrite, canReact, canModerate },
      actions,
      hasReceipts,
      nameOf(mention: Mention) {
        if (mention.kind === 'space') return t('chat:mention.space');
        if (mention.kind === 'role') return t(`spaces:role.${mention.role}`);
        return people.get(mention.id)?.displayName ?? t('chat:mention.unknown');
      },
      isYou: (mention: Mention) =>
        mention.kind === 'space' || (mention.kind === 'role' ? mention.role === role : mention.id === session.userId),
    }),
    [roomId, roomName, language, session.userId, store, people, canWrite, canReact, canModerate, actions, hasReceipts, role, t],
  );
}

function useMessageActions(latest: { current: DeskWorld }): MessageActions {
  const { t, i18n } = useTranslation('chat');
  const hub = useHub();
  const rooms = useRoomStates();
  const report = useReport();
  const { announceState } = useAnnouncer();
  const toast = useToast();
  return useMemo(() => {
    const refused = (error: unknown) => toast({ tone: 'danger', text: errorMessage(i18n, error) });
    const { store } = latest.current;
    const placeOf = ({ seq, thread }: StoredMessage) => {
      const { roomId, spaceId } = latest.current;
      return { roomId, spaceId, seq, thread };
    };
    const toldLink = (end: LinkEnd): void => {
      if (end === 'copied') toast({ text: t('messages.linkCopied') });
      if (end === 'failed') toast({ tone: 'danger', text: t('messages.copyFailed') });
    };
    const copied = (text: string, words: string) =>
      navigator.clipboard.writeText(text).then(
        () => toast({ text: words }),
        () => toast({ tone: 'danger', text: t('messages.copyFailed') }),
      );
    return {
      copy: (text) => void copied(text, t('messages.copied')),
      copyLink: (message) => void copyLink(placeOf(message)).then(toldLink),
      share: (message) => void shareLink(placeOf(message)).then(toldLink),
      turn: (seq, direction) => void store.turn(seq, direction).then(() => announceState({ text: t('messages.turned') }), refused),
      retry: store.retry,
      takeBack: (clientId) =>
        void store.takeBack(clientId).then((text) => {
          if (text !== undefined) latest.current.putBack(text);
        }),
      react: (seq, emoji, isOn) => void store.react(seq, emoji, isOn).catch(refused),
      vote: (seq, optionIds) => void store.vote(seq, optionIds).catch(refused),
      closePoll: (seq) => void store.closePoll(seq).catch(refused),
      reply: (seq) => latest.current.reply(seq),
      openThread: (root) => latest.current.openThread(root),
      edit: (message) => latest.current.edit(message),
      remove: (message) => latest.current.openDialog({ kind: 'remove', message }),
      pin(message) {
        if (!message.pin) return latest.current.openDialog({ kind: 'pin', message });
        store.pin(message.seq, false).then(() => toast({ text: t('messages.unpinned') }), refused);
      },
      bookmark: (seq) =>
        void hub(personal)
          .call('setBookmark', { roomId: latest.current.roomId, seq, isOn: true })
          .then(() => toast({ text: t('messages.bookmarked') }), refused),
      showHistory: (seq) => latest.current.openDialog({ kind: 'history', seq }),
      showReaders: (seq) => latest.current.openDialog({ kind: 'readers', seq }),
      report: (message) =>
        report({
          roomId: latest.current.roomId,
          seq: message.seq,
          excerpt: { text: plainTextOf(message.text, () => '…').slice(0, 160), direction: message.direction },
        }),
      markUnread(seq) {
        latest.current.leaveUnread(seq);
        void rooms?.markUnread(latest.current.roomId, seq).then(() => toast({ text: t('messages.markedUnread') }), refused);
      },
      jump: (seq) => latest.current.jump(seq),
    };
  }, [latest, t, i18n, hub, rooms, report, announceState, toast]);
}
