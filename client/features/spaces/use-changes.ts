import { useEffect } from 'react';
import { spaces, type SpaceCard } from '#shared/features/spaces/contract.ts';
import { useHubEvent } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useSessionStore, useSignedIn } from '#client/kernel/session.tsx';

/** What is shown of spaces is asked for again when the hub says that one changed. */
export function useSpacesRefresh(): void {
  const refresh = useRefresh();
  useHubEvent(spaces, 'changed', () => refresh(spaces));
}

/** A role given or taken by somebody else changes what may be shown, so the session is asked for again. */
export function useRolesFollow(items: readonly Pick<SpaceCard, 'id' | 'myRole'>[]): void {
  const { actor } = useSignedIn();
  const { load } = useSessionStore();
  const changed = items
    .filter(({ id, myRole }) => actor.spaces.get(id) !== myRole)
    .map(({ id, myRole }) => `${id} ${myRole}`)
    .join();
  useEffect(() => {
    if (changed !== '') void load();
  }, [changed, load]);
}
