import { Type } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '#client/ui/button.tsx';
import { Menu, type MenuItem } from '#client/ui/menu.tsx';
import { AttachButton, type FileToUpload } from '#client/features/files/index.tsx';
import { preloadEmojiPicker } from './emoji-picker-lazy.tsx';
import styles from './composing.module.css';

export interface MoreToolsProps {
  /** Undefined where nothing can be attached now. */
  onFiles: ((files: readonly FileToUpload[]) => void) | undefined;
  hasVoiceNotes: boolean;
  /** Undefined where no poll can be asked now. */
  onPoll: (() => void) | undefined;
  onEmoji: () => void;
  onTurn: () => void;
  isFormatting: boolean;
  onFormatting: () => void;
}

/** One button with all that is not writing; where there is the width, the two that are used most beside it. */
export function MoreTools(props: MoreToolsProps) {
  const { t } = useTranslation(['composing', 'common']);
  const { onFiles, hasVoiceNotes, onPoll, onEmoji, onTurn, isFormatting, onFormatting } = props;
  const items: MenuItem[] = [
    ...(onPoll ? [{ id: 'poll', icon: 'poll' as const, label: t('composing:more.poll'), onSelect: onPoll }] : []),
    { id: 'emoji', icon: 'react', label: t('composing:emoji.title'), onSelect: onEmoji },
    { id: 'format', icon: 'edit', label: t('composing:more.format'), selected: isFormatting, onSelect: onFormatting },
    { id: 'turn', icon: 'direction', label: t('common:actions.flipDirection'), onSelect: onTurn },
  ];
  const label = t('composing:more.label');
  return (
    <>
      {onFiles ? (
        <AttachButton onFiles={onFiles} hasVoiceNotes={hasVoiceNotes} menu={{ label, items }} />
      ) : (
        <Menu icon="add" label={label} sections={[{ items }]} />
      )}
      <span className={styles.quick}>
        <IconButton
          icon="react"
          label={t('composing:emoji.title')}
          onFocus={preloadEmojiPicker}
          onPointerEnter={preloadEmojiPicker}
          onClick={onEmoji}
        />
        <button
          type="button"
          className={styles.quickTool}
          aria-label={t('composing:more.format')}
          title={t('composing:more.format')}
          aria-pressed={isFormatting}
          onClick={onFormatting}
        >
          <Type size={20} strokeWidth={1.75} aria-hidden="true" focusable="false" />
        </button>
      </span>
    </>
  );
}
