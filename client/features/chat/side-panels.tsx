import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { errorMessage } from '#client/kernel/error-message.ts';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { PanelBoundary } from './panel-boundary.tsx';
import type { PanelListProps } from './panel-list.tsx';
import type { ThreadPanelProps } from './thread-panel.tsx';

const load = () => import('./all-panels.ts');
const ThreadPanel = lazy(() => load().then((panels) => ({ default: panels.ThreadPanel })));
const lists = {
  threads: lazy(() => load().then((panels) => ({ default: panels.ThreadsPanel }))),
  pins: lazy(() => load().then((panels) => ({ default: panels.PinsPanel }))),
  search: lazy(() => load().then((panels) => ({ default: panels.SearchPanel }))),
};

/** Before one is asked for, when a finger or the focus comes near its button. */
export const preloadPanels = (): void => void load().catch(() => undefined);

/** A toast: what was opened could not be fetched. */
export function useOpeningFailed(): () => void {
  const { i18n } = useTranslation('common');
  const toast = useToast();
  return () => toast({ tone: 'danger', text: errorMessage(i18n, new TypeError('a part of the page did not come')) });
}

type SidePanelsProps = PanelListProps & Pick<ThreadPanelProps, 'renderRow' | 'composer'>;

/**
 * The panel the address names, beside the messages; code and words come when one is opened for the first time.
 * `desk`: the room's; `side`: `useSidePanel()`; `onJump`: leads to a message of the room; `renderRow`, `composer`: of a thread.
 */
export function SidePanels({ renderRow, composer, ...props }: SidePanelsProps) {
  const { side } = props;
  const { panel } = side;
  const tell = useOpeningFailed();
  if (!panel) return null;
  const key = panel.kind === 'thread' ? panel.root : panel.kind;
  const List = panel.kind === 'thread' ? undefined : lists[panel.kind];
  function fail(): void {
    tell();
    void side.close();
  }
  return (
    <PanelBoundary key={key} onFailed={fail}>
      <Suspense fallback={null}>
        <WithTexts of={['panels']} meanwhile={preloadPanels}>
          {panel.kind === 'thread' && <ThreadPanel {...props} {...{ renderRow, composer }} root={panel.root} at={panel.at} />}
          {List && <List {...props} />}
        </WithTexts>
      </Suspense>
    </PanelBoundary>
  );
}
