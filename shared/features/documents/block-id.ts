const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
const length = 16;

/** A new stable block id of 16 characters [a-z0-9]; unlikely enough to meet another in a whole family of adaptations. */
export function newBlockId(): string {
  const random = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(random, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
