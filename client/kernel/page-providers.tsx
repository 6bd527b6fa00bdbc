import { QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, type ReactNode } from 'react';
import { HubProvider } from './hub-react.tsx';
import type { PageServices } from './page-services.ts';
import { SessionProvider } from './session.tsx';
import type { Unsaved } from './unsaved.ts';

const UnsavedContext = createContext<Unsaved | undefined>(undefined);

/** Hub, session and query cache for everything inside. */
export function PageProviders({ services, children }: { services: PageServices; children: ReactNode }) {
  return (
    <HubProvider hub={services.hub}>
      <QueryClientProvider client={services.queries}>
        <UnsavedContext value={services.unsaved}>
          <SessionProvider store={services.session}>{children}</SessionProvider>
        </UnsavedContext>
      </QueryClientProvider>
    </HubProvider>
  );
}

/** Where what is not stored yet is told, so that sign-out and closing the page can warn. */
export function useUnsaved(): Unsaved {
  const unsaved = useContext(UnsavedContext);
  if (!unsaved) throw new Error('PageProviders is missing');
  return unsaved;
}
