import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Direction } from '#shared/kernel/fields.ts';
import { UserBlock } from '#client/ui/text.tsx';
import { LinkedText } from './linked-text.tsx';
import styles from './message-row.module.css';

/** Beyond it a message shows its beginning: nobody's empty lines push the others' words off the page. */
const maxLines = 16;
const maxCharacters = 1500;

export const isLong = (text: string): boolean => text.length > maxCharacters || text.split('\n', maxLines + 1).length > maxLines;

interface MessageTextProps {
  id: string;
  text: string;
  direction: Direction;
  lang: string | undefined;
  isStop: boolean;
}

/** The words of a message; of a very long one the beginning, and the rest when asked for. */
export function MessageText({ id, text, direction, lang, isStop }: MessageTextProps) {
  const { t } = useTranslation('chat');
  const [isOpen, setIsOpen] = useState(false);
  const isFolded = isLong(text) && !isOpen;
  return (
    <>
      <UserBlock dir={direction} lang={lang} className={isFolded ? styles.folded : styles.text}>
        <span id={id}>
          <LinkedText text={text} isStop={isStop} />
        </span>
      </UserBlock>
      {isFolded && (
        <button type="button" className={styles.unfold} tabIndex={isStop ? 0 : -1} onClick={() => setIsOpen(true)}>
          {t('messages.showAll')}
        </button>
      )}
    </>
  );
}
