import { useTranslation } from 'react-i18next';
import { Card } from '#client/ui/card.tsx';
import { PageHeading, usePage } from '#client/ui/page.tsx';
import { StarBorder, StarMark } from '#client/ui/star-border.tsx';
import styles from './welcome-page.module.css';

/** The door: what this is, before anyone is signed in. */
export default function WelcomePage() {
  const { t } = useTranslation('shell');
  usePage({ title: '' });
  return (
    <div className={styles.page}>
      <Card>
        <div className={styles.content}>
          <StarMark size={56} />
          <PageHeading>{t('welcome.title')}</PageHeading>
          <p className={styles.lead}>{t('welcome.lead')}</p>
        </div>
        <StarBorder />
      </Card>
    </div>
  );
}
