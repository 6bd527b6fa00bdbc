import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '#shared/kernel/json.ts';
import { HeadMovedError, type Entry, type Log } from '../platform/log/port.ts';
import type { Clock } from '../platform/clock/port.ts';

export const auditStream = 'audit';
const maxTries = 50;

export interface AuditRecord {
  actorId: string;
  /** `<feature>.<operation>`. */
  operation: string;
  /** Id of what it was done to. */
  scopeId: string;
  /** The input fields the contract names; never message or document text. */
  fields: JsonObject;
}

export interface Verification {
  isIntact: boolean;
  checked: number;
  firstBroken: number | null;
}

/** Append-only chain: each entry carries the hash of the one before, so an edit, deletion, swap or insertion shows. */
export interface Audit {
  record(entry: AuditRecord): Promise<void>;
  read(after: number, limit: number): Promise<Entry[]>;
  head(): Promise<{ seq: number; hash: string }>;
  /** Recomputes the whole chain. A cut tail shows only against a head noted elsewhere. */
  verify(): Promise<Verification>;
}

export const genesisHash = '0'.repeat(64);

/** SHA-256 over the former hash and everything the entry says. */
export function auditHash(previous: string, entry: { seq: number; at: string; actor: string; data: JsonObject }): string {
  const { hash: _own, ...content } = entry.data;
  return createHash('sha256')
    .update(canonicalJson({ previous, seq: entry.seq, at: entry.at, actor: entry.actor, content }))
    .digest('hex');
}

const hashOf = (entry: Entry | undefined) => (typeof entry?.data['hash'] === 'string' ? entry.data['hash'] : undefined);

export function createAudit({ log, clock }: { log: Log; clock: Clock }): Audit {
  // Entries of this node go one after another: each needs the hash of the one before.
  let queue: Promise<void> = Promise.resolve();
  let last: { seq: number; hash: string } | undefined;

  async function readHead(): Promise<{ seq: number; hash: string }> {
    const [newest] = await log.readBack(auditStream, undefined, 1);
    return { seq: newest?.seq ?? 0, hash: hashOf(newest) ?? genesisHash };
  }

  async function append(record: AuditRecord): Promise<void> {
    for (let attempt = 0; attempt < maxTries; attempt++) {
      const head = last ?? (await readHead());
      const at = clock.now().toISOString();
      const content = { operation: record.operation, scopeId: record.scopeId, fields: record.fields };
      const hash = auditHash(head.hash, { seq: head.seq + 1, at, actor: record.actorId, data: content });
      try {
        await log.append(auditStream, [{ type: 'audit.entry', at, actor: record.actorId, data: { ...content, hash } }], head.seq);
        last = { seq: head.seq + 1, hash };
        return;
      } catch (error) {
        last = undefined;
        if (!(error instanceof HeadMovedError)) throw error;
      }
    }
    throw new Error('the audit chain could not be extended: too many writers');
  }

  return {
    record(entry) {
      const done = queue.then(() => append(entry));
      queue = done.catch(() => undefined);
      return done;
    },
    read: (after, limit) => log.read(auditStream, after, limit),
    head: readHead,
    async verify() {
      let previous = genesisHash;
      let checked = 0;
      for (;;) {
        const entries = await log.read(auditStream, checked, 500);
        if (entries.length === 0) return { isIntact: true, checked, firstBroken: null };
        for (const entry of entries) {
          if (entry.seq !== checked + 1 || hashOf(entry) !== auditHash(previous, entry))
            return { isIntact: false, checked, firstBroken: checked + 1 };
          previous = hashOf(entry) ?? genesisHash;
          checked = entry.seq;
        }
      }
    },
  };
}
