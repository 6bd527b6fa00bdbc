/** What is not stored yet, as a sign-out or a closing page must know. */
export type UnsavedKind = 'messages' | 'document';

export interface Unsaved {
  /**
   * Counts as not stored while `isUnsaved()` says so, until the returned function is called. `isLostOnClose`, where it
   * differs: whether it is not even kept on this device.
   */
  add(kind: UnsavedKind, isUnsaved: () => boolean, isLostOnClose?: () => boolean): () => void;
  /** The kinds of things that would be lost now. */
  kinds(): readonly UnsavedKind[];
  /** Whether closing the page would lose a document's words. */
  isLostOnClose(): boolean;
}

export function createUnsaved(): Unsaved {
  const sources = new Set<{ kind: UnsavedKind; isUnsaved: () => boolean; isLostOnClose: () => boolean }>();
  return {
    add(kind, isUnsaved, isLostOnClose = isUnsaved) {
      const source = { kind, isUnsaved, isLostOnClose };
      sources.add(source);
      return () => {
        sources.delete(source);
      };
    },
    // Messages wait in the drafts for the next visit.
    isLostOnClose: () => [...sources].some(({ kind, isLostOnClose }) => kind === 'document' && isLostOnClose()),
    kinds: () => [...new Set([...sources].filter(({ isUnsaved }) => isUnsaved()).map(({ kind }) => kind))],
  };
}
