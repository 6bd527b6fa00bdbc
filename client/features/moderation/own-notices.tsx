import { Suspense } from 'react';
import { moderation } from '#shared/features/moderation/contract.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHubEvent } from '#client/kernel/hub-react.tsx';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import { NoticesSection } from './notices.tsx';

/** Decisions about one's own messages, where one lands; nothing at all while there are none. */
export default function OwnNotices() {
  const refresh = useRefresh();
  const { data } = useHubQuery(moderation, 'listMyNotices', {});
  useHubEvent(moderation, 'noticed', () => refresh(moderation, 'listMyNotices'));
  if (!data || data.items.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <WithTexts of={['moderation']} meanwhile={() => undefined}>
        <NoticesSection items={data.items} hasLink />
      </WithTexts>
    </Suspense>
  );
}
