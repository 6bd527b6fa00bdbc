import { useInfiniteQuery } from '@tanstack/react-query';
import { spaces } from '#shared/features/spaces/contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';

const pageSize = 100;

/** The members of a space, page by page. */
export function useMembers(spaceId: string) {
  const hub = useHub();
  return useInfiniteQuery({
    queryKey: ['spaces', 'listMembers', spaceId],
    queryFn: ({ pageParam, signal }) =>
      hub(spaces).call('listMembers', { spaceId, limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

/** The people of a room for chosen people. */
export function useRoomMembers(roomId: string) {
  const hub = useHub();
  return useInfiniteQuery({
    queryKey: ['spaces', 'listRoomMembers', roomId],
    queryFn: ({ pageParam, signal }) =>
      hub(spaces).call(
        'listRoomMembers',
        { roomId, limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}
