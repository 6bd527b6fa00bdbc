import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { spaces, type Space } from '#shared/features/spaces/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useChatDevice } from './use-outbox.ts';

/** The space of a room as this device knows it, until the hub answers: so that the room can be read without a line. */
export function useKeptSpace(spaceId: string): void {
  const hub = useHub();
  const queries = useQueryClient();
  const { rooms } = useChatDevice();
  useEffect(() => {
    const { queryKey } = hubQuery(hub, spaces, { operation: 'getSpace', input: { spaceId } });
    let isLeft = false;
    if (queries.getQueryData(queryKey) === undefined)
      void rooms?.loadSpace(spaceId).then((space) => {
        // As old as can be: whatever the hub answers takes its place.
        if (space && !isLeft && queries.getQueryData(queryKey) === undefined) queries.setQueryData(queryKey, space, { updatedAt: 1 });
      });
    return () => {
      isLeft = true;
    };
  }, [hub, queries, rooms, spaceId]);
}

/** Keeps the space that is shown. */
export function useKeepSpace(space: Space): void {
  const { rooms } = useChatDevice();
  useEffect(() => void rooms?.saveSpace(space), [rooms, space]);
}
