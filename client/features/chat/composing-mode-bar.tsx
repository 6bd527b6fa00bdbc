import { useTranslation } from 'react-i18next';
import { directionOf } from '#shared/i18n/direction.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import { Phrase } from '#client/kernel/i18n-react.tsx';
import { IconButton } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { UserText } from '#client/ui/text.tsx';
import styles from './composing.module.css';

/** What a reply answers, as it is shown above the text. */
export interface QuotedLine {
  /** Undefined while it is not known, or when she may not be seen. */
  name: string | undefined;
  isOwn: boolean;
  /** Its first words, with names for mentions; empty for files alone. */
  words: string;
}

interface ModeBarProps {
  /** Told with the text box it stands above. */
  id: string;
  kind: 'reply' | 'edit';
  quoted: QuotedLine | undefined;
  fallback: Direction;
  onCancel: () => void;
}

const maxWords = 160;

/** Above the text: what is answered, or that a message is being edited; and the way out. */
export function ModeBar({ id, kind, quoted, fallback, onCancel }: ModeBarProps) {
  const { t } = useTranslation('composing');
  const words = (quoted?.words ?? '').replace(/\s+/g, ' ').slice(0, maxWords);
  return (
    <div className={styles.bar} data-testid={`bar-${kind}`}>
      <Icon name={kind} size={18} />
      <div id={id} className={styles.barText}>
        <p className={styles.barTitle}>{kind === 'edit' ? t('edit.title') : <ReplyTitle quoted={quoted} />}</p>
        {kind === 'reply' && words !== '' && (
          <p className={styles.words} dir={directionOf(words, fallback)}>
            {words}
          </p>
        )}
      </div>
      <IconButton icon="close" label={t(`${kind}.cancel`)} onClick={onCancel} />
    </div>
  );
}

function ReplyTitle({ quoted }: { quoted: QuotedLine | undefined }) {
  const { t } = useTranslation('composing');
  if (quoted?.isOwn) return t('reply.own');
  if (quoted?.name === undefined) return t('reply.title');
  return <Phrase of="composing:reply.to" values={{ name: <UserText>{quoted.name}</UserText> }} />;
}
