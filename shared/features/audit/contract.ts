import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { instant, wholeNumber } from '../../kernel/fields.ts';

export const AuditEntry = z.object({
  seq: z.int(),
  at: instant,
  actorId: z.string(),
  operation: z.string(),
  scopeId: z.string(),
  fields: z.record(z.string(), z.string()),
  /** SHA-256 of this entry and of the one before. */
  hash: z.string(),
});
export type AuditEntry = z.output<typeof AuditEntry>;

export const audit = defineContract({
  name: 'audit',
  operations: {
    listEntries: {
      http: 'GET /audit',
      on: 'hub',
      can: 'hub.readAudit',
      input: z.strictObject({ after: z.optional(wholeNumber(0, 2 ** 52)), limit: z._default(wholeNumber(1, 200), 100) }),
      output: z.object({ items: z.array(AuditEntry), head: z.int() }),
    },
    /** Number and hash of the newest entry: noted elsewhere, it proves later that nothing was cut off. */
    getHead: {
      http: 'GET /audit/head',
      on: 'hub',
      can: 'hub.readAuditHead',
      input: z.strictObject({}),
      output: z.object({ seq: z.int(), hash: z.string() }),
    },
    verify: {
      http: 'GET /audit/verification',
      on: 'hub',
      can: 'hub.readAudit',
      input: z.strictObject({}),
      output: z.object({ isIntact: z.boolean(), checked: z.int(), firstBroken: z.nullable(z.int()), at: instant }),
      limit: { points: 10, perSeconds: 60 },
    },
  },
  events: {},
  errors: {},
});
