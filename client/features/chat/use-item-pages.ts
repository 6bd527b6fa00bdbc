import { useInfiniteQuery } from '@tanstack/react-query';
import { chat, type RoomItem } from '#shared/features/chat/contract.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';

/** Lines of a room, a page at a time. */
export interface ItemPages {
  /** Undefined until the first page has come. */
  items: readonly RoomItem[] | undefined;
  error: unknown;
  again(): void;
  hasMore: boolean;
  isLoading: boolean;
  onMore(): void;
}

type Listing = 'listThreads' | 'searchMessages';
const pageSize = 20;

export function useItemPages<K extends Listing>(operation: K, input: Omit<InputOf<typeof chat, K>, 'cursor' | 'limit'>): ItemPages {
  const hub = useHub();
  const list = useInfiniteQuery({
    queryKey: [chat.name, operation, input],
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...input, limit: pageSize, ...(pageParam !== '' && { cursor: pageParam }) };
      return hub(chat).call(operation, asked as InputOf<typeof chat, K>, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    // Messages come while it is not shown, and nobody hears of them here.
    refetchOnMount: 'always',
  });
  return {
    items: list.data?.pages.flatMap((page) => page.items),
    error: list.error ?? undefined,
    again: () => void (list.isFetchNextPageError ? list.fetchNextPage() : list.refetch()),
    hasMore: list.hasNextPage,
    isLoading: list.isFetchingNextPage,
    onMore: () => void list.fetchNextPage(),
  };
}
