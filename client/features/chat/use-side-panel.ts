import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useRouter } from '#client/kernel/router.tsx';
import { createPanelTrail, panelOf, searchWith, type OpenPanel, type PanelTrail } from './panel-address.ts';

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

/** The browser's own way back is awaited this long. */
const patienceMs = 1_000;
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
  const { path, search } = place;
  const panel = useMemo(() => panelOf(search), [search]);
  const trail = useRef(createPanelTrail());
  const words = useRef('');

  const close = useLeaving(trail.current, { place, panel, navigate });
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
  const hrefOf = useCallback((next: OpenPanel) => path + searchWith(search, next), [path, search]);
  return useMemo(() => ({ panel, isWide, open, close, hrefOf, words }), [panel, isWide, open, close, hrefOf]);
}

type Leaving = Pick<ReturnType<typeof useRouter>, 'place' | 'navigate'> & { panel: OpenPanel | undefined };

/** Closes the panel by the way it was opened. */
function useLeaving(trail: PanelTrail, { place, panel, navigate }: Leaving): () => Promise<void> {
  const { path, search, arrival, step } = place;
  const waiting = useRef<(() => void)[]>([]);
  const leftAt = useRef(-Infinity);
  useEffect(() => trail.arrived({ search, arrival }), [trail, search, arrival, step]);
  useEffect(() => {
    if (waiting.current.length === 0) return;
    // The history was not as we knew it, and led elsewhere.
    if (panel) return navigate(path + searchWith(search, undefined), { replace: true });
    leftAt.current = -Infinity;
    for (const resolve of waiting.current.splice(0)) resolve();
  }, [panel, path, search, step, navigate]);

  return useCallback(async () => {
    const { pathname, search: here } = window.location;
    if (!panelOf(here)) return;
    const isGone = new Promise<void>((resolve) => waiting.current.push(resolve));
    // Going back takes a moment: pressed twice, it would lead out of the room.
    if (Date.now() - leftAt.current > patienceMs) {
      leftAt.current = Date.now();
      const steps = trail.stepsOut();
      if (steps === undefined) navigate(pathname + searchWith(here, undefined), { replace: true });
      else window.history.go(-steps);
    }
    await isGone;
  }, [trail, navigate]);
}
