import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useRouter } from '#client/kernel/router.tsx';
import { createPanelTrail, panelOf, searchWith, type OpenPanel } from './panel-address.ts';

/** The panel beside the messages, as the address has it. */
export interface SidePanelControl {
  panel: OpenPanel | undefined;
  /** Beside the messages; else a sheet over the whole page. */
  isWide: boolean;
  /** Adds an entry to the history, so that the browser's back closes the panel, or leads back to the one before it. */
  open(panel: OpenPanel): void;
  /** Resolves when the panel is gone and the focus is back. */
  close(): Promise<void>;
  /** For links that open a panel in a tab of their own, too. */
  hrefOf(panel: OpenPanel): string;
  /** What was looked for in the room, kept while a result is read. */
  words: { current: string };
}

const wideQuery = '(min-width: 1024px)';

function useIsWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(wideQuery);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(wideQuery).matches,
  );
}

/** Called once for a room, by what shows its messages and its panel; hand on what it answers. */
export function useSidePanel(): SidePanelControl {
  const { place, navigate } = useRouter();
  const isWide = useIsWide();
  const { path, search, arrival, step } = place;
  const panel = useMemo(() => panelOf(search), [search]);
  const trail = useRef(createPanelTrail());
  const leaving = useRef<(() => void)[]>([]);
  const words = useRef('');

  useEffect(() => trail.current.arrived({ search, arrival }), [search, arrival, step]);
  useEffect(() => {
    if (panel) return;
    for (const resolve of leaving.current.splice(0)) resolve();
  }, [panel]);

  const open = useCallback(
    (next: OpenPanel) => {
      const from = window.location.search;
      const to = searchWith(from, next);
      if (to === from) return;
      const current = panelOf(from);
      const isSame = current?.kind === 'thread' && next.kind === 'thread' && current.root === next.root;
      if (isSame) trail.current.replaced(to);
      else trail.current.pushed(from, to);
      navigate(window.location.pathname + to, { replace: isSame });
    },
    [navigate],
  );
  const close = useCallback(async () => {
    if (!panelOf(window.location.search)) return;
    const steps = trail.current.stepsOut();
    const isGone = new Promise<void>((resolve) => leaving.current.push(resolve));
    if (steps === undefined) navigate(window.location.pathname + searchWith(window.location.search, undefined), { replace: true });
    else window.history.go(-steps);
    await isGone;
  }, [navigate]);
  const hrefOf = useCallback((next: OpenPanel) => path + searchWith(search, next), [path, search]);
  return useMemo(() => ({ panel, isWide, open, close, hrefOf, words }), [panel, isWide, open, close, hrefOf]);
}
