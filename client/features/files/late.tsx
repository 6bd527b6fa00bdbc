import { Component, Suspense, type ReactNode } from 'react';
import { WithTexts } from '#client/kernel/i18n-react.tsx';

interface LateProps {
  /** In its place until it is here. */
  waiting: ReactNode;
  /** In its place when its code or texts cannot be had; until the page is loaded anew. */
  failed: ReactNode;
  /** Fetches the code while the texts are fetched. */
  load: () => Promise<unknown>;
  children: ReactNode;
}

class Boundary extends Component<{ failed: ReactNode; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };
  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }
  override render(): ReactNode {
    return this.state.hasFailed ? this.props.failed : this.props.children;
  }
}

/** A part of a page whose code and texts come after the first load: words are read before pictures are looked at. */
export function Late({ waiting, failed, load, children }: LateProps) {
  return (
    <Boundary failed={failed}>
      <Suspense fallback={waiting}>
        <WithTexts of={['files']} meanwhile={() => void load().catch(() => undefined)}>
          {children}
        </WithTexts>
      </Suspense>
    </Boundary>
  );
}
