import { useQuery } from '@tanstack/react-query';
import { people } from '#shared/features/people/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';

/** As many as one call may ask for. */
const maxIds = 100;

/** Names of people by id, asked for at once; an id that may not be seen is not in it. */
export function useNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const hub = useHub();
  const wanted = [...new Set(ids)].sort().slice(0, maxIds);
  const { data } = useQuery({ ...hubQuery(hub, people, { operation: 'getPeople', input: { ids: wanted } }), enabled: wanted.length > 0 });
  return new Map(data?.items.map(({ id, displayName }) => [id, displayName]) ?? []);
}
