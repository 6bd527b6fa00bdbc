import { useCallback, useEffect, useState } from 'react';
import { spaces } from '#shared/features/spaces/contract.ts';
import { useConnected, useHub, useHubEvent } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';

/**
 * Ids of the people in a space now; undefined until known. Follows the space while shown, so that its rooms and
 * members are asked for again when they change.
 */
export function useSpacePresence(spaceId: string, isAllowed: boolean): readonly string[] | undefined {
  const hub = useHub();
  const refresh = useRefresh();
  const [present, setPresent] = useState<readonly string[]>();

  const follow = useCallback(async () => {
    if (!isAllowed) return;
    // Who is there is worth no error message: the list comes with the next change.
    await hub(spaces)
      .call('followSpace', { spaceId })
      .then((answer) => setPresent(answer.present))
      .catch(() => undefined);
  }, [hub, spaceId, isAllowed]);

  useEffect(() => void follow(), [follow]);
  useConnected(() => {
    // What changed while nobody told this page is asked for when it hears again.
    void follow().then(() => refresh(spaces));
  });
  useHubEvent(spaces, 'presenceChanged', (change) => {
    if (change.spaceId === spaceId) setPresent(change.present);
  });
  useHubEvent(spaces, 'changed', (change) => {
    if (change.spaceId === spaceId) refresh(spaces);
  });
  return present;
}
