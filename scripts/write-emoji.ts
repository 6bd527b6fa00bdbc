// Writes shared/reference/emoji/*.json: which emoji the picker offers, and their names and words in five languages.
// Not part of a build: the packages it reads are 160 MB, what it writes is kept in the repository.
//   npm pack unicode-emoji-json@0.9.0 cldr-annotations-full@48.2.0 cldr-annotations-derived-full@48.2.0
//   each unpacked into a folder of its name, then: npx tsx scripts/write-emoji.ts <folder of the three>
import fs from 'node:fs';
import path from 'node:path';
import { interfaceLanguages, type InterfaceLanguage } from '#shared/i18n/languages.ts';
import { foldForSearch } from '#shared/i18n/search-text.ts';
import { inRoot } from './setup/paths.mjs';

type Annotations = Record<string, { default?: string[]; tts?: string[] }>;
interface EmojiFacts {
  group: string;
  emoji_version: string;
  skin_tone_support: boolean;
}

const source = process.argv[2];
if (source === undefined) throw new Error('npx tsx scripts/write-emoji.ts <folder of the unpacked packages>');
/** Phones of 2021 draw these; a newer emoji would be an empty box to many readers. */
const newestVersion = 13.1;
/** Words beside the name that an emoji is found by. People look for faces, hands and feasts by many, for a tram by its name. */
const maxWords = { ofFeelings: 16, ofThings: 4 };
const feelings = new Set(['Smileys & Emotion', 'Activities']);
/** The hands come before the persons. */
const firstPerson = '👶';
const folder = inRoot('shared', 'reference', 'emoji');

/** Where the common name is a man's and the sign is anybody's. */
const ownNames: Partial<Record<InterfaceLanguage, Record<string, string>>> = {
  ar: { '👮': 'من أفراد الشرطة', '🕵️': 'من أفراد التحقيق', '💂': 'من أفراد الحراسة' },
};

const read = (...parts: string[]) => JSON.parse(fs.readFileSync(path.join(source, ...parts), 'utf8'));
function write(name: string, groups: readonly (readonly string[])[]): void {
  // A line for each group: a change of one name is not a change of the whole file.
  fs.writeFileSync(path.join(folder, `${name}.json`), `[\n${groups.map((group) => `  ${JSON.stringify(group)}`).join(',\n')}\n]\n`);
}
const bare = (emoji: string): string => emoji.replaceAll('\uFE0F', '');
/** A flag of a country is two regional indicators. Its name is that of the country, which every browser knows. */
const isCountry = (emoji: string): boolean => /^\p{RI}{2}$/u.test(emoji);
const wordsOf = (text: string): string[] => text.toLowerCase().split(/[\s:,،«»"“”()!]+/);

function annotationsOf(language: string): Annotations {
  return {
    ...read('cldr-annotations-derived-full', 'annotationsDerived', language, 'annotations.json').annotationsDerived.annotations,
    ...read('cldr-annotations-full', 'annotations', language, 'annotations.json').annotations.annotations,
  };
}

/** The same sign without its sex: a policewoman is found by the words for the police. */
const withoutSex = (emoji: string): string =>
  emoji.replace(/\u200D[♀♂]\uFE0F?/u, '').replace(/^[\u{1F468}\u{1F469}](?=\u200D)/u, '\u{1F9D1}');

/** `name|word word`: words that no word of the name begins with, as the search compares them. */
function nameAndWords(
  annotations: Annotations,
  emoji: string,
  { language, maximum }: { language: InterfaceLanguage; maximum: number },
): string {
  const entry = annotations[bare(emoji)] ?? annotations[emoji];
  const general = withoutSex(emoji) === emoji ? undefined : annotations[bare(withoutSex(emoji))];
  const name = ownNames[language]?.[emoji] ?? entry?.tts?.[0];
  if (name === undefined) throw new Error(`${emoji} has no name in ${language}`);
  const known = wordsOf(name).map(foldForSearch);
  const words: string[] = [];
  for (const word of [...(general?.tts ?? []), ...(entry?.default ?? [])].flatMap(wordsOf)) {
    const folded = foldForSearch(word);
    if (folded.length < 2 || known.some((other) => other.startsWith(folded))) continue;
    known.push(folded);
    words.push(word);
  }
  return [name, words.slice(0, maximum).join(' ')].filter(Boolean).join('|');
}

/** Insults are not offered. */
const left = new Set(['\u{1F595}']);

const all: Record<string, EmojiFacts> = read('unicode-emoji-json', 'data-by-emoji.json');
const order = Object.keys(all);
const isFeeling = (emoji: string, { group }: EmojiFacts): boolean =>
  feelings.has(group) || (group === 'People & Body' && order.indexOf(emoji) < order.indexOf(firstPerson));
const kept = Object.entries(all).filter(([emoji, facts]) => Number(facts.emoji_version) <= newestVersion && !left.has(emoji));
const groups = [...new Set(kept.map(([, { group }]) => group))].map((name) => kept.filter(([, { group }]) => group === name));

// A plus: it may have a skin tone.
write(
  'list',
  groups.map((group) => group.map(([emoji, facts]) => (facts.skin_tone_support ? `${emoji}+` : emoji))),
);
for (const language of interfaceLanguages) {
  const annotations = annotationsOf(language);
  write(
    language,
    groups.map((group) =>
      group.map(([emoji, facts]) =>
        isCountry(emoji)
          ? ''
          : nameAndWords(annotations, emoji, { language, maximum: isFeeling(emoji, facts) ? maxWords.ofFeelings : maxWords.ofThings }),
      ),
    ),
  );
}
