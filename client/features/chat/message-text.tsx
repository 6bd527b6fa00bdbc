import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '#shared/features/people/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import { UserBlock } from '#client/ui/text.tsx';
import { FormattedText } from './formatted-text.tsx';
import { languageOfMessage } from './message-language.ts';
import { useDesk } from './room-desk.tsx';
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
  author: Person | undefined;
  isStop: boolean;
}

/** The words of a message; of a very long one the beginning, and the rest when asked for. */
export function MessageText({ id, text, direction, lang, author, isStop }: MessageTextProps) {
  const { t } = useTranslation('chat');
  const { language, nameOf, isYou } = useDesk();
  const [isOpen, setIsOpen] = useState(false);
  const isFolded = isLong(text) && !isOpen;
  if (text === '') return <span id={id} />;
  return (
    <>
      <UserBlock dir={direction} lang={lang} className={isFolded ? styles.folded : styles.text}>
        <div id={id}>
          <FormattedText
            {...{ text, direction, nameOf, isYou, isStop }}
            languageOf={(words, dir) => languageOfMessage(words, dir, { room: language, author: author?.languages ?? [] })}
          />
        </div>
      </UserBlock>
      {isFolded && (
        <button type="button" className={styles.unfold} tabIndex={isStop ? 0 : -1} onClick={() => setIsOpen(true)}>
          {t('messages.showAll')}
        </button>
      )}
    </>
  );
}
