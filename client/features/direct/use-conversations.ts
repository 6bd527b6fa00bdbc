import { useInfiniteQuery } from '@tanstack/react-query';
import { direct, type Conversation } from '#shared/features/direct/contract.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useConnected, useHub, useHubEvent } from '#client/kernel/hub-react.tsx';

const pageSize = 100;

/** The conversations of the person signed in, page by page; asked for again when one was asked for or answered. */
export function useConversations() {
  const hub = useHub();
  const refresh = useRefresh();
  useHubEvent(direct, 'changed', () => refresh(direct, 'listConversations'));
  // Also the first time: what was told between the first reading and the live line was not heard.
  useConnected(() => refresh(direct, 'listConversations'));
  const query = useInfiniteQuery({
    queryKey: [direct.name, 'listConversations'],
    queryFn: ({ pageParam, signal }) =>
      hub(direct).call('listConversations', { limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return { query, items };
}

type Found =
  | { state: 'loading' }
  | { state: 'failed'; error: unknown; retry: () => void }
  | { state: 'found'; conversation: Conversation | undefined };

/** One of them, by what it is asked for; looked for in all pages. */
export function useConversation(is: (conversation: Conversation) => boolean): Found {
  const { query, items } = useConversations();
  const conversation = items.find(is);
  if (conversation) return { state: 'found', conversation };
  if (query.error) return { state: 'failed', error: query.error, retry: () => void query.refetch() };
  if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
  return query.isPending || query.hasNextPage ? { state: 'loading' } : { state: 'found', conversation: undefined };
}
