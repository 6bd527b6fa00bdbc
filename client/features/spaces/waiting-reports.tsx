import { useTranslation } from 'react-i18next';
import { moderation } from '#shared/features/moderation/contract.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useConnected, useHubEvent } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { CountBadge } from '#client/ui/chip.tsx';

/** How many reported messages wait for the moderators, beside the name of their part of the space. */
export default function WaitingReports({ spaceId }: { spaceId: string }) {
  const { t } = useTranslation('spaces');
  const format = useFormat();
  const refresh = useRefresh();
  const { data } = useHubQuery(moderation, 'countReports', { spaceId });
  useConnected(() => refresh(moderation, 'countReports'));
  useHubEvent(moderation, 'reportsChanged', () => refresh(moderation, 'countReports'));
  if (!data || data.open === 0) return null;
  return <CountBadge label={t('tabs.waiting', { count: data.open })}>{format.number(data.open)}</CountBadge>;
}
