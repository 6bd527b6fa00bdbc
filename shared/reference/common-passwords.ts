// Words that people build long passwords from, in the hub's languages and on its keyboards. Put together for this hub from
// the habits that breach studies report (a word, a name or a keyboard run, then digits and a sign); copied from no list.
const words: readonly string[] = (
  'password passwort passw0rd motdepasse contrasena contraseña contrasenya parol пароль passphrase secret secreto geheim welcome bienvenue bienvenido ' +
  'admin administrator administrateur administrador user username login letmein access changeme default master superman batman starwars football basketball ' +
  'baseball hockey soccer princess dragon monkey shadow sunshine michael jennifer jessica daniel ashley charlie thomas jordan hunter killer freedom computer ' +
  'internet samsung iphone google facebook whatsapp telegram instagram windows microsoft linux office server network system security police policeman ' +
  'policewoman polizei policia politsiya полиция officer interpol ministry interior academy training trainer border customs champion champions equality ' +
  'gender multaqa hub iloveyou jetaime teamo lovely forever family mother father mama papa mohamed mohammed muhammad ahmed ahmad mahmoud mustafa ' +
  'ibrahim youssef yousef hassan hussein khaled fatima fatma aisha aicha mariam maryam salma amina layla leila omar karim tarek tariq rashid ' +
  'bismillah alhamdulillah inshallah mashallah allahakbar subhanallah algeria algerie egypt jordan lebanon liban morocco maroc palestine tunisia tunisie ' +
  'kazakhstan kyrgyzstan tajikistan turkmenistan uzbekistan cairo amman beirut rabat tunis algiers alger jerusalem ramallah astana almaty bishkek ' +
  'dushanbe ashgabat tashkent moscow moskva paris lyon london madrid barcelona realmadrid juventus liverpool arsenal chelsea privet lyubov nikita ' +
  'natasha tatiana svetlana aigul aiman dilnoza aleksandr vladimir rossiya россия привет любовь наташа админ hello bonjour salut hola salam marhaba ' +
  'habibi habibti test testing tester demo example sample temporary temporal provisoire january february march april june july august september october ' +
  'november december janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre spring summer autumn winter monday friday sunday ' +
  'السلام السلامعليكم عليكم مرحبا كلمةالمرور كلمةالسر بسمالله الحمدلله محمد احمد فاطمة الشرطة شرطة حبيبي الجزائر مصر تونس المغرب الاردن لبنان فلسطين'
).split(' ');

/** Rows of keyboards, forwards; runs along them need no thought. */
const runs: readonly string[] = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyzabcdefghijklm',
  'qwertyuiopasdfghjklzxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'qwertzuiopasdfghjklyxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'qawsedrftgyhujikolp',
  'zaqxswcdevfrbgtnhymju',
  'йцукенгшщзхъфывапролджэячсмитьбю',
  'абвгдеёжзийклмнопрстуфхцчшщъыьэюя',
  'ضصثقفغعهخحجدشسيبلاتنمكطئءؤرلاىةوزظ',
  'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
  '!@#$%^&*()_+',
  '147258369',
  '159753',
];

const substitutes: ReadonlyMap<string, string> = new Map(
  ['0o', '1l', '3e', '4a', '5s', '7t', '8b', '@a', '$s', '!i', '€e'].map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);

const spread = (text: string) => [...text];
const reversed = (text: string) => spread(text).reverse().join('');
const known: ReadonlySet<string> = new Set(words.map(plain));
const longestWord = Math.max(...words.map((word) => word.length));
const walks: readonly string[] = runs.flatMap((run) => [run, reversed(run)]);

/** Case, separators and the usual substitutes (p@ssw0rd) taken off. */
function plain(text: string): string {
  return spread(text.normalize('NFKC').toLowerCase())
    .map((character) => substitutes.get(character) ?? character)
    .join('')
    .replace(/[^\p{L}]/gu, '');
}

/** The whole is made of at most four pieces out of a few: "passwordpassword", "iloveyou mohamed". */
function isMadeOfWords(text: string, piecesLeft: number): boolean {
  if (text === '') return true;
  if (piecesLeft === 0) return false;
  for (let length = Math.min(text.length, longestWord); length >= 2; length--) {
    if (known.has(text.slice(0, length)) && isMadeOfWords(text.slice(length), piecesLeft - 1)) return true;
  }
  return false;
}

/** One unit again and again, as in "abcabcabcabc", or hardly any variety, as in "aaaaaaaaaaab". */
function isRepetition(text: string): boolean {
  const characters = spread(text);
  if (new Set(characters).size <= 3) return true;
  for (let unit = 1; unit <= Math.min(6, characters.length / 2); unit++) {
    if (characters.every((character, index) => character === characters[index % unit])) return true;
  }
  return false;
}

/** Taken apart into keyboard or alphabet runs of four and more, nothing else but up to three characters. */
function isWalk(text: string): boolean {
  let rest = text;
  let strays = 0;
  while (rest !== '') {
    const run = longestRun(rest);
    if (run < 4) strays += 1;
    if (strays > 3) return false;
    rest = rest.slice(Math.max(run, 1));
  }
  return true;
}
function longestRun(text: string): number {
  for (let length = Math.min(text.length, 40); length >= 4; length--) {
    if (walks.some((walk) => walk.includes(text.slice(0, length)))) return length;
  }
  return 0;
}

/** Nothing but digits and the signs of a date or telephone number: few, and found first. */
const numberOnly = /^[\d\s./+()-]+$/;
/** What may stand before and after words without making them less common: digits, signs, a year. */
const trimmings = /^[\p{N}\p{P}\p{S}\s]{0,8}|[\p{N}\p{P}\p{S}\s]{0,8}$/gu;

/**
 * Whether a password of twelve and more characters is among those guessed first: common words with digits and signs
 * around them or between them, in usual disguises; keyboard runs; repetitions; numbers. The set behind these rules has
 * hundreds of thousands of members; `commonPasswordSamples` names some thousands of them.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  if (numberOnly.test(text) || isRepetition(text) || isWalk(text)) return true;
  const core = text.replace(trimmings, '');
  return [core.replace(/[\p{N}\p{P}\p{S}\s]/gu, ''), plain(core), plain(text)].some(
    (letters) => letters !== '' && isMadeOfWords(letters, 4),
  );
}

const endings = ['123', '1234', '12345', '123456', '1', '!', '123!', '@123', '2023', '2024', '2025', '2026', '2026!', '#1', '007', '111'];

/** Members of the set by name, at least twelve code points each: for the test, and for whoever wants to see. */
export function commonPasswordSamples(): string[] {
  const samples = new Set<string>();
  const add = (text: string) => {
    if (spread(text).length >= 12) samples.add(text);
  };
  for (const word of words) {
    const capital = word.charAt(0).toUpperCase() + word.slice(1);
    for (const ending of endings) for (const start of [word, capital, `${word}${word}`, `${capital}.${word}`]) add(start + ending);
  }
  for (const run of walks) for (let at = 0; at + 12 <= run.length; at++) for (const length of [12, 13, 14]) add(run.slice(at, at + length));
  return [...samples];
}
