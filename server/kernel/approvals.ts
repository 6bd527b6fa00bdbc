import { createHash } from 'node:crypto';
import { canonicalJson, type Json, type JsonObject } from '#shared/kernel/json.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Store } from '../platform/store/port.ts';

/** A request of the two-person rule. The arguments are kept so that the second person decides about exactly them. */
export type Approval = {
  id: string;
  operation: string;
  argumentsHash: string;
  arguments: JsonObject;
  requestedBy: string;
  requestedAt: string;
  expiresAt: string;
  state: 'waiting' | 'approved' | 'refused' | 'done';
  decidedBy?: string;
};

export interface Approvals {
  /** Waiting requests, newest first. */
  waiting(now: Date): Promise<Approval[]>;
  get(id: string): Promise<Approval | undefined>;
  /** Records the decision of another person; approving lets the requester call again with the same arguments. */
  decide(id: string, decidedBy: string, decision: 'approve' | 'refuse'): Promise<Approval>;
  /**
   * Passes once when a second person approved exactly this; otherwise records the request and throws
   * `common/awaitingApproval` with the id of the approval.
   */
  require(request: { operation: string; arguments: Json; requestedBy: string; now: Date; newId: () => string }): Promise<void>;
}

const validHours = 72;

export const argumentsHash = (operation: string, value: Json) =>
  createHash('sha256')
    .update(`${operation}\n${canonicalJson(value)}`)
    .digest('hex');

export function createApprovals(store: Store): Approvals {
  const approvals = store.collection<Approval>('approvals', {
    schemaVersion: 1,
    indexes: [
      ['state', 'requestedAt'],
      ['argumentsHash', 'requestedBy', 'state'],
    ],
  });

  return {
    async waiting(now) {
      const { items } = await approvals.find({
        match: { state: 'waiting', expiresAt: { gt: now.toISOString() } },
        sort: [['requestedAt', -1]],
        limit: 100,
      });
      return items;
    },
    get: (id) => approvals.get(id),
    async decide(id, decidedBy, decision) {
      const approval = await approvals.get(id);
      if (!approval) throw commonError('notFound');
      const decided: Approval = { ...approval, state: decision === 'approve' ? 'approved' : 'refused', decidedBy };
      await store.commit([approvals.replace(decided, { state: 'waiting' })]);
      return decided;
    },
    async require({ operation, arguments: value, requestedBy, now, newId }) {
      const hash = argumentsHash(operation, value);
      const asked = { argumentsHash: hash, requestedBy, expiresAt: { gt: now.toISOString() } };
      const approved = await approvals.findOne({ ...asked, state: 'approved' });
      if (approved) {
        // Guarded: two calls at once must not both use one approval.
        await store.commit([approvals.replace({ ...approved, state: 'done' }, { state: 'approved' })]);
        return;
      }
      const waiting = await approvals.findOne({ ...asked, state: 'waiting' });
      if (waiting) throw commonError('awaitingApproval', { approvalId: waiting.id });
      const approval: Approval = {
        id: newId(),
        operation,
        argumentsHash: hash,
        arguments: JSON.parse(canonicalJson(value)) as JsonObject,
        requestedBy,
        requestedAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + validHours * 3_600_000).toISOString(),
        state: 'waiting',
      };
      await store.commit([approvals.insert(approval)]);
      throw commonError('awaitingApproval', { approvalId: approval.id });
    },
  };
}
