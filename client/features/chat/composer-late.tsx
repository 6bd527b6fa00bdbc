import { lazy, Suspense, type ReactNode } from 'react';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import { Boundary } from './code-boundary.tsx';

// Beside the field and its send button nothing is needed to write: it comes after the first load of a room.
const load = () => import('./composing-parts.ts');
const loadPoll = () => import('./poll-dialog.tsx');

export const FormatBar = lazy(async () => ({ default: (await load()).FormatBar }));
export const ModeBar = lazy(async () => ({ default: (await load()).ModeBar }));
export const MoreTools = lazy(async () => ({ default: (await load()).MoreTools }));
export const ReachDialog = lazy(async () => ({ default: (await load()).ReachDialog }));
export const StepNote = lazy(async () => ({ default: (await load()).StepNote }));
export const PauseNote = lazy(async () => ({ default: (await load()).PauseNote }));
export const TypingLine = lazy(async () => ({ default: (await load()).TypingLine }));
export const PollDialog = lazy(loadPoll);

const preload = (): void => void load().catch(() => undefined);

/** A part of the composer that comes late, with its words. `failed` stands in its place where it cannot be had. */
export function Late({ failed = null, children }: { failed?: ReactNode; children: ReactNode }) {
  return (
    <Boundary failed={failed}>
      <Suspense fallback={null}>
        <WithTexts of={['composing']} meanwhile={preload}>
          {children}
        </WithTexts>
      </Suspense>
    </Boundary>
  );
}
