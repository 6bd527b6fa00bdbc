import { useTranslation } from 'react-i18next';
import { Icon } from '#client/ui/icon.tsx';
import styles from './history-link.module.css';

/** From a lesson to its versions. */
export function HistoryLink({ documentId }: { documentId: string }) {
  const { t } = useTranslation('documents');
  return (
    <a href={`/d/${documentId}/history`} className={styles.link}>
      <Icon name="clock" />
      {t('history.open')}
    </a>
  );
}
