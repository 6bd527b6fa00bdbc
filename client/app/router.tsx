import { Component, lazy, Suspense, useEffect, useLayoutEffect, useState, type ComponentType, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LazyFeature } from '#shared/i18n/catalogue.ts';
import type { Session } from '#shared/features/accounts/contract.ts';
import { findRoute, signInPath } from '#client/kernel/route-match.ts';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { ParamsContext, rememberedScroll, useNavigate, useRouter, type Place } from '#client/kernel/router.tsx';
import { useSessionState, useSessionStore } from '#client/kernel/session.tsx';
import type { IconName } from '#client/ui/icon.tsx';
import { Button } from '#client/ui/button.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import type { Viewer } from './viewer.ts';

/** A page's place in the rail. */
export interface NavItem {
  /** Key under `shell:nav`. */
  key: 'home' | 'spaces' | 'academy' | 'events' | 'inbox' | 'moderation' | 'admin' | 'me' | 'help';
  icon: IconName;
  /** Where the pages below it lie, when not under its own path. */
  within?: readonly string[];
  /** Who sees it; everyone signed in when absent. */
  when?: (viewer: Viewer | null) => boolean;
}

export interface Route {
  /** `/s/:space/chat/:channel?` */
  path: string;
  page: ComponentType;
  /** Fetches the page's code before it is needed. */
  preload: () => Promise<unknown>;
  nav?: NavItem | undefined;
  /** Whose texts come with the page. */
  texts?: readonly LazyFeature[];
  /** Shown without being signed in. Every other page waits for a session, and is below `useSignedIn()`. */
  isPublic: boolean;
}

type LoadPage = () => Promise<{ default: ComponentType }>;

/** A page for those signed in, a chunk of its own: `route('/home', () => import('…/home-page.tsx'), { key: 'home', icon: 'home' })`. */
export function route(path: string, load: LoadPage, nav?: NavItem): Route {
  return { path, page: lazy(load), preload: load, nav, isPublic: false };
}

/** A page for everyone, signed in or not. */
export function publicRoute(path: string, load: LoadPage, nav?: NavItem): Route {
  return { ...route(path, load, nav), isPublic: true };
}

/** Pages whose texts are not in the first load: they come with the page. */
export function withTexts(feature: LazyFeature, pages: readonly Route[]): readonly Route[] {
  return pages.map((page) => ({ ...page, texts: [...(page.texts ?? []), feature] }));
}

/** The page the address names, fetched when needed; a page for an address that names none. */
export function Outlet({ routes }: { routes: readonly Route[] }) {
  const { place } = useRouter();
  const found = findRoute(routes, place.path);
  const Found = found?.route.page ?? NotFoundPage;
  const isPublic = found?.route.isPublic ?? true;
  return (
    <PageBoundary key={`${found?.route.path ?? 'none'} ${place.path}`}>
      <Suspense fallback={<PageSkeleton />}>
        <ParamsContext value={found?.params ?? {}}>
          <WithTexts of={found?.route.texts ?? []} meanwhile={() => void found?.route.preload().catch(() => undefined)}>
            {isPublic ? (
              <Found />
            ) : (
              <SignedInOnly place={place}>
                <Found />
              </SignedInOnly>
            )}
          </WithTexts>
        </ParamsContext>
        <Arrival place={place} />
      </Suspense>
    </PageBoundary>
  );
}

/** How long a page may take to bring its heading before the focus is left where it is. */
const headingWaitMs = 10_000;

/** After a step to another page: the focus on its h1, the scroll at the top, or where it was on the way back. */
function Arrival({ place }: { place: Place }): ReactNode {
  // Mounted once for each page: a later change of query or hash within it keeps focus and scroll.
  const [{ arrival, hash }] = useState(place);

  useLayoutEffect(() => {
    const anchor = hash === '' ? null : document.getElementById(decodeURIComponent(hash.slice(1)));
    if (anchor) anchor.scrollIntoView();
    else if (arrival !== 'open') window.scrollTo(0, arrival === 'history' ? rememberedScroll() : 0);
  }, [arrival, hash]);

  useEffect(() => {
    if (arrival === 'open') return undefined;
    return whenHeadingComes((heading) => heading.focus({ preventScroll: true }));
  }, [arrival]);
  return null;
}

function whenHeadingComes(then: (heading: HTMLElement) => void): () => void {
  const find = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-page-heading]');
  const present = find();
  if (present) {
    then(present);
    return () => undefined;
  }
  // The person who has gone on by key or pointer meanwhile is not called back.
  const abandon = new AbortController();
  const observer = new MutationObserver(() => {
    const heading = find();
    if (!heading) return;
    abandon.abort();
    then(heading);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  const timer = setTimeout(() => abandon.abort(), headingWaitMs);
  abandon.signal.addEventListener('abort', () => {
    observer.disconnect();
    clearTimeout(timer);
  });
  for (const event of ['keydown', 'pointerdown'] as const) {
    document.addEventListener(event, () => abandon.abort(), { signal: abandon.signal, once: true });
  }
  return () => abandon.abort();
}

/** Where somebody signed in has to go before anything else: the rules of the house, then the second factor her roles need. */
function gateOf({ hasAcceptedRules, needsSecondFactor }: Session): string | undefined {
  if (!hasAcceptedRules) return '/rules';
  return needsSecondFactor ? '/second-factor' : undefined;
}

function SignedInOnly({ place, children }: { place: Place; children: ReactNode }) {
  const { t } = useTranslation('shell');
  const { i18n } = useTranslation('common');
  const session = useSessionState();
  const { load } = useSessionStore();
  const navigate = useNavigate();
  const isSignedOut = session.status === 'signedOut';
  const gate = session.status === 'signedIn' ? gateOf(session.session) : undefined;
  const next = `${place.path}${place.search}${place.hash}`;
  useEffect(() => {
    if (isSignedOut) navigate(`${signInPath}?next=${encodeURIComponent(next)}`, { replace: true });
    else if (gate !== undefined && gate !== place.path) navigate(`${gate}?next=${encodeURIComponent(next)}`, { replace: true });
  }, [isSignedOut, gate, place.path, navigate, next]);

  if (session.status === 'signedIn') return gate === undefined || gate === place.path ? children : <PageSkeleton />;
  if (session.status !== 'unreachable') return <PageSkeleton />;
  return (
    <Page title={t('pageFailed.title')} width="measure">
      <ErrorNote code={errorCode(session.error)} onRetry={() => void load()}>
        {errorMessage(i18n, session.error)}
      </ErrorNote>
    </Page>
  );
}

function PageSkeleton() {
  return (
    <div style={{ padding: 'var(--space-6) var(--space-4)' }}>
      <Skeleton lines={[2.25, 1.25, 6, 6]} />
    </div>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation('shell');
  return (
    <Page title={t('notFound.title')} lead={t('notFound.text')} width="measure">
      <div>
        <Link href="/" look="primary" icon="home">
          {t('notFound.home')}
        </Link>
      </div>
    </Page>
  );
}

/** A page that throws takes only itself down; the shell stays, and a step elsewhere heals it. */
class PageBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    return this.state.failed ? <FailedPage /> : this.props.children;
  }
}

function FailedPage() {
  const { t } = useTranslation(['shell', 'common']);
  return (
    <Page title={t('shell:pageFailed.title')} lead={t('shell:pageFailed.text')} width="measure">
      <div>
        {/* A chunk that failed to load stays failed until the page is loaded anew; the shell comes from the cache. */}
        <Button look="primary" icon="retry" onClick={() => window.location.reload()}>
          {t('common:actions.retry')}
        </Button>
      </div>
    </Page>
  );
}
