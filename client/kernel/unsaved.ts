/** What is not stored yet, as a sign-out or a closing page must know. */
export type UnsavedKind = 'messages' | 'document';

export interface Unsaved {
  /** Counts as not stored while `isUnsaved()` says so, until the returned function is called. */
  add(kind: UnsavedKind, isUnsaved: () => boolean): () => void;
  /** The kinds of things that would be lost now. */
  kinds(): readonly UnsavedKind[];
}

export function createUnsaved(): Unsaved {
  const sources = new Set<{ kind: UnsavedKind; isUnsaved: () => boolean }>();
  return {
    add(kind, isUnsaved) {
      const source = { kind, isUnsaved };
      sources.add(source);
      return () => {
        sources.delete(source);
      };
    },
    kinds: () => [...new Set([...sources].filter(({ isUnsaved }) => isUnsaved()).map(({ kind }) => kind))],
  };
}
