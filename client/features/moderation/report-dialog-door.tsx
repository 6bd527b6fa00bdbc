import { lazy, Suspense } from 'react';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import type { ReportDialogProps } from '#client/kernel/reporting.tsx';

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
