import type * as z from 'zod/mini';
import type { whoMayWrite } from '#shared/features/direct/contract.ts';
import type { Ports } from '../../kernel/feature.ts';
import type { Scalar } from '../../platform/store/port.ts';
import { hashToken } from '../../platform/ids/ids.ts';

export type ConversationRecord = {
  /** Of the room, too. Follows from the two people, so that there is one. */
  id: string;
  memberIds: string[];
  state: 'requested' | 'open' | 'declined';
  requestedBy: string;
  requestedAt: string;
  answeredAt?: string;
};
export type DirectSettingsRecord = { id: string; whoMayWrite: z.output<typeof whoMayWrite> };

export const conversationId = (one: string, other: string) => `d${hashToken(`direct ${[one, other].sort().join(' ')}`).slice(0, 31)}`;
/** One person writes with so many at most, as far as her rights are loaded. */
export const maxConversations = 1000;

/** The only file that knows how conversations are stored. */
export function directRepository({ store }: Pick<Ports, 'store'>) {
  const conversations = store.collection<ConversationRecord>('conversations', {
    schemaVersion: 1,
    indexes: [
      ['memberIds', 'requestedAt'],
      ['requestedBy', 'requestedAt'],
      ['requestedBy', 'answeredAt'],
    ],
  });
  const settings = store.collection<DirectSettingsRecord>('directSettings', { schemaVersion: 1 });
  return {
    conversations,
    settings,
    commit: store.commit.bind(store),
    of: (userId: string, limit: number, after?: (Scalar | null)[]) =>
      conversations.find({ match: { memberIds: userId }, sort: [['requestedAt', -1]], limit, ...(after && { after }) }),
    countRequests: (requestedBy: string, since: string) => conversations.count({ requestedBy, requestedAt: { gt: since } }),
    declined: async (requestedBy: string, since: string, limit: number) =>
      (
        await conversations.find({
          match: { requestedBy, state: 'declined', answeredAt: { gt: since } },
          sort: [['answeredAt', -1]],
          limit,
        })
      ).items,
  };
}
export type DirectRepository = ReturnType<typeof directRepository>;
