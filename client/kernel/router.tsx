import { createContext, useCallback, useContext, useEffect, useMemo, useState, useTransition, type ReactNode } from 'react';
import { pathOfClick, type PathParams } from './route-match.ts';

/** Where the page is. */
export interface Place {
  path: string;
  search: string;
  hash: string;
  /** Grows with every step; tells two visits of one path apart. */
  step: number;
  /** How the person came: by a link, by back or forward, or by opening the page. */
  arrival: 'open' | 'link' | 'history';
}

export interface NavigateOptions {
  /** In place of the current entry, as after signing in. */
  replace?: boolean;
}

interface Router {
  place: Place;
  /** The next page is being fetched while the last one is still shown. */
  isLeaving: boolean;
  navigate: (to: string, options?: NavigateOptions) => void;
}

const RouterContext = createContext<Router | undefined>(undefined);
export const ParamsContext = createContext<PathParams>({});

function here(step: number, arrival: Place['arrival']): Place {
  const { pathname, search, hash } = window.location;
  return { path: pathname, search, hash, step, arrival };
}

/** Takes every same-origin link of the page, back and forward; a new page replaces the old one when it is ready. */
export function RouterProvider({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState(() => here(0, 'open'));
  const [isLeaving, startTransition] = useTransition();

  const arrive = useCallback((arrival: Place['arrival']) => {
    startTransition(() => setPlace((last) => here(last.step + 1, arrival)));
  }, []);

  const navigate = useCallback(
    (to: string, { replace = false }: NavigateOptions = {}) => {
      rememberScroll();
      if (replace) window.history.replaceState(null, '', to);
      else window.history.pushState(null, '', to);
      arrive('link');
    },
    [arrive],
  );

  useEffect(() => {
    window.history.scrollRestoration = 'manual';
    const onPopState = (): void => arrive('history');
    const onClick = (event: MouseEvent): void => {
      const anchor = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!(anchor instanceof HTMLAnchorElement)) return;
      const to = pathOfClick(
        event,
        { href: anchor.href, target: anchor.target, hasDownload: anchor.hasAttribute('download') },
        window.location.origin,
      );
      if (to === undefined || isAnchorHere(to)) return;
      event.preventDefault();
      navigate(to);
    };
    let scrolled: ReturnType<typeof setTimeout> | undefined;
    const onScroll = (): void => {
      clearTimeout(scrolled);
      // Browsers refuse more than a hundred history writes in half a minute.
      scrolled = setTimeout(rememberScroll, 400);
    };
    const onLeave = (): void => clearTimeout(scrolled);
    window.addEventListener('scroll', onScroll, { passive: true });
    window.addEventListener('popstate', onLeave);
    window.addEventListener('popstate', onPopState);
    window.addEventListener('pagehide', rememberScroll);
    document.addEventListener('click', onClick);
    return () => {
      clearTimeout(scrolled);
      window.removeEventListener('scroll', onScroll);
      window.removeEventListener('popstate', onLeave);
      window.removeEventListener('popstate', onPopState);
      window.removeEventListener('pagehide', rememberScroll);
      document.removeEventListener('click', onClick);
    };
  }, [arrive, navigate]);

  const router = useMemo(() => ({ place, isLeaving, navigate }), [place, isLeaving, navigate]);
  return <RouterContext value={router}>{children}</RouterContext>;
}

/** A link to another part of the page shown: the browser scrolls there best. */
function isAnchorHere(to: string): boolean {
  const [page, hash] = to.split('#');
  return hash !== undefined && page === window.location.pathname + window.location.search;
}

/** Remembers in the entry itself how far it was scrolled, so that "back" finds the line again. */
function rememberScroll(): void {
  window.history.replaceState({ scrollY: window.scrollY }, '');
}

export function rememberedScroll(): number {
  const state: unknown = window.history.state;
  if (typeof state !== 'object' || state === null || !('scrollY' in state)) return 0;
  return typeof state.scrollY === 'number' ? state.scrollY : 0;
}

export function useRouter(): Router {
  const router = useContext(RouterContext);
  if (!router) throw new Error('RouterProvider is missing');
  return router;
}

export function useNavigate(): Router['navigate'] {
  return useRouter().navigate;
}

/** Values of the `:names` in the route's path. */
export function useParams(): PathParams {
  return useContext(ParamsContext);
}

/** The query of the address, and a way to change one value of it without a new entry in the history. */
export function useSearch(): [URLSearchParams, (name: string, value: string | undefined) => void] {
  const { place, navigate } = useRouter();
  const search = useMemo(() => new URLSearchParams(place.search), [place.search]);
  const set = useCallback(
    (name: string, value: string | undefined) => {
      const next = new URLSearchParams(window.location.search);
      if (value === undefined) next.delete(name);
      else next.set(name, value);
      const query = next.toString();
      navigate(`${window.location.pathname}${query === '' ? '' : `?${query}`}`, { replace: true });
    },
    [navigate],
  );
  return [search, set];
}
