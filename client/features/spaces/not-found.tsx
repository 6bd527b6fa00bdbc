import { useTranslation } from 'react-i18next';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';

/** A space that does not exist and one that may not be seen answer alike. */
export function NotFound() {
  const { t } = useTranslation('spaces');
  return (
    <Page title={t('notFound.title')} lead={t('notFound.text')} width="measure">
      <div>
        <Link href="/spaces" look="primary" icon="spaces">
          {t('notFound.action')}
        </Link>
      </div>
    </Page>
  );
}
