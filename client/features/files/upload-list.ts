import type { UploadItem } from './upload-item.ts';

/** The files of one message as they are shown, and who looks at them. */
export function createUploadList() {
  const listeners = new Set<() => void>();
  let items: readonly UploadItem[] = [];
  function show(next: readonly UploadItem[]): void {
    items = next;
    for (const listener of [...listeners]) listener();
  }
  return {
    current: (): readonly UploadItem[] => items,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    find: (clientId: string): UploadItem | undefined => items.find((item) => item.clientId === clientId),
    show,
    /** Nothing where it was removed meanwhile. */
    change: (clientId: string, changes: Partial<UploadItem>): void =>
      show(items.map((item) => (item.clientId === clientId ? { ...item, ...changes } : item))),
  };
}
export type UploadList = ReturnType<typeof createUploadList>;
