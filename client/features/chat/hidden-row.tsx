import { useTranslation } from 'react-i18next';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { Icon } from '#client/ui/icon.tsx';
import { UserText } from '#client/ui/text.tsx';
import type { Row } from './message-rows.ts';
import { useDesk } from './room-desk.tsx';
import { ThreadLink } from './thread-link.tsx';
import styles from './message-list.module.css';

type HiddenRowData = Extract<Row, { kind: 'hidden' }>;

/** In place of a message that is not shown: why, and the replies it has. */
export function HiddenRow({ row, isStop }: { row: HiddenRowData; isStop: boolean }) {
  const { t } = useTranslation('chat');
  const { language, userId } = useDesk();
  const { line } = row;
  const { reason } = line;
  const isOwn = line.removedBy === 'author' && line.authorId === userId;
  const why = line.why === 'removed' && line.removedBy === 'moderators' ? 'removedByModerators' : isOwn ? 'removedOwn' : line.why;
  return (
    <div className={styles.hiddenRow} data-key={row.key}>
      <article className={styles.hidden} tabIndex={isStop ? 0 : -1} data-message="" data-seq={line.seq} data-state="hidden">
        <Icon name="hide" size={16} />
        <span>
          {t(`messages.hidden.${why}`)}
          {reason !== undefined && reason !== '' && (
            <>
              {' '}
              <UserText dir={directionOf(reason, directionOfLanguage(language))}>{reason}</UserText>
            </>
          )}
        </span>
      </article>
      {line.replies && line.thread === undefined && <ThreadLink root={line.seq} replies={line.replies} isStop={isStop} />}
    </div>
  );
}
