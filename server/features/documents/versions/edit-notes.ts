import type { Clock } from '../../../platform/clock/port.ts';
import { newId } from '../../../platform/ids/ids.ts';
import type { Jobs } from '../../../platform/jobs/port.ts';
import { DuplicateError, GuardError, type Store, type WriteOp } from '../../../platform/store/port.ts';
import { versionTimes } from './bounds.ts';

/** What is to be in the next automatic version of a document, and a number that every version stored raises. */
export type HistoryRecord = {
  id: string;
  /** A version is stored only if this did not move since the state was read: so none is made of a state older than an erasure. */
  revision: string;
  /** Who edited since the last version, also who only deleted. */
  editors: string[];
  /** When the first edit after the last version was noted; absent when there was none. */
  windowFrom?: string;
};

/** One job for a document and a time of activity, on whatever node it is asked for. */
export const versionJobKind = 'documents.version';
const maxTries = 8;
const maxEditors = 500;

export interface EditNotes {
  /** Notes that these people edited, and sees to it that a version is made of it. */
  noteEdit(documentId: string, userIds: ReadonlySet<string>): Promise<void>;
  read(documentId: string): Promise<HistoryRecord | undefined>;
  /** Whoever else changed the record since `before` makes the commit fail. `close` ends the time of activity. */
  advance(documentId: string, before: HistoryRecord | undefined, change: { close: boolean }): WriteOp;
}

export function editNotes({ store, jobs, clock }: { store: Store; jobs: Jobs; clock: Clock }): EditNotes {
  const histories = store.collection<HistoryRecord>('documentHistories', { schemaVersion: 1 });

  function write(before: HistoryRecord | undefined, after: HistoryRecord): WriteOp {
    return before ? histories.replace(after, { revision: before.revision }) : histories.insert(after);
  }

  async function askForVersion(documentId: string, windowFrom: string): Promise<void> {
    await jobs.schedule({
      id: `version ${documentId} ${windowFrom}`,
      kind: versionJobKind,
      dueAt: new Date(Date.parse(windowFrom) + versionTimes.activityMs).toISOString(),
      data: { documentId },
    });
  }

  return {
    async noteEdit(documentId, userIds) {
      for (let attempt = 1; ; attempt += 1) {
        const before = await histories.get(documentId);
        const windowFrom = before?.windowFrom ?? clock.now().toISOString();
        // First: a job without a note does nothing, a note without a job would wait for the next edit.
        await askForVersion(documentId, windowFrom);
        const editors = [...new Set([...(before?.editors ?? []), ...userIds])].slice(0, maxEditors);
        if (before?.windowFrom !== undefined && editors.length === before.editors.length) return;
        try {
          return await store.commit([write(before, { id: documentId, revision: newId(clock.now()), editors, windowFrom })]);
        } catch (error) {
          if (!(error instanceof GuardError || error instanceof DuplicateError) || attempt >= maxTries) throw error;
        }
      }
    },
    read: (documentId) => histories.get(documentId),
    advance(documentId, before, { close }) {
      const revision = newId(clock.now());
      const isOpen = !close && before?.windowFrom !== undefined;
      return write(before, {
        id: documentId,
        revision,
        editors: isOpen ? before.editors : [],
        ...(isOpen && { windowFrom: before.windowFrom }),
      });
    },
  };
}
