import { lazy, Suspense } from 'react';

export { ReportDialog } from './report-dialog-door.tsx';

const LazyNotices = lazy(() => import('./own-notices.tsx'));

/** Decisions about one's own messages, where one lands. They come after the page: most people never have any. */
export function ModerationNotices() {
  return (
    <Suspense fallback={null}>
      <LazyNotices />
    </Suspense>
  );
}
