import type { Collection, Match, Stored } from './port.ts';

/** The writers of a collection: they only describe; `store.commit` writes. The same on both stores. */
export function typedWriters<T extends Stored>(
  collection: string,
): Pick<Collection<T>, 'insert' | 'replace' | 'put' | 'increment' | 'delete'> {
  const when = (guard?: Match): { if?: Match } => (guard === undefined ? {} : { if: guard });
  return {
    insert: (doc) => ({ kind: 'insert', collection, doc }),
    replace: (doc, guard) => ({ kind: 'replace', collection, doc, ...when(guard) }),
    put: (doc) => ({ kind: 'put', collection, doc }),
    increment: (id, field, by) => ({ kind: 'increment', collection, id, field, by }),
    delete: (id, guard) => ({ kind: 'delete', collection, id, ...when(guard) }),
  };
}
