import { lazy, Suspense } from 'react';
import type { Message } from '#shared/features/chat/contract.ts';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import { PanelBoundary } from './panel-boundary.tsx';
import type { PanelDesk } from './panel-desk.ts';
import { preloadPanels, useOpeningFailed } from './side-panels.tsx';

const load = () => import('./all-panels.ts');
const HistoryDialog = lazy(() => load().then((panels) => ({ default: panels.HistoryDialog })));
const ReadersDialog = lazy(() => load().then((panels) => ({ default: panels.ReadersDialog })));
const RemoveDialog = lazy(() => load().then((panels) => ({ default: panels.RemoveDialog })));
const PinDialog = lazy(() => load().then((panels) => ({ default: panels.PinDialog })));

/** What is asked about one message. */
export type AskedOfMessage =
  | { kind: 'remove'; message: Message }
  | { kind: 'pin'; message: Message }
  | { kind: 'history'; seq: number }
  | { kind: 'readers'; seq: number };

interface MessageDialogsProps {
  desk: PanelDesk;
  asked: AskedOfMessage | undefined;
  onClose: () => void;
}

/** The dialog about one message; code and words come when one is opened for the first time. */
export function MessageDialogs({ desk, asked, onClose }: MessageDialogsProps) {
  const tell = useOpeningFailed();
  if (!asked) return null;
  function fail(): void {
    tell();
    onClose();
  }
  return (
    <PanelBoundary key={asked.kind} onFailed={fail}>
      <Suspense fallback={null}>
        <WithTexts of={['panels']} meanwhile={preloadPanels}>
          {asked.kind === 'history' && <HistoryDialog {...{ desk, onClose }} seq={asked.seq} />}
          {asked.kind === 'readers' && <ReadersDialog {...{ desk, onClose }} seq={asked.seq} />}
          {asked.kind === 'remove' && <RemoveDialog {...{ desk, onClose }} message={asked.message} />}
          {asked.kind === 'pin' && <PinDialog {...{ desk, onClose }} message={asked.message} />}
        </WithTexts>
      </Suspense>
    </PanelBoundary>
  );
}
