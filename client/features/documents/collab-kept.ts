import { DocumentCard } from '#shared/features/documents/card.ts';
import {
  asPromise,
  copyFacts,
  copyName,
  copyStores,
  deleteCopy,
  holdsText,
  listCopies,
  openCopy,
  type CopyName,
  type Databases,
} from '#client/kernel/device-copies.ts';
import { acquire, type Locks } from './collab-locks.ts';

/** Documents kept on one device for one person, besides those with text that waits. */
export const maxKept = 50;

async function readFact(databases: Databases, name: string, key: string): Promise<unknown> {
  const db = await openCopy(databases, name);
  if (!db) return undefined;
  try {
    return await asPromise<unknown>(db.transaction(copyStores.facts).objectStore(copyStores.facts).get(key));
  } finally {
    db.close();
  }
}

/** The card of a document as it was when it was last opened here; undefined when it is not kept. Never rejects. */
export async function readKeptCard(databases: Databases, userId: string, documentId: string): Promise<DocumentCard | undefined> {
  try {
    const copies = (await listCopies(databases))
      .filter((copy) => copy.userId === userId && copy.documentId === documentId)
      .sort((a, b) => b.epoch - a.epoch || a.slot - b.slot);
    for (const copy of copies) {
      const read = DocumentCard.safeParse(await readFact(databases, copyName(copy), copyFacts.card));
      if (read.success) return read.data;
    }
  } catch {
    // Not readable is not kept.
  }
  return undefined;
}

/** Forgets the documents opened longest ago, never one that is open or has text that waits. */
export async function pruneKept(databases: Databases, locks: Locks, userId: string): Promise<void> {
  const byDocument = new Map<string, CopyName[]>();
  for (const copy of await listCopies(databases)) {
    if (copy.userId === userId) byDocument.set(copy.documentId, [...(byDocument.get(copy.documentId) ?? []), copy]);
  }
  if (byDocument.size <= maxKept) return;
  const aged = await Promise.all(
    [...byDocument.values()].map(async (copies) => {
      const times = await Promise.all(copies.map((copy) => readFact(databases, copyName(copy), copyFacts.openedAt)));
      return { copies, openedAt: Math.max(0, ...times.filter((time) => typeof time === 'number')) };
    }),
  );
  const oldest = aged.sort((a, b) => a.openedAt - b.openedAt).slice(0, byDocument.size - maxKept);
  for (const name of oldest.flatMap(({ copies }) => copies.map(copyName))) {
    const release = await acquire(locks, name);
    if (!release) continue;
    if (!(await holdsText(databases, name))) await deleteCopy(databases, name);
    release();
  }
}
