import * as Y from 'yjs';
import type { RefusalReason } from '#shared/features/documents/contract.ts';
import type { DocumentAwareness } from './awareness.ts';
import type { ClientOwners } from './client-owners.ts';
import type { DocumentMemory } from './document-memory.ts';
import { hasHonestNeighbours } from './neighbours.ts';
import type { Job } from './peer.ts';
import { hasAllowedShape } from './shape.ts';
import { decodeUpdate, hasGap, isHarmless, newClientsOf, type DecodedUpdate } from './update.ts';

/** `nothing`: decided without a change. `catchUp`: judge again once the log's tail was read. `gap`: it refers to what nobody stored. */
export type Verdict = { do: 'apply' | 'nothing' | 'catchUp' | 'gap' } | { do: 'refuse'; reason: RefusalReason };

/** The document as the judge sees it. */
export interface Court {
  memory: DocumentMemory;
  owners: ClientOwners;
  awareness: DocumentAwareness;
}

const refuse = (reason: RefusalReason): Verdict => ({ do: 'refuse', reason });

/** Decodes a job's update once. */
export function decodedOf(job: Job): DecodedUpdate | undefined {
  job.decoded ??= decodeUpdate(job.update) ?? 'undecodable';
  return job.decoded === 'undecodable' ? undefined : job.decoded;
}

function judgeRight({ peer }: Job, update: DecodedUpdate, { memory }: Court): Verdict | undefined {
  const isDamaged = memory.damagedAt !== undefined;
  if (peer.right === 'edit' && !isDamaged) return undefined;
  if (peer.right !== 'none' && isHarmless(update, memory.doc)) return { do: 'nothing' };
  if (peer.right === 'edit') return refuse('damaged');
  return refuse(peer.right === 'archived' ? 'archived' : 'notAllowed');
}

/** The checks in the order of design §5; docs/spec/documents.md DW20–DW29. */
export function judge(job: Job, court: Court): Verdict {
  if (job.refusal) return refuse(job.refusal);
  const update = decodedOf(job);
  if (!update) return refuse('undecodable');
  if (update.isEmpty) return { do: 'nothing' };
  const right = judgeRight(job, update, court);
  if (right) return right;
  const { memory, owners } = court;
  const { doc } = memory;
  const stateOf = (client: number) => Y.getState(doc.store, client);
  const newClients = newClientsOf(update, stateOf);
  // Content that another node stored is not new; so the log is read before anybody is accused.
  for (const client of newClients)
    if (owners.ownerOf(client) !== job.peer.userId) return job.isCaughtUp ? refuse('foreignClientId') : { do: 'catchUp' };
  if (hasGap(update, stateOf)) return { do: job.isCaughtUp ? 'gap' : 'catchUp' };
  if (!hasHonestNeighbours(update, doc)) return refuse('undecodable');
  if (!hasAllowedShape(update, doc, memory.kind)) return refuse('shape');
  // Deleting is how people make room.
  if (newClients.size > 0 && !memory.hasRoom(job.update.byteLength)) return refuse('documentFull');
  return { do: 'apply' };
}

/** Client ids that updates are about to bring, and who claims them; those with content already are in `written`. */
export function claimsOf(jobs: readonly Job[], court: Court): { claims: Map<number, string>; written: Set<number> } {
  const claims = new Map<number, string>();
  const written = new Set<number>();
  const stateOf = (client: number) => Y.getState(court.memory.doc.store, client);
  for (const job of jobs) {
    const update = job.peer.right === 'edit' && !job.refusal ? decodedOf(job) : undefined;
    if (!update) continue;
    for (const client of newClientsOf(update, stateOf)) {
      if (claims.has(client) || court.owners.ownerOf(client) !== undefined) continue;
      const seenWith = court.awareness.userOf(client);
      // Whoever shows a caret under this id may be about to write: nobody else may take it first.
      if (seenWith !== undefined && seenWith !== job.peer.userId) continue;
      if (!job.peer.takeClaim()) break;
      claims.set(client, job.peer.userId);
      if (stateOf(client) > 0) written.add(client);
    }
  }
  return { claims, written };
}
