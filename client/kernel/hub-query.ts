import { QueryClient, queryOptions, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Contract, InputOf, OperationName, OutputOf } from '#shared/kernel/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { UnreachableError, type Hub } from './hub-client.ts';
import { useHub } from './hub-react.tsx';

/** Worth asking again by itself: no answer, or a server that says so. */
export function isTransient(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof HubError && error.code === 'common/tryLater');
}

const maxRetries = 3;

/** What was fetched on this page; emptied when the person changes. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The hub itself knows whether there is a line; `navigator.onLine` is wrong behind many proxies.
        networkMode: 'always',
        staleTime: 30_000,
        retry: (failures, error) => failures < maxRetries && isTransient(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** A reading operation as a query; its key is `[feature, operation, input]`. */
export function hubQuery<C extends Contract, K extends OperationName<C>>(
  hub: Hub,
  contract: C,
  call: { operation: K; input: InputOf<C, K> },
) {
  const { operation, input } = call;
  return queryOptions<OutputOf<C, K>>({
    queryKey: [contract.name, operation, input],
    queryFn: ({ signal }) => hub(contract).call(operation, input, { signal }),
  });
}

/** `useHubQuery(spaces, 'getSpace', { spaceId })` → `{ data, error, isPending, refetch }`. */
export function useHubQuery<C extends Contract, K extends OperationName<C>>(
  contract: C,
  operation: K,
  input: InputOf<C, K>,
): UseQueryResult<OutputOf<C, K>> {
  return useQuery(hubQuery(useHub(), contract, { operation, input }));
}

/** `refresh(spaces)` or `refresh(spaces, 'getSpace')`: what is shown is asked for again. */
export function useRefresh(): <C extends Contract>(contract: C, operation?: OperationName<C>) => void {
  const client = useQueryClient();
  return useCallback(
    (contract, operation) => {
      void client.invalidateQueries({ queryKey: operation ? [contract.name, operation] : [contract.name] });
    },
    [client],
  );
}
