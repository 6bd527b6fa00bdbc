import type { Json } from '#shared/kernel/json.ts';
import { ContentRefusedError } from './errors.ts';

/** Levels of nesting. MongoDB ends at 100, and recursion anywhere must end long before the stack. */
export const maxDepth = 64;
/** Bytes of one entry or document. MongoDB ends at 16 MiB with its own overhead in it. */
export const maxContentBytes = 15 * 1024 * 1024;

function check(value: unknown, depth: number): void {
  if (value === null || typeof value !== 'object') return;
  if (depth > maxDepth) throw new ContentRefusedError('tooDeep', `more than ${maxDepth} levels`);
  if (Array.isArray(value)) {
    for (const item of value) check(item, depth + 1);
    return;
  }
  for (const key of Object.keys(value)) {
    if (key.includes('\u0000')) throw new ContentRefusedError('badName', 'a field name with a NUL');
    check(Reflect.get(value, key), depth + 1);
  }
}

// Lone surrogates: JSON keeps them escaped, BSON replaces them; replaced on both, so that both stores give back the same.
const loneSurrogate = /\\ud[89a-f][0-9a-f]{2}/;
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

/**
 * The JSON text of a value, as both stores keep it: undefined fields drop out, lone surrogates become U+FFFD.
 *
 * @throws ContentRefusedError when too deep, too large or not JSON
 */
export function toText(value: Json): string {
  check(value, 1);
  let text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new ContentRefusedError('notJson', 'no JSON value');
  if (loneSurrogate.test(text)) text = JSON.stringify(value, wellFormed);
  if (text.length > maxContentBytes || (text.length > maxContentBytes / 3 && Buffer.byteLength(text) > maxContentBytes)) {
    throw new ContentRefusedError('tooLarge', `more than ${maxContentBytes} bytes`);
  }
  return text;
}

/** Keys and ids are compared byte by byte on both stores, so they bear neither NUL nor half a character. */
export function checkKey(value: unknown, what: string): asserts value is string {
  if (typeof value !== 'string' || value === '' || value.length > 1024 || value.includes('\u0000') || !value.isWellFormed()) {
    throw new ContentRefusedError('badValue', `${what} must be a text of 1 to 1024 well-formed characters`);
  }
}
