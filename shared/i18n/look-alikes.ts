/**
 * Characters that look like others, for the skeleton of a name. A small part of Unicode UTS 39 `confusables.txt`
 * (Latin, Cyrillic, Greek capitals, Arabic letters and digits), chosen for names in the hub's languages. It finds
 * the common imitation, not every possible one: a clash is shown to a moderator, it proves nothing by itself.
 */
const pairs: readonly string[] = [
  // Cyrillic → Latin, lower case: the skeleton is case-folded and freed of marks first
  'аa вb еe кk мm нh оo рp сc тt уy хx ѕs іl јj һh ԁd ԛq ԝw ӏl ьb қk ңh үy ұy өo ҳx',
  // Greek → Latin
  'αa βb εe ιl κk νv οo ρp τt υu χx',
  // Latin letters that are one shape in capitals or in small ones, or carry a stroke
  'il ıl łl øo đd ħh ŧt ɡg',
  // Letters of Persian, Urdu, Kurdish and the like → the Arabic letter of the same shape somewhere in a word
  'کك گك یي ىي ېي ےي ۓي ہه ھه ۀه ةه ۃه ەه ٱا',
  // Digits of three systems, and letters they imitate
  '٠0 ١1 ٢2 ٣3 ٤4 ٥5 ٦6 ٧7 ٨8 ٩9 ۰0 ۱1 ۲2 ۳3 ۴4 ۵5 ۶6 ۷7 ۸8 ۹9 0o 1l |l',
  // Apostrophes, as in "Dilnoza Oʻ.", and dashes with the Arabic tatweel
  "ʻ' ʼ' ‘' ’' `' ´' ʹ' ʿ' ʾ' ‐- ‑- ‒- –- —- −- ـ-",
];

/** One character → what it looks like; applied twice, since ٠ becomes 0 and 0 becomes o. */
export const lookAlikes: ReadonlyMap<string, string> = new Map(
  pairs
    .join(' ')
    .split(' ')
    .map((pair): [string, string] => {
      const [from = '', to = from] = [...pair];
      return [from, to];
    }),
);

/** Letters that look like two others. */
export const lookAlikeSequences: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['vv', 'w'],
];

/** Names nobody may take, compared by skeleton: the hub's own voice, its roles, and the bodies it serves. */
export const reservedNames: readonly string[] = [
  'admin',
  'administrator',
  'moderator',
  'moderation',
  'system',
  'support',
  'security',
  'root',
  'hub',
  'multaqa',
  'interpol',
  'osce',
  'unodc',
  'united nations',
  'مشرف',
  'مشرفة',
  'المشرف',
  'المشرفة',
  'فريق الإشراف',
  'الإشراف',
  'النظام',
  'الدعم',
  'الإدارة',
  'ملتقى',
  'الإنتربول',
  'إنتربول',
  'administrateur',
  'administratrice',
  'modérateur',
  'modératrice',
  'modération',
  'système',
  'система',
  'администратор',
  'модератор',
  'поддержка',
  'интерпол',
  'обсе',
  'administradora',
  'administrador',
  'moderadora',
  'moderador',
  'moderación',
  'sistema',
  'soporte',
];
