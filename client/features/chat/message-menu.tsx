import { useTranslation } from 'react-i18next';
import { editWindowMinutes } from '#shared/features/chat/contract.ts';
import { plainTextOf } from '#shared/features/chat/formatting.ts';
import { Menu, type MenuItem } from '#client/ui/menu.tsx';
import type { ShownMessage } from './message-rows.ts';
import { canShare } from './permalink.ts';
import { useDesk, type RoomDesk, type StoredMessage } from './room-desk.tsx';

type Label = (key: `messages.${string}`) => string;

const isEditable = ({ at }: StoredMessage): boolean => Date.now() - Date.parse(at) < editWindowMinutes * 60_000;

/** What leads on from a message: answering, keeping it, finding it again. */
function readerItems(message: StoredMessage, { actions, rights, nameOf }: RoomDesk, t: Label): MenuItem[] {
  const { seq } = message;
  const isInThread = message.thread !== undefined;
  return [
    ...(rights.canWrite ? [{ id: 'reply', label: t('messages.reply'), icon: 'reply' as const, onSelect: () => actions.reply(seq) }] : []),
    ...(isInThread
      ? []
      : [{ id: 'thread', label: t('messages.openThread'), icon: 'message' as const, onSelect: () => actions.openThread(seq) }]),
    { id: 'copy', label: t('messages.copy'), icon: 'copy', onSelect: () => actions.copy(plainTextOf(message.text, nameOf)) },
    { id: 'link', label: t('messages.copyLink'), icon: 'link', onSelect: () => actions.copyLink(message) },
    ...(canShare() ? [{ id: 'share', label: t('messages.share'), icon: 'forward' as const, onSelect: () => actions.share(message) }] : []),
    { id: 'bookmark', label: t('messages.bookmark'), icon: 'bookmark', onSelect: () => actions.bookmark(seq) },
    ...(isInThread
      ? []
      : [{ id: 'unread', label: t('messages.markUnread'), icon: 'mail' as const, onSelect: () => actions.markUnread(seq) }]),
    ...(message.revision > 0
      ? [{ id: 'history', label: t('messages.history'), icon: 'history' as const, onSelect: () => actions.showHistory(seq) }]
      : []),
  ];
}

/** What changes a message, for its author and for those who moderate. */
function writerItems(message: StoredMessage, { actions, rights, userId, hasReceipts }: RoomDesk, t: Label): MenuItem[] {
  const isOwn = message.authorId === userId;
  const turned = message.direction === 'rtl' ? 'ltr' : 'rtl';
  return [
    ...(isOwn && rights.canWrite && isEditable(message)
      ? [{ id: 'edit', label: t('messages.edit'), icon: 'edit' as const, onSelect: () => actions.edit(message) }]
      : []),
    ...(isOwn && rights.canWrite
      ? [{ id: 'turn', label: t('messages.turn'), icon: 'direction' as const, onSelect: () => actions.turn(message.seq, turned) }]
      : []),
    ...(isOwn && hasReceipts
      ? [{ id: 'readers', label: t('messages.readers'), icon: 'show' as const, onSelect: () => actions.showReaders(message.seq) }]
      : []),
    ...(rights.canModerate
      ? [
          {
            id: 'pin',
            label: t(message.pin ? 'messages.unpin' : 'messages.pin'),
            icon: message.pin ? ('unpin' as const) : ('pin' as const),
            onSelect: () => actions.pin(message),
          },
        ]
      : []),
    ...(isOwn || rights.canModerate
      ? [{ id: 'remove', label: t('messages.remove'), icon: 'delete' as const, danger: true, onSelect: () => actions.remove(message) }]
      : []),
    ...(isOwn ? [] : [{ id: 'report', label: t('messages.report'), icon: 'flag' as const, onSelect: () => actions.report(message) }]),
  ];
}

/** Everything that can be done with a message, by touch, pointer and keyboard alike. */
export function MessageMenu({ message }: { message: ShownMessage }) {
  const { t } = useTranslation('chat');
  const desk = useDesk();
  const sections =
    message.kind === 'echo'
      ? [{ items: [{ id: 'copy', label: t('messages.copy'), icon: 'copy' as const, onSelect: () => desk.actions.copy(message.text) }] }]
      : [{ items: readerItems(message, desk, t as Label) }, { items: writerItems(message, desk, t as Label) }].filter(
          ({ items }) => items.length > 0,
        );
  return <Menu label={t('messages.menu')} sections={sections} />;
}
