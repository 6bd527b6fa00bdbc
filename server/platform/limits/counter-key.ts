import { createHash } from 'node:crypto';
import type { Allowance } from './port.ts';

/** Keys may hold e-mail addresses or network addresses: neither memory nor Redis keeps them in clear. */
export function counterKey(key: string, { points, perSeconds }: Allowance): string {
  const hash = createHash('sha256').update(key).digest('base64url').slice(0, 22);
  return `${points}/${perSeconds}/${hash}`;
}
