import { useTranslation } from 'react-i18next';
import styles from './skip-links.module.css';

export type SkipTarget = 'content' | 'navigation' | 'messages' | 'composer';

/** Ids the targets bear: `id={skipTargetId.messages}`. */
export const skipTargetId: Record<SkipTarget, string> = {
  content: 'content',
  navigation: 'navigation',
  messages: 'messages',
  composer: 'composer',
};

/** The first stops of the Tab key, seen when focused. */
export function SkipLinks({ targets }: { targets: readonly SkipTarget[] }) {
  const { t } = useTranslation('shell');
  return (
    <nav className={styles.links} aria-label={t('skip.label')}>
      {targets.map((target) => (
        <a
          key={target}
          href={`#${skipTargetId[target]}`}
          className={styles.link}
          onClick={(event) => {
            event.preventDefault();
            const element = document.getElementById(skipTargetId[target]);
            element?.focus();
            element?.scrollIntoView({ block: 'start' });
          }}
        >
          {t(`skip.${target}`)}
        </a>
      ))}
    </nav>
  );
}
