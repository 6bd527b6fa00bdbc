import type { spaces } from '#shared/features/spaces/contract.ts';
import type { Context } from '../../kernel/feature.ts';
import { hashToken } from '../../platform/ids/ids.ts';
import { DuplicateError, type WriteOp } from '../../platform/store/port.ts';
import type { SpacesRepository } from './repository.ts';

/** Ids of what a client creates follow from its clientId, so creating again makes nothing new. */
export const idFrom = (ctx: Context<typeof spaces>, clientId: string) => hashToken(`${ctx.actor.userId} ${clientId}`).slice(0, 32);

/** What stands under the id already is the same thing, made by the same client a moment ago. */
export async function insertOnce(repository: SpacesRepository, ops: readonly WriteOp[]): Promise<void> {
  try {
    await repository.commit(ops);
  } catch (error) {
    if (!(error instanceof DuplicateError)) throw error;
  }
}
