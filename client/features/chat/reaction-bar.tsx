import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { IconButton } from '#client/ui/button.tsx';
import { classNames } from '#client/ui/class-names.ts';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { EmojiPicker, preloadEmojiPicker } from './emoji-picker-lazy.tsx';
import { useDesk, type StoredMessage } from './room-desk.tsx';
import styles from './reaction-bar.module.css';

/** Names said of one reaction; the rest are counted. */
const maxNamed = 5;

/** Reactions under a message, one's own marked by more than colour. */
export function ReactionBar({ message, isStop }: { message: StoredMessage; isStop: boolean }) {
  const { t } = useTranslation('chat');
  const { userId, rights, actions } = useDesk();
  if (message.reactions.length === 0) return null;
  return (
    <ul className={styles.bar} aria-label={t('messages.reactions')}>
      {message.reactions.map(({ emoji, by }) => (
        <li key={emoji}>
          <Reaction {...{ emoji, by, isStop }} isOwn={by.includes(userId)} onToggle={(isOn) => actions.react(message.seq, emoji, isOn)} />
        </li>
      ))}
      {rights.canReact && (
        <li>
          <ReactButton message={message} tabIndex={isStop ? 0 : -1} />
        </li>
      )}
    </ul>
  );
}

interface ReactionProps {
  emoji: string;
  by: readonly string[];
  isOwn: boolean;
  isStop: boolean;
  onToggle: (isOn: boolean) => void;
}

function Reaction({ emoji, by, isOwn, isStop, onToggle }: ReactionProps) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const { rights, people, userId } = useDesk();
  const named = by.slice(0, maxNamed).map((id) => (id === userId ? t('messages.own') : (people.get(id)?.displayName ?? '…')));
  const rest = by.length - named.length;
  const who = format.list(rest > 0 ? [...named, t('messages.others', { count: rest })] : named);
  return (
    <button
      type="button"
      className={classNames(styles.reaction, isOwn && styles.own)}
      aria-pressed={isOwn}
      title={who}
      tabIndex={isStop ? 0 : -1}
      disabled={!rights.canReact}
      onClick={() => onToggle(!isOwn)}
    >
      <span>{emoji}</span> <span>{format.number(by.length)}</span>
      <VisuallyHidden>: {who}</VisuallyHidden>
    </button>
  );
}

/** Chooses an emoji for a message. */
export function ReactButton({ message, tabIndex }: { message: StoredMessage; tabIndex?: number }) {
  const { t } = useTranslation('chat');
  const { actions } = useDesk();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton
        icon="react"
        label={t('messages.react')}
        aria-haspopup="dialog"
        {...(tabIndex !== undefined && { tabIndex })}
        onPointerEnter={preloadEmojiPicker}
        onFocus={preloadEmojiPicker}
        onClick={() => setOpen(true)}
      />
      {isOpen && (
        <EmojiPicker
          onClose={() => setOpen(false)}
          onPick={(emoji) => {
            setOpen(false);
            actions.react(message.seq, emoji, true);
          }}
        />
      )}
    </>
  );
}
