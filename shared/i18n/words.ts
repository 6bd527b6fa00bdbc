/**
 * A word with its marks, joiners and stretching (tatweel); a number with its separators; anything else, each space too,
 * as one sign with the marks on it, emoji whole. Punctuation stands apart in every script.
 */
const wordPattern =
  /\s|\p{N}+(?:[.,:/٫٬]\p{N}+)+|[\p{L}\p{M}\p{N}_\u200c\u200d]+(?:['’][\p{L}\p{M}\p{N}\u200c\u200d]+)*|\p{Extended_Pictographic}(?:\p{EMod}|\ufe0f|\u200d\p{Extended_Pictographic})*|.[\p{M}\ufe0f]*/gsu;

/** Cuts a text into words, spaces and signs; joined again they are the text. */
export function wordsOf(text: string): string[] {
  return text.match(wordPattern) ?? [];
}
