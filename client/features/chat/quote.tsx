import { useTranslation } from 'react-i18next';
import { plainTextOf } from '#shared/features/chat/formatting.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { Icon } from '#client/ui/icon.tsx';
import { UserText } from '#client/ui/text.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { usePerson } from './people-cache.ts';
import { useDesk } from './room-desk.tsx';
import { useLine } from './use-room.ts';
import styles from './quote.module.css';

/** Shown of what is quoted. */
const maxCharacters = 160;

/** What a message answers, in one line; leads there. What was removed, hidden or blocked shows its place only. */
export function Quote({ seq, isStop }: { seq: number; isStop: boolean }) {
  const { t } = useTranslation('chat');
  const { actions, store } = useDesk();
  const line = useLine(store, seq);
  return (
    <button type="button" className={styles.quote} tabIndex={isStop ? 0 : -1} data-testid="quote" onClick={() => actions.jump(seq)}>
      <VisuallyHidden>{t('messages.toQuoted')}</VisuallyHidden>
      {line?.kind === 'message' && <Quoted authorId={line.authorId} text={line.text} hasFiles={(line.attachments?.length ?? 0) > 0} />}
      {line?.kind === 'hidden' && <span className={styles.hidden}>{t(`messages.hidden.${line.why}`)}</span>}
      {!line && <span className={styles.hidden}>…</span>}
    </button>
  );
}

function Quoted({ authorId, text, hasFiles }: { authorId: string; text: string; hasFiles: boolean }) {
  const { t } = useTranslation('chat');
  const { people, userId, nameOf, language } = useDesk();
  const person = usePerson(people, authorId);
  const words = plainTextOf(text, nameOf).slice(0, maxCharacters);
  return (
    <>
      <span className={styles.name}>{authorId === userId ? t('messages.own') : <UserText>{person?.displayName ?? '…'}</UserText>}</span>
      <span className={styles.words}>
        {hasFiles && <Icon name="attach" size={16} />}
        <UserText dir={directionOf(words, directionOfLanguage(language))}>{words === '' ? t('messages.file') : words}</UserText>
      </span>
    </>
  );
}
