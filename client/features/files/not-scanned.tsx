import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/features/files/contract.ts';
import { Icon } from '#client/ui/icon.tsx';
import styles from './attachment-list.module.css';

/** Says so where no scanner has looked at a file; nothing where one has. */
export function NotScanned({ scan }: Pick<Attachment, 'scan'>) {
  const { t } = useTranslation('files');
  if (scan === 'clean') return null;
  return (
    <span className={styles.notScanned} title={t('list.notScannedHint')}>
      <Icon name="unscanned" size={16} />
      <span>{t('list.notScanned')}</span>
    </span>
  );
}
