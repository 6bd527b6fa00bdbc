import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { id, instant, nothing } from '../../kernel/fields.ts';

export const maxBlocks = 200;

/** Not to be reached by somebody. The other person is told nothing; in rooms her words are folded away, and neither sees the other write or be present. */
export const blocks = defineContract({
  name: 'blocks',
  operations: {
    /** Repeating changes nothing. */
    block: {
      http: 'PUT /me/blocks/:accountId',
      on: 'account',
      can: 'account.read',
      limit: { points: 30, perSeconds: 60 },
      input: z.strictObject({ accountId: id }),
      output: nothing,
    },
    /** Also of somebody one cannot see any more. */
    unblock: {
      http: 'DELETE /me/blocks/:userId',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ userId: id }),
      output: nothing,
    },
    listBlocks: {
      http: 'GET /me/blocks',
      socket: true,
      on: 'self',
      can: 'self.read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(z.object({ userId: id, at: instant })) }),
    },
  },
  events: {
    /** To the person's own connections: what is on the page was read before, and is asked for again. */
    changed: z.object({ userId: id }),
  },
  errors: {
    ownAccount: { status: 409 },
    tooManyBlocks: { status: 409 },
  },
});
