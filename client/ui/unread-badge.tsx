import { useTranslation } from 'react-i18next';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import type { Format } from '#client/kernel/i18n-dates.ts';
import { classNames } from './class-names.ts';
import { Ltr } from './text.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import styles from './unread-badge.module.css';

/** Nobody counts beyond it. */
const maxShown = 99;

/** "7", "99+", in the digits of the person. */
export function shownCount(count: number, format: Format): string {
  return count > maxShown ? `${format.number(maxShown)}+` : format.number(count);
}

interface UnreadBadgeProps {
  unread: number;
  /** Messages among them that name the person. */
  mentions?: number | undefined;
  /** She does not wish to hear of it: told quietly. */
  isMuted?: boolean | undefined;
  /** Places with something unread, not messages. */
  ofPlaces?: boolean | undefined;
}

/** How much is unread, and that one is named: by number, sign and colour, in words for the ear. Nothing when there is nothing. */
export function UnreadBadge({ unread, mentions = 0, isMuted = false, ofPlaces = false }: UnreadBadgeProps) {
  const { t } = useTranslation('common');
  const format = useFormat();
  if (unread === 0 && mentions === 0) return null;
  const words = [
    ofPlaces
      ? t('states.unread')
      : unread > maxShown
        ? t('states.unreadMany', { max: maxShown })
        : t('states.unreadCount', { count: unread }),
    ...(mentions > 0 ? [t('states.mentionCount', { count: mentions })] : []),
  ];
  return (
    <span className={classNames(styles.badge, isMuted && styles.muted)} data-unread={unread} data-mentions={mentions}>
      <span aria-hidden="true" className={styles.shown}>
        {mentions > 0 && <span className={styles.mention}>@</span>}
        {unread > 0 && (
          <span className={styles.count}>
            <Ltr>{shownCount(unread, format)}</Ltr>
          </span>
        )}
      </span>
      <VisuallyHidden> ({format.list(words)})</VisuallyHidden>
    </span>
  );
}
