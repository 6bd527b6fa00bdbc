import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  /** In place of what could not be fetched, until the page is loaded anew. */
  failed: ReactNode;
  children: ReactNode;
}

/** Keeps a part whose code did not come from taking the page with it. */
export class Boundary extends Component<BoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };
  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }
  override render(): ReactNode {
    return this.state.hasFailed ? this.props.failed : this.props.children;
  }
}
