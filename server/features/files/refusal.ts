import type { files } from '#shared/features/files/contract.ts';
import type { ErrorReason } from '#shared/kernel/contract.ts';
import type { ErrorParams, HubError } from '#shared/kernel/errors.ts';
import type { Context } from '../../kernel/feature.ts';

/** What was brought is not taken, for good. */
export class FileRefused extends Error {
  override name = 'FileRefused';
  readonly reason: ErrorReason<typeof files>;
  readonly params: ErrorParams;
  constructor(reason: ErrorReason<typeof files>, params: ErrorParams = {}, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
    this.params = params;
  }
}

/** A refusal as it was stored: told again in the same words whenever somebody asks. */
export function refusalOf(ctx: Context<typeof files>, { reason, params }: { reason: string; params: ErrorParams }): HubError {
  return ctx.fail(reason as ErrorReason<typeof files>, params);
}
