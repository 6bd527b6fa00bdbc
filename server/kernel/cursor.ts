import { commonError } from '#shared/kernel/errors.ts';
import type { Scalar } from '../platform/store/port.ts';
import { hmac, isSameSecret } from '../platform/ids/ids.ts';

const signatureLength = 16;

/** Opaque cursors: where a list goes on, tied to the list and its filter. An altered cursor, or one of another list, is refused. */
export interface Cursors {
  encode(list: string, after: readonly (Scalar | null)[] | undefined): string | undefined;
  /** @throws common/invalidInput */
  decode(list: string, cursor: string | undefined): (Scalar | null)[] | undefined;
}

export function createCursors(secret: string): Cursors {
  const sign = (list: string, body: string) => hmac(secret, 'cursor', list, body).slice(0, signatureLength);
  const refused = () => commonError('invalidInput', { field: 'cursor' });

  return {
    encode(list, after) {
      if (after === undefined) return undefined;
      const body = Buffer.from(JSON.stringify(after)).toString('base64url');
      return `${sign(list, body)}${body}`;
    },
    decode(list, cursor) {
      if (cursor === undefined) return undefined;
      const body = cursor.slice(signatureLength);
      if (!isSameSecret(cursor.slice(0, signatureLength), sign(list, body))) throw refused();
      const after: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
      if (!Array.isArray(after)) throw refused();
      return after as (Scalar | null)[];
    },
  };
}
