import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { people } from '#shared/features/people/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';

/** As many as one call may ask for. */
const maxIds = 100;

/** Names of people by id; dots while they are on their way, and words for who may not be seen. */
export function useNameOf(ids: readonly string[]): (id: string) => string {
  const { t } = useTranslation('documents');
  const hub = useHub();
  const wanted = [...new Set(ids)].sort().slice(0, maxIds);
  const { data, isPending } = useQuery({
    ...hubQuery(hub, people, { operation: 'getPeople', input: { ids: wanted } }),
    enabled: wanted.length > 0,
  });
  const names = new Map(data?.items.map(({ id, displayName }) => [id, displayName]));
  return (id) => names.get(id) ?? (isPending ? '…' : t('history.someone'));
}

/** A name within a sentence of ours: neither turns the other around. */
export const isolated = (name: string) => `\u2068${name}\u2069`;
