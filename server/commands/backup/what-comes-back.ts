import type { JsonObject } from '#shared/kernel/json.ts';
import { mailJobKind } from '../../features/accounts/index.ts';
import type { BackupRecord, DocumentRecord } from '../../platform/backup/port.ts';

/** What becomes of a document: kept, changed, or left out. */
type Rule = (document: JsonObject) => JsonObject | undefined;
export type Rules = Readonly<Record<string, Rule>>;

const never: Rule = () => undefined;

/**
 * What no backup holds: it belongs to the moment, or opens something that somebody may have shut since. Applied when
 * a backup is written, and once more when one is read.
 */
export const leftOut: Rules = {
  // A session that was ended must not live again; neither must a link for a new password.
  sessions: never,
  links: never,
  // Counts of wrong passwords, and heartbeats of nodes.
  signInFailures: never,
  nodes: never,
  // Two persons decide about what is now, not about what was.
  approvals: (approval) => (approval['state'] === 'waiting' || approval['state'] === 'approved' ? undefined : approval),
  // The link of the first administrator, while nobody has used it.
  setup: (setup) => (setup['isDone'] === true ? setup : undefined),
  // Letters that wait: most were sent since, and the links in them open nothing after a restore.
  jobs: (job) => (job['kind'] === mailJobKind ? undefined : job),
  // A second factor that was shown and not yet confirmed.
  secondFactors: (factor) => (factor['state'] === 'begun' ? undefined : factor),
};

// The wire takes nine digits: enough for thirty years of seconds.
const epochsBegin = Date.parse('2026-01-01T00:00:00.000Z');

/**
 * An epoch that this document never had. One more than in the backup is not enough: the former hub may have got there
 * too, by an erasure or by an earlier restore, and pages of it would mix their text into this one.
 */
export function newEpoch(before: number, at: Date): number {
  return Math.max(before + 1, Math.floor((at.getTime() - epochsBegin) / 1000));
}

/** What a restored hub holds otherwise than the backup. */
export const onRestore = (at: Date): Rules => ({
  ...leftOut,
  // A recovery code may have been used since: each counts once, so none counts.
  secondFactors: (factor) => leftOut['secondFactors']?.({ ...factor, recoveryHashes: [] }),
  // An invitation may have been withdrawn since.
  invitations: (invitation) => ({ ...invitation, isWithdrawn: true }),
  // Whoever had the lease of a job is gone.
  jobs: (job) => leftOut['jobs']?.(job['state'] === 'running' ? { ...job, state: 'waiting', holder: '', beat: 0 } : job),
  // Pages that hold a later text of a document must not mix it into this one.
  documents: (document) => ({ ...document, epoch: newEpoch(Number(document['epoch'] ?? 0), at) }),
});

function changed(record: DocumentRecord, rule: Rule): DocumentRecord | undefined {
  const before: JsonObject = JSON.parse(record.text);
  const after = rule(before);
  return after && { ...record, text: JSON.stringify(after) };
}

/** The same records, with the rules applied to the documents. */
export async function* applied(pages: AsyncIterable<readonly BackupRecord[]>, rules: Rules): AsyncGenerator<BackupRecord[], void> {
  let rule: Rule | undefined;
  for await (const page of pages) {
    yield page.flatMap((record) => {
      if (record.kind === 'collection') rule = Object.hasOwn(rules, record.name) ? rules[record.name] : undefined;
      if (record.kind !== 'document' || !rule) return [record];
      return changed(record, rule) ?? [];
    });
  }
}
