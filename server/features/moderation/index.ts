import { moderation } from '#shared/features/moderation/contract.ts';
import { defineFeature, type Feature } from '../../kernel/feature.ts';
import { decidingPart } from './deciding.ts';
import { createDesk, type ModerationWorld } from './desk.ts';
import { queuePart } from './queue.ts';
import { reportingPart } from './reporting.ts';
import { moderationRepository } from './repository.ts';

export type { ModerationWorld } from './desk.ts';

/** Reports to moderators, their queue and decisions. Owns the resource `report`. */
export function moderationFeature(world: ModerationWorld): Feature<typeof moderation> {
  return defineFeature({
    contract: moderation,
    service(tools) {
      const desk = createDesk(tools, world);
      const { detail, ...queue } = queuePart(desk);
      return { ...reportingPart(desk), ...queue, ...decidingPart(desk, detail) };
    },
    resources: {
      async report(ports, id) {
        const item = await moderationRepository(ports).reported.get(id);
        return item && { id, partyIds: item.partyIds, ...(item.spaceId !== undefined && { spaceId: item.spaceId }) };
      },
    },
  });
}
