import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { id, instant, nothing } from '../../kernel/fields.ts';

export const Health = z.object({
  nodes: z.int(),
  startedAt: instant,
  version: z.string(),
  store: z.enum(['embedded', 'mongo']),
  bus: z.enum(['memory', 'redis']),
  isBusConnected: z.boolean(),
  /** Bytes; null where the file system does not tell. */
  diskFreeBytes: z.nullable(z.int()),
  diskTotalBytes: z.nullable(z.int()),
  isDiskNearlyFull: z.boolean(),
  sockets: z.int(),
  documentConnections: z.int(),
  openDocuments: z.int(),
  mailKind: z.enum(['smtp', 'mailbox']),
  isMailHanded: z.boolean(),
  backup: z.object({
    /** When the last good backup was made, and its size in bytes; null: none yet. */
    lastGoodAt: z.nullable(instant),
    fileBytes: z.int(),
    /** When the last attempt failed, if it did. */
    failedAt: z.nullable(instant),
  }),
});

export const admin = defineContract({
  name: 'admin',
  operations: {
    getHealth: { http: 'GET /admin/health', on: 'hub', can: 'hub.readHealth', input: z.strictObject({}), output: Health },
    listMailFailures: {
      http: 'GET /admin/mail-failures',
      on: 'hub',
      can: 'hub.readHealth',
      input: z.strictObject({}),
      output: z.object({
        items: z.array(z.object({ id: z.string(), to: z.string(), subject: z.string(), error: z.string(), failedAt: instant })),
      }),
    },
    retryMail: {
      http: 'POST /admin/mail-failures/:letterId',
      on: 'hub',
      can: 'hub.readHealth',
      input: z.strictObject({ letterId: id }),
      output: nothing,
    },
  },
  events: {},
  errors: { unknownLetter: { status: 404 } },
});
