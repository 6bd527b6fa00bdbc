import { useRef, type KeyboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { maxCodePoints } from '#shared/features/chat/contract.ts';
import type { Room } from '#shared/features/spaces/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { ConnectionState } from '#client/kernel/connection.ts';
import { useLine } from '#client/kernel/hub-react.tsx';
import { region } from '#client/kernel/regions.ts';
import { IconButton } from '#client/ui/button.tsx';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import { skipTargetId } from '#client/ui/skip-links.tsx';
import { GrowingText } from '#client/ui/text-area.tsx';
import { CharacterCount } from '#client/ui/text-field.tsx';
import { storedText } from './room-view.ts';
import styles from './composer.module.css';

interface ComposerProps {
  room: Room;
  text: string;
  onText: (text: string) => void;
  /** False when the message could not be taken, as too many wait already. */
  onSend: (text: string, direction: Direction) => boolean;
  isFull: boolean;
  /** Up in an empty field leads to the newest message. */
  onUp: () => void;
  ref: Ref<HTMLTextAreaElement>;
}

/** On a phone Enter is a new line: the send button lies under the thumb. */
function hasKeyboard(): boolean {
  return window.matchMedia('(hover: hover) and (pointer: fine)').matches;
}

/** The page's words in a field that runs the room's way: isolated, or their full stop jumps to the other end. */
const isolated = (text: string) => `\u2068${text}\u2069`;

/** The place to write: grows with the text, turns with its words, keeps what is not sent. */
export function Composer({ room, text, onText, onSend, isFull, onUp, ref }: ComposerProps) {
  const { t } = useTranslation(['chat', 'common']);
  const fallback = directionOfLanguage(room.language);
  const isTooLong = codePointCount(text) > maxCodePoints;
  const isEmpty = storedText(text) === '';
  const form = useRef<HTMLFormElement>(null);

  function send(): void {
    if (isEmpty || isTooLong) return;
    if (onSend(text, directionOf(text, fallback))) onText('');
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // Enter that ends a word of an input method is not "send"; Safari tells it by the key code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      onUp();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || !hasKeyboard()) return;
    event.preventDefault();
    send();
  }
  return (
    <form
      ref={form}
      className={styles.composer}
      aria-label={t('chat:composer.label', { room: room.name })}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      {...region('composer')}
    >
      <LineState />
      {isFull && (
        <Note icon="alert" isAlert>
          {t('chat:composer.full')}
        </Note>
      )}
      {isTooLong && (
        <Note icon="alert" isAlert>
          {t('chat:composer.tooLong', { max: maxCodePoints })}
        </Note>
      )}
      <div className={styles.row}>
        <div className={styles.text}>
          <GrowingText
            ref={ref}
            id={skipTargetId.composer}
            value={text}
            onChange={onText}
            onKeyDown={onKeyDown}
            fallback={fallback}
            aria-label={t('chat:composer.label', { room: room.name })}
            placeholder={isolated(t('chat:composer.placeholder'))}
            aria-invalid={isTooLong || undefined}
            enterKeyHint="enter"
          />
        </div>
        <IconButton type="submit" look="primary" icon="send" label={t('common:actions.send')} aria-disabled={isEmpty || isTooLong} />
      </div>
      <CharacterCount text={text} max={maxCodePoints} />
    </form>
  );
}

const lineIcons: Record<Exclude<ConnectionState, 'online'>, IconName> = { offline: 'offline', reconnecting: 'retry', slow: 'clock' };

/** Beside the shell's banner: what becomes of a message that is sent now. */
function LineState() {
  const { t } = useTranslation('chat');
  const line = useLine();
  return line === 'online' ? null : <Note icon={lineIcons[line]}>{t(`composer.${line}`)}</Note>;
}

function Note({ icon, children, isAlert = false }: { icon: IconName; children: string; isAlert?: boolean }) {
  return (
    <p className={isAlert ? `${styles.note} ${styles.alert}` : styles.note} role={isAlert ? 'alert' : undefined}>
      <Icon name={icon} size={16} />
      <span>{children}</span>
    </p>
  );
}

/** In place of the composer, for those who may read here but not write. */
export function ReadOnlyNote({ why }: { why: 'observer' | 'archived' | 'announcements' }) {
  const { t } = useTranslation('chat');
  return (
    <p className={styles.readOnly} id={skipTargetId.composer} {...region('composer')}>
      <Icon name={why === 'archived' ? 'archive' : why === 'announcements' ? 'info' : 'show'} />
      <span>{t(`composer.${why}`)}</span>
    </p>
  );
}
