import { blocks as contract, maxBlocks } from '#shared/features/blocks/contract.ts';
import { defineFeature, type Feature } from '../../kernel/feature.ts';
import { blocksCollection, type Blocks } from './registry.ts';

export { createBlocks, type Blocks } from './registry.ts';

export function blocksFeature(blocks: Blocks): Feature<typeof contract> {
  return defineFeature({
    contract,
    service(tools) {
      const records = blocksCollection(tools);
      return {
        async block(ctx, { accountId }) {
          const { userId } = ctx.actor;
          if (accountId === userId) throw ctx.fail('ownAccount');
          if (blocks.hiddenFrom(userId).has(accountId)) return {};
          if (blocks.hiddenFrom(userId).size >= maxBlocks) throw ctx.fail('tooManyBlocks', { max: maxBlocks });
          await blocks.set({ blockerId: userId, blockedId: accountId, at: ctx.now.toISOString() }, true);
          tools.publish('changed', `user:${userId}`, { userId: accountId });
          return {};
        },
        async unblock(ctx, { userId: blockedId }) {
          const { userId } = ctx.actor;
          if (!blocks.hiddenFrom(userId).has(blockedId)) return {};
          await blocks.set({ blockerId: userId, blockedId, at: ctx.now.toISOString() }, false);
          tools.publish('changed', `user:${userId}`, { userId: blockedId });
          return {};
        },
        async listBlocks(ctx) {
          const { items } = await records.find({ match: { blockerId: ctx.actor.userId }, sort: [['at', -1]], limit: maxBlocks });
          return { items: items.map(({ blockedId, at }) => ({ userId: blockedId, at })) };
        },
      };
    },
  });
}
