import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { cursor, id, instant, limit, page } from '../../kernel/fields.ts';

export const requestsPerDay = 5;
/** Declined so often within a week, one asks nobody for as long. */
export const maxDeclines = 3;
export const pauseDays = 7;

export const whoMayWrite = z.enum(['nobody', 'space', 'all']);

/** Two people writing to each other alone, as one of them sees it. Its messages are those of the room of the same id. */
export const Conversation = z.object({
  roomId: id,
  /** The other person. */
  userId: id,
  /** `requested`: asked for and not yet accepted; who asked learns of no refusal. */
  state: z.enum(['requested', 'open', 'declined']),
  /** The caller asked for it. */
  isMine: z.boolean(),
  since: instant,
});
export type Conversation = z.output<typeof Conversation>;

export const direct = defineContract({
  name: 'direct',
  operations: {
    /** The conversation with somebody: the one there is, or a request for one. */
    openConversation: {
      http: 'POST /people/:accountId/conversation',
      on: 'account',
      can: 'account.read',
      input: z.strictObject({ accountId: id }),
      output: Conversation,
    },
    /** The caller's, the newest first. */
    listConversations: {
      http: 'GET /me/conversations',
      socket: true,
      on: 'self',
      can: 'self.read',
      input: z.strictObject({ limit, cursor: z.optional(cursor) }),
      output: page(Conversation),
    },
    /** By the one who was asked. */
    answerRequest: {
      http: 'POST /rooms/:roomId/answer',
      on: 'room',
      can: 'room.read',
      input: z.strictObject({ roomId: id, decision: z.enum(['accept', 'decline']) }),
      output: Conversation,
    },
    getSettings: {
      http: 'GET /me/direct-settings',
      on: 'self',
      can: 'self.read',
      input: z.strictObject({}),
      output: z.object({ whoMayWrite }),
    },
    updateSettings: {
      http: 'PATCH /me/direct-settings',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ whoMayWrite }),
      output: z.object({ whoMayWrite }),
    },
  },
  events: {
    /** To both: a conversation was asked for or accepted. */
    changed: z.object({ roomId: id }),
  },
  errors: {
    notAvailable: { status: 403 },
    ownAccount: { status: 409 },
    tooManyRequests: { status: 429 },
    requestsPaused: { status: 429 },
    alreadyAnswered: { status: 409 },
    notAConversation: { status: 404 },
  },
});
