const maxHrefLength = 2000;
const linkPattern = /^(https?:\/\/|mailto:)[^\s\p{Cc}]+$/iu;

/** Links lead to the web or to an address of mail, never to script or data. */
export function isSafeHref(value: unknown): boolean {
  return typeof value === 'string' && value.length <= maxHrefLength && linkPattern.test(value);
}
