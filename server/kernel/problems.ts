import { commonError, HubError, toProblem, type Problem } from '#shared/kernel/errors.ts';
import { ContentRefusedError, StorageFullError, StoreUnavailableError } from '../platform/errors.ts';
import { DuplicateError, GuardError } from '../platform/store/port.ts';
import type { Logger } from './logger.ts';

/** What a thrown thing is called before callers. Undefined: a bug, which is logged and told as `common/internal`. */
function known(error: unknown): HubError | undefined {
  if (error instanceof HubError) return error;
  if (error instanceof StorageFullError) return commonError('storageFull');
  if (error instanceof StoreUnavailableError) return commonError('tryLater');
  if (error instanceof ContentRefusedError) return error.reason === 'tooLarge' ? commonError('tooLarge') : commonError('invalidInput');
  // Somebody changed the same thing at the same moment.
  if (error instanceof GuardError || error instanceof DuplicateError) return commonError('conflict');
  return undefined;
}

/** The answer for any thrown thing; never prose, never internals. */
export function problemOf(error: unknown, requestId: string, logger: Logger): Problem {
  const told = known(error);
  if (told) return toProblem(told);
  logger.error({ err: error, requestId }, 'unexpected error');
  return { ...toProblem(commonError('internal')), requestId };
}
