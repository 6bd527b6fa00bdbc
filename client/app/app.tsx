import { StrictMode, useSyncExternalStore } from 'react';
import { useLine } from '#client/kernel/hub-react.tsx';
import { LanguageProvider } from '#client/kernel/i18n-react.tsx';
import type { Languages } from '#client/kernel/i18n.ts';
import { ReportDialog } from '#client/features/moderation/index.tsx';
import { PageProviders } from '#client/kernel/page-providers.tsx';
import type { PageServices } from '#client/kernel/page-services.ts';
import { ReportingProvider } from '#client/kernel/reporting.tsx';
import { matchPath } from '#client/kernel/route-match.ts';
import { RouterProvider, useRouter } from '#client/kernel/router.tsx';
import { useSessionState } from '#client/kernel/session.tsx';
import { AnnouncerProvider } from '#client/ui/announcer.tsx';
import { NewVersionBanner, OfflineBanner, SlowLineBanner } from '#client/ui/banner.tsx';
import { ToastProvider } from '#client/ui/toast.tsx';
import { AppearanceContext } from './appearance-context.ts';
import type { Appearance } from './appearance.ts';
import type { NewVersion } from './new-version.ts';
import { OwnProvider } from './own.tsx';
import { Outlet } from './router.tsx';
import { routes } from './routes.tsx';
import { Shell } from './shell.tsx';
import { useProfileSettings, useViewer } from './viewer.ts';

/** What the page is made of; given by `main.tsx`, so that two pages can run in one test. */
export interface AppServices extends PageServices {
  languages: Languages;
  appearance: Appearance;
  newVersion: NewVersion;
}

export function App(services: AppServices) {
  return (
    <StrictMode>
      <LanguageProvider languages={services.languages}>
        <AppearanceContext value={services.appearance}>
          <PageProviders services={services}>
            <RouterProvider>
              <AnnouncerProvider>
                <ToastProvider>
                  <ReportingProvider dialog={ReportDialog}>
                    <OwnProvider>
                      <Frame newVersion={services.newVersion} />
                    </OwnProvider>
                  </ReportingProvider>
                </ToastProvider>
              </AnnouncerProvider>
            </RouterProvider>
          </PageProviders>
        </AppearanceContext>
      </LanguageProvider>
    </StrictMode>
  );
}

const hasMessages = (path: string): boolean =>
  ['/s/:space/chat/:room', '/inbox/:room'].some((pattern) => matchPath(pattern, path) !== undefined);

function Frame({ newVersion }: { newVersion: NewVersion }) {
  useProfileSettings();
  const viewer = useViewer();
  const { place } = useRouter();
  const line = useLine();
  const session = useSessionState();
  const isBuildWaiting = useSyncExternalStore(newVersion.subscribe, newVersion.isWaiting);
  const isOutdated = isBuildWaiting || (session.status === 'signedIn' && session.isNewVersion);
  return (
    <Shell
      routes={routes}
      viewer={viewer}
      skipTo={hasMessages(place.path) ? ['messages', 'composer'] : []}
      banners={
        <>
          {isOutdated && <NewVersionBanner onReload={newVersion.reload} />}
          {line === 'offline' && <OfflineBanner />}
          {(line === 'slow' || line === 'reconnecting') && <SlowLineBanner />}
        </>
      }
    >
      <Outlet routes={routes} />
    </Shell>
  );
}
