import type { i18n as I18n } from 'i18next';
import { HubError } from '#shared/kernel/errors.ts';

const unknownKey = 'common:errors.common.internal';

/**
 * The sentence for an error, in the language of the page: key `errors.<feature>.<reason>` in the feature's own
 * catalogue. What is not a HubError and fails to reach the server reads "cannot be reached"; an unknown code reads
 * as an internal error.
 */
export function errorMessage(i18n: Pick<I18n, 't' | 'exists'>, error: unknown): string {
  const { key, params } = keyOf(error);
  const known = i18n.exists(key) ? key : unknownKey;
  // Keys are put together from codes on the wire, which the compiler cannot know.
  return i18n.t(known as typeof unknownKey, params);
}

/** What to show beside the sentence so that support can find it; undefined for what needs no support. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof HubError ? error.code : undefined;
}

function keyOf(error: unknown): { key: string; params: Record<string, string | number> } {
  if (error instanceof HubError) {
    const [feature = 'common', reason = 'internal'] = error.code.split('/');
    return { key: `${feature}:errors.${feature}.${reason}`, params: error.params };
  }
  // `fetch` rejects with a TypeError when no answer came at all.
  const reason = error instanceof TypeError ? 'unreachable' : 'internal';
  return { key: `common:errors.common.${reason}`, params: {} };
}
