import { useTranslation } from 'react-i18next';
import { Icon } from '#client/ui/icon.tsx';
import styles from './drop-hint.module.css';

/** Over the place where files are dropped, while they are held above it. Its parent is positioned. */
export default function DropHint() {
  const { t } = useTranslation('files');
  return (
    <div className={styles.hint} aria-hidden="true">
      <Icon name="attach" />
      <span>{t('attach.drop')}</span>
    </div>
  );
}
