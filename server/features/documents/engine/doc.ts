import * as Y from 'yjs';

/** A document that holds exactly what it is given: Yjs would tidy formatting on its own, and so be ahead of the log. */
export function newDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.on('afterTransaction', (transaction) => {
    transaction._needFormattingCleanup = false;
  });
  return doc;
}

/** Something was applied that refers to what is not there. */
export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}
