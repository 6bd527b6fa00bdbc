import { Component, type ReactNode } from 'react';

interface PanelBoundaryProps {
  /** Code or words of what was opened could not be fetched, or it failed. */
  onFailed: () => void;
  children: ReactNode;
}

/** What opens beside the messages takes only itself down: the room stays. Give it a key for each thing opened. */
export class PanelBoundary extends Component<PanelBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };
  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }
  override componentDidCatch(): void {
    this.props.onFailed();
  }
  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}
