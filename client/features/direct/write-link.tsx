import { useTranslation } from 'react-i18next';
import { Link } from '#client/ui/link.tsx';

/** Leads to the conversation with somebody, or to asking for one. Elsewhere a plain link to `/inbox/to/<id>` does the same. */
export function WriteLink({ userId }: { userId: string }) {
  const { t } = useTranslation('inbox');
  return (
    <Link href={`/inbox/to/${userId}`} look="primary" icon="message">
      {t('write.action')}
    </Link>
  );
}
