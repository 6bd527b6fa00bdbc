import { direct } from '#shared/features/direct/contract.ts';
import { defineFeature, type Apartness, type Ports } from '../../kernel/feature.ts';
import { conversationId, directRepository, maxConversations, type ConversationRecord } from './repository.ts';
import { directService } from './service.ts';

export type { ConversationRecord } from './repository.ts';

/** Whether the conversation is there for this person: who declined a request does not see it any more. */
const isThereFor = ({ state, requestedBy }: ConversationRecord, userId: string) => state !== 'declined' || requestedBy === userId;

export const directFeature = defineFeature({
  contract: direct,
  service: directService,
  resources: {
    async room(ports, id) {
      const conversation = await directRepository(ports).conversations.get(id);
      return conversation && { id, isDirect: true, isRestricted: true };
    },
  },
  async actor(ports, userId) {
    return { rooms: new Set((await conversationsOf(ports, userId)).map(({ id }) => id)) };
  },
});

/** The conversations somebody may read. */
export async function conversationsOf(ports: Ports, userId: string): Promise<ConversationRecord[]> {
  const { items } = await directRepository(ports).of(userId, maxConversations);
  return items.filter((conversation) => isThereFor(conversation, userId));
}

export type DirectRefusal = 'requestWaiting' | 'answerFirst' | 'conversationClosed';

/**
 * Why somebody may not write in a conversation now. `isFirst`: nothing was said in it yet.
 *
 * @returns undefined when she may
 */
export async function directRefusal(
  tools: Ports & { apartness: Apartness },
  roomId: string,
  writer: { userId: string; isFirst: boolean },
): Promise<DirectRefusal | undefined> {
  const conversation = await directRepository(tools).conversations.get(roomId);
  const [one = '', other = ''] = conversation?.memberIds ?? [];
  if (!conversation || tools.apartness.areApart(one, other)) return 'conversationClosed';
  if (conversation.state === 'open') return undefined;
  if (conversation.requestedBy !== writer.userId) return 'answerFirst';
  return writer.isFirst ? undefined : 'requestWaiting';
}

/** Both write in it; until then it is a request. */
export async function isAccepted(ports: Ports, roomId: string): Promise<boolean> {
  return (await directRepository(ports).conversations.get(roomId))?.state === 'open';
}

/** For the demo world: a conversation as it stands, unless there is one. Answers the id of its room. */
export async function putConversation(
  ports: Ports,
  { from, to, isOpen, at }: { from: string; to: string; isOpen: boolean; at: string },
): Promise<string> {
  const repository = directRepository(ports);
  const id = conversationId(from, to);
  const memberIds = [from, to].sort();
  const record: ConversationRecord = { id, memberIds, state: isOpen ? 'open' : 'requested', requestedBy: from, requestedAt: at };
  if (!(await repository.conversations.get(id))) await repository.commit([repository.conversations.put(record)]);
  return id;
}
