import { useTranslation } from 'react-i18next';
import styles from './presence.module.css';

export type PresenceState = 'online' | 'away' | 'offline';

/** Shape and word, never colour alone. */
export function Presence({ state, wordless = false }: { state: PresenceState; wordless?: boolean }) {
  const { t } = useTranslation('common');
  const word = t(`presence.${state}`);
  if (wordless) return <span className={`${styles.dot} ${styles[state]}`} role="img" aria-label={word} title={word} />;
  return (
    <span className={styles.presence}>
      <span className={`${styles.dot} ${styles[state]}`} aria-hidden="true" />
      {word}
    </span>
  );
}
