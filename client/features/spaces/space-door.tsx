import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { spaces } from '#shared/features/spaces/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { NotFound } from './not-found.tsx';
import { SpaceCards } from './space-card.tsx';
import { useRolesFollow, useSpacesRefresh } from './use-changes.ts';
import styles from './space-frame.module.css';

/** A space seen from outside: its card, and how to come in. */
export default function SpaceDoor({ spaceId }: { spaceId: string }) {
  const { t } = useTranslation('spaces');
  const hub = useHub();
  const { data: card, isPending } = useQuery(hubQuery(hub, spaces, { operation: 'getCard', input: { spaceId } }));
  useSpacesRefresh();
  useRolesFollow(card ? [card] : []);
  if (isPending)
    return (
      <div className={styles.waiting}>
        <Skeleton lines={[2.25, 8]} />
      </div>
    );
  if (!card) return <NotFound />;
  return (
    <Page title={card.name} lead={t('door.text')} width="measure" breadcrumbs={[{ href: '/spaces', label: t('list.title') }]}>
      <SpaceCards items={[card]} headings="h2" />
    </Page>
  );
}
