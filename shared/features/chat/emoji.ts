// Written as a string: the flag is not known to older parsers, which would refuse the whole file.
const oneEmoji = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** Exactly one emoji of the recommended set: no letters, no digits, no two of them. */
export function isEmoji(text: string): boolean {
  return text.length <= 40 && oneEmoji.test(text);
}
