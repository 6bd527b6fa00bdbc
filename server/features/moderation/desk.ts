import type { moderation } from '#shared/features/moderation/contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Tools } from '../../kernel/feature.ts';
import { DuplicateError, GuardError } from '../../platform/store/port.ts';
import { presentPersons } from '../people/index.ts';
import { managersOf, roomById } from '../spaces/index.ts';
import { moderationRepository, type ReportedRecord } from './repository.ts';

type Moderation = typeof moderation;

/** What only the composition root knows. */
export interface ModerationWorld {
  /** Ids of the hub's safety officers, at most 100. */
  officers(tools: Tools<Moderation>): Promise<readonly string[]>;
}
/** Several people work on one queue: whoever was second looks again, so often at most. */
const maxTries = 5;

/** What the parts of the feature share. */
export function createDesk(tools: Tools<Moderation>, world: ModerationWorld) {
  const repository = moderationRepository(tools);

  /** Who may decide in the space itself. */
  async function eligibleIn(spaceId: string | undefined, partyIds: readonly string[]): Promise<string[]> {
    if (spaceId === undefined) return [];
    return (await managersOf(tools, spaceId)).filter((userId) => !partyIds.includes(userId));
  }

  return {
    tools,
    repository,
    eligibleIn,
    /** Runs again when somebody else wrote what it read. @throws common/conflict */
    async contested<T>(work: () => Promise<T>): Promise<T> {
      for (let attempt = 0; attempt < maxTries; attempt++) {
        try {
          return await work();
        } catch (error) {
          if (!(error instanceof GuardError || error instanceof DuplicateError)) throw error;
        }
      }
      throw commonError('conflict');
    },
    /** To those who may decide, one by one: whoever else is in the space learns nothing. */
    async tellQueue({ spaceId, partyIds }: Pick<ReportedRecord, 'spaceId' | 'partyIds'>): Promise<void> {
      const officers = (await world.officers(tools)).filter((userId) => !partyIds.includes(userId));
      const told = new Set([...(await eligibleIn(spaceId, partyIds)), ...officers]);
      for (const userId of told) tools.publish('reportsChanged', `user:${userId}`, { ...(spaceId !== undefined && { spaceId }) });
    },
    /** Names by id; unknown people have none. */
    async names(userIds: readonly string[]) {
      const people = await presentPersons(tools, [...new Set(userIds)].slice(0, 1000));
      return (userId: string) => people.get(userId)?.displayName;
    },
    async roomNames(roomIds: readonly string[]): Promise<(roomId: string) => string> {
      const rooms = await Promise.all([...new Set(roomIds)].map((roomId) => roomById(tools, roomId)));
      const names = new Map(rooms.flatMap((room) => (room ? [[room.id, room.name] as const] : [])));
      return (roomId) => names.get(roomId) ?? '';
    },
  };
}
export type Desk = ReturnType<typeof createDesk>;
