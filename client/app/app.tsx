import { StrictMode, useSyncExternalStore } from 'react';
import { useIsOnline } from '#client/kernel/online.ts';
import { LanguageProvider } from '#client/kernel/i18n-react.tsx';
import type { Languages } from '#client/kernel/i18n.ts';
import { RouterProvider } from '#client/kernel/router.tsx';
import { AnnouncerProvider } from '#client/ui/announcer.tsx';
import { NewVersionBanner, OfflineBanner } from '#client/ui/banner.tsx';
import { ToastProvider } from '#client/ui/toast.tsx';
import { AppearanceContext } from './appearance-context.ts';
import type { Appearance } from './appearance.ts';
import type { NewVersion } from './new-version.ts';
import { Outlet } from './router.tsx';
import { routes } from './routes.tsx';
import { Shell } from './shell.tsx';
import type { Viewer } from './viewer.ts';

/** What the page is made of; given by `main.tsx`, so that two pages can run in one test. */
export interface AppServices {
  languages: Languages;
  appearance: Appearance;
  newVersion: NewVersion;
}

export function App({ languages, appearance, newVersion }: AppServices) {
  return (
    <StrictMode>
      <LanguageProvider languages={languages}>
        <AppearanceContext value={appearance}>
          <RouterProvider>
            <AnnouncerProvider>
              <ToastProvider>
                <Frame newVersion={newVersion} viewer={null} />
              </ToastProvider>
            </AnnouncerProvider>
          </RouterProvider>
        </AppearanceContext>
      </LanguageProvider>
    </StrictMode>
  );
}

function Frame({ newVersion, viewer }: { newVersion: NewVersion; viewer: Viewer | null }) {
  const isOnline = useIsOnline();
  const isNewVersionWaiting = useSyncExternalStore(newVersion.subscribe, newVersion.isWaiting);
  return (
    <Shell
      routes={routes}
      viewer={viewer}
      banners={
        <>
          {isNewVersionWaiting && <NewVersionBanner onReload={newVersion.reload} />}
          {!isOnline && <OfflineBanner />}
        </>
      }
    >
      <Outlet routes={routes} />
    </Shell>
  );
}
