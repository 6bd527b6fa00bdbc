import { createContext, useContext, useEffect, useRef, type ReactNode } from 'react';
import type { Contract, EventName, EventOf } from '#shared/kernel/contract.ts';
import { useConnectionState, type ConnectionState } from './connection.ts';
import type { Hub } from './hub-client.ts';

const HubContext = createContext<Hub | undefined>(undefined);

export function HubProvider({ hub, children }: { hub: Hub; children: ReactNode }) {
  return <HubContext value={hub}>{children}</HubContext>;
}

/** The hub: `useHub()(spaces).call('listSpaces', {})`. */
export function useHub(): Hub {
  const hub = useContext(HubContext);
  if (!hub) throw new Error('HubProvider is missing');
  return hub;
}

/** How the hub can be reached now. */
export function useLine(): ConnectionState {
  return useConnectionState(useHub().connection);
}

/** Hears an event while the component is shown; the newest listener is called. */
export function useHubEvent<C extends Contract, K extends EventName<C>>(
  contract: C,
  event: K,
  listener: (payload: EventOf<C, K>) => void,
): void {
  const hub = useHub();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => hub(contract).on(event, (payload) => latest.current(payload)), [hub, contract, event]);
}

/** Calls when the live connection came up; `isAgain` after a cut, when events may have been missed. */
export function useConnected(listener: (isAgain: boolean) => void): void {
  const hub = useHub();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => hub.onConnected((isAgain) => latest.current(isAgain)), [hub]);
}
