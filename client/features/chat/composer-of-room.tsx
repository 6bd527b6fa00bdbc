import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Boundary } from './code-boundary.tsx';
import type { RoomComposerProps } from './composer-in-room.tsx';
import styles from './composer-of-room.module.css';

// Messages are read before one is written: its code comes beside them, asked for as soon as a room is.
const load = () => import('./composer-in-room.tsx');
const Composer = lazy(load);
load().catch(() => undefined);

/** Where one writes in a room or in one of its threads; its place is kept until it is here. */
export function RoomComposer(props: RoomComposerProps) {
  return (
    <Boundary failed={<Failed />}>
      <Suspense fallback={<div className={styles.place} />}>
        <Composer {...props} />
      </Suspense>
    </Boundary>
  );
}

function Failed() {
  const { t } = useTranslation('common');
  return <ErrorNote onRetry={() => window.location.reload()}>{t('errors.common.unreachable')}</ErrorNote>;
}
