import { expect, test } from 'vitest';
import { contracts } from '#shared/features/contracts.ts';
import { interfaceLanguages, type InterfaceLanguage } from '#shared/i18n/languages.ts';
import { commonErrors } from '#shared/kernel/errors.ts';
import { linesWith, projectFiles, readProjectFile } from '../support/sources.ts';

/**
 * Words with which one reports a crime to the police, which our readers are: telling moderators is another thing.
 * Arabic «تنبيه الإشراف», English "tell the moderators", and so on (docs/glossary.md).
 */
const crimeReport = {
  ar: /(?<!\p{L})(?:و|ف|ب|ل)?(?:ال|لل)?بلاغ(?:ات|ك|ه)?(?!\p{L})|الإبلاغ عن/u,
  en: /\breport (this |the |a )?(message|content|post|person|member)|\bcomplaint\b/i,
  fr: /signalement|plainte/i,
  ru: /заявлени[еяю]|жалоб/i,
  es: /denuncia/i,
} satisfies Record<InterfaceLanguage, RegExp>;

/** A masculine imperative or a masculine default where the reader's form of address is not asked for. */
const masculine =
  /(?:^|[^\p{L}])(?:قم ب|(?:يجب عليك|عزيزي|اكتب|أدخل|أدخِل|اضغط|انقر|اختر|احفظ|أرسل|حاول|تأكّد|سجّل|استخدم|حدّد|أكّد|راجع|تحقّق|غيّر|انتظر|ابدأ|أنشئ|أضف|احذف|افتح|أغلق|اطلب|انضم|جرّب|اسحب)(?=[\s.،:؛]|$))/u;

interface Tree {
  [key: string]: string | Tree;
}
type Text = [key: string, text: string];

function textsOf(file: string): Text[] {
  const tree: Tree = JSON.parse(readProjectFile(file));
  const flatten = (node: Tree, prefix: string): Text[] =>
    Object.entries(node).flatMap(([key, value]): Text[] =>
      typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
    );
  return flatten(tree, '');
}

const catalogues = (language: string): string[] => projectFiles([`shared/i18n/${language}`], /\.json$/);

test.each(interfaceLanguages)('%s: no word of a report to the police', (language) => {
  const pattern = crimeReport[language];
  const found = catalogues(language).flatMap((file) =>
    textsOf(file)
      .filter(([, text]) => pattern.test(text))
      .map(([key, text]) => `${file} ${key}: ${text}`),
  );
  expect(found).toEqual([]);
});

test('Arabic speaks to women and men: no bare masculine imperative', () => {
  const found = catalogues('ar').flatMap((file) =>
    textsOf(file)
      // In a `select` on the form of address the imperative is what the person chose.
      .filter(([, text]) => !text.includes('{address,') && masculine.test(text))
      .map(([key, text]) => `${file} ${key}: ${text}`),
  );
  expect(found).toEqual([]);
  expect(['اكتب رسالة', 'يُرجى: أدخل الاسم', 'قم بالحفظ'].filter((text) => !masculine.test(text))).toEqual([]);
  expect(['إرسال', 'كتابة رسالة', 'مراجعة الدرس', 'مكتب القاهرة'].filter((text) => masculine.test(text))).toEqual([]);
});

test('what Arabic is written in the code, and not in a catalogue, keeps to the same words', () => {
  // What fictional officers say in the demo is talk, not the interface.
  const files = projectFiles(['server', 'client', 'shared/features'], /\.(ts|tsx|html)$/).filter(
    (file) => !/\.test\.tsx?$|\/demo\//.test(file),
  );
  expect(linesWith(files, crimeReport.ar)).toEqual([]);
  expect(['تقديم بلاغ', 'بلاغات', 'البلاغ'].filter((text) => !crimeReport.ar.test(text))).toEqual([]);
  expect(['إبلاغ فريق الإدارة', 'بلاغة', 'تنبيه الإشراف'].filter((text) => crimeReport.ar.test(text))).toEqual([]);
});

/** Every error a caller may see, as `<feature>/<reason>`. */
const codes = [
  ...Object.keys(commonErrors).map((reason) => `common/${reason}`),
  ...contracts.flatMap(({ name, errors }) => Object.keys(errors).map((reason) => `${name}/${reason}`)),
];

test.each(interfaceLanguages)('%s: every error has a sentence', (language) => {
  const known = new Map(
    catalogues(language).map((file) => [file.slice(file.lastIndexOf('/') + 1, -'.json'.length), new Map(textsOf(file))]),
  );
  const missing = codes.filter((code) => {
    const [feature = '', reason = ''] = code.split('/');
    return !known.get(feature)?.get(`errors.${feature}.${reason}`);
  });
  expect(missing).toEqual([]);
});
