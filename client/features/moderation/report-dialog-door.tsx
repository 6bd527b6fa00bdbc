import { lazy, Suspense } from 'react';
import type { Direction } from '#shared/i18n/languages.ts';
import { WithTexts } from '#client/kernel/i18n-react.tsx';

export interface ReportDialogProps {
  roomId: string;
  seq: number;
  /** The beginning of the message, so that it is clear which one is meant. */
  excerpt?: { text: string; direction: Direction } | undefined;
  open: boolean;
  onClose: () => void;
}

const loadDialog = () => import('./report-dialog.tsx');
const LazyDialog = lazy(loadDialog);

/** "Report to moderators", for the menu of a message; code and words come when it is opened for the first time. */
export function ReportDialog(props: ReportDialogProps) {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <WithTexts of={['moderation']} meanwhile={() => void loadDialog().catch(() => undefined)}>
        <LazyDialog {...props} />
      </WithTexts>
    </Suspense>
  );
}
