/** Units of the longest one, two people kissing with their skin tones, and some to spare. */
const maxCodeUnits = 40;

const part = '\\p{Emoji}(?:\\p{Emoji_Modifier}|\\uFE0F)?';
/**
 * What an emoji looks like, for browsers before 2023, which do not know the set itself: a flag, a key, a flag by tags,
 * or pictures joined. It takes some joinings that are none; the hub, which knows the set, has the last word.
 */
const shape = new RegExp(
  `^(?:\\p{Regional_Indicator}{2}|[0-9#*]\\uFE0F\\u20E3|\\u{1F3F4}[\\u{E0061}-\\u{E007A}]{5,6}\\u{E007F}` +
    `|(?![0-9#*]|\\p{Regional_Indicator})(?:\\p{Emoji_Presentation}|\\p{Emoji}(?:\\uFE0F|\\p{Emoji_Modifier}))(?:\\u200D${part})*` +
    `|\\p{Emoji_Presentation}\\p{Emoji_Modifier}(?:\\u200D${part})*)$`,
  'u',
);

function pattern(): RegExp {
  try {
    // Written out it would be a syntax error to the whole file where `v` is not known.
    return new RegExp('^\\p{RGI_Emoji}$', 'v');
  } catch {
    return shape;
  }
}
const one = pattern();

/** Whether a text is exactly one emoji of those recommended for general interchange (UTS 51, RGI), as a reaction is. */
export function isEmoji(text: string): boolean {
  return text.length <= maxCodeUnits && one.test(text);
}

/** As `isEmoji` judges without knowing the set; for its test. */
export function looksLikeEmoji(text: string): boolean {
  return text.length <= maxCodeUnits && shape.test(text);
}

/** 0: none, then from the lightest to the darkest. */
export type SkinTone = 0 | 1 | 2 | 3 | 4 | 5;
const firstModifier = 0x1f3fb;
const handshake = '\u{1F91D}';

/**
 * The emoji with a skin tone on each person in it. Hands between two people keep theirs.
 *
 * @param emoji  one that may have a tone, without one
 */
export function withSkinTone(emoji: string, tone: SkinTone): string {
  if (tone === 0) return emoji;
  const modifier = String.fromCodePoint(firstModifier + tone - 1);
  return emoji
    .split('\u200D')
    .map((person, index) =>
      (index > 0 && person === handshake) || !/^\p{Emoji_Modifier_Base}/u.test(person)
        ? person
        : person.replace(/^(.)\uFE0F?/u, `$1${modifier}`),
    )
    .join('\u200D');
}
