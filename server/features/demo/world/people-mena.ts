import type { DemoPerson } from './types.ts';

const gregorian = { calendar: 'gregory' } as const;
const maghreb = { digits: 'latn', ...gregorian } as const;
const mashriq = { digits: 'arab', ...gregorian } as const;

/** Officers of the seven partner countries of the Middle East and North Africa. */
export const peopleOfMena: readonly DemoPerson[] = [
  // DZ
  { key: 'salma', displayName: 'سلمى ب.', latinName: 'Salma B.', rank: 'ملازم أول', post: 'مكلَّفة بالتدريب', country: 'DZ', institutionId: 'demo-academy-dz', language: 'ar', languages: ['ar', 'fr'], functions: ['training', 'investigation'], addressForm: 'feminine', ...maghreb, timeZone: 'Africa/Algiers' },
  { key: 'murad', displayName: 'مراد ط.', latinName: 'Mourad T.', rank: 'عميد', post: 'مدير الدراسات', country: 'DZ', institutionId: 'demo-academy-dz', language: 'ar', languages: ['ar', 'fr'], functions: ['training'], addressForm: 'masculine', ...maghreb, timeZone: 'Africa/Algiers', countryRoles: [{ country: 'DZ', role: 'focalPoint' }] },
  // Sixty code points: the longest name a profile takes must wrap on a small phone.
  { key: 'fatima', displayName: 'فاطمة الزهراء نور الهدى خديجة أم كلثوم بنت أبي عبد القادر م.', latinName: 'Fatima Zohra M.', rank: 'مفتش رئيسي', post: 'محقِّقة', country: 'DZ', institutionId: 'demo-ncb-dz', language: 'ar', languages: ['ar', 'fr'], functions: ['nationalCentralBureau', 'humanTrafficking'], addressForm: 'feminine', ...maghreb, timeZone: 'Africa/Algiers' },
  // EG
  { key: 'noha', displayName: 'نهى ر.', latinName: 'Noha R.', rank: 'رائد', post: 'رئيسة قسم المناهج', country: 'EG', institutionId: 'demo-academy-eg', language: 'ar', languages: ['ar', 'en'], functions: ['training', 'projectManagement'], addressForm: 'feminine', ...mashriq, timeZone: 'Africa/Cairo' },
  { key: 'tareq', displayName: 'طارق ع.', latinName: 'Tarek A.', rank: 'مقدم', post: 'مدرِّب معتمد', country: 'EG', institutionId: 'demo-academy-eg', language: 'ar', languages: ['ar', 'en'], functions: ['training', 'borderManagement'], addressForm: 'masculine', ...mashriq, timeZone: 'Africa/Cairo' },
  { key: 'shaimaa', displayName: 'شيماء ح.', latinName: 'Shaimaa H.', rank: 'نقيب', post: 'محلِّلة', country: 'EG', institutionId: 'demo-academy-eg', language: 'ar', languages: ['ar', 'en'], functions: ['criminalIntelligenceAnalysis'], addressForm: 'feminine', ...mashriq, timeZone: 'Africa/Cairo' },
  // JO
  { key: 'karim', displayName: 'كريم ح.', latinName: 'Karim H.', rank: 'رائد', post: 'منسِّق الشراكات', country: 'JO', institutionId: 'demo-academy-jo', language: 'ar', languages: ['ar', 'en'], functions: ['training', 'projectManagement'], addressForm: 'masculine', digits: 'arab', calendar: 'islamic-umalqura', timeZone: 'Asia/Amman', countryRoles: [{ country: 'JO', role: 'focalPoint' }] },
  { key: 'rania', displayName: 'رانيا ف.', latinName: 'Rania F.', rank: 'نقيب', post: 'ضابطة حدود', country: 'JO', institutionId: 'demo-border-jo', language: 'ar', languages: ['ar', 'en'], functions: ['borderManagement', 'migrantSmuggling'], addressForm: 'feminine', digits: 'arab', calendar: 'islamic-umalqura', timeZone: 'Asia/Amman' },
  // LB
  { key: 'reem', displayName: 'ريم خ.', latinName: 'Reem K.', rank: 'نقيب', post: 'مدرِّبة', country: 'LB', institutionId: 'demo-academy-lb', language: 'ar', languages: ['ar', 'fr', 'en'], functions: ['training', 'investigation'], addressForm: 'feminine', ...mashriq, timeZone: 'Asia/Beirut' },
  { key: 'georges', displayName: 'Georges A.', rank: 'capitaine', post: 'formateur, enquêtes en sources ouvertes', country: 'LB', institutionId: 'demo-academy-lb', language: 'fr', languages: ['fr', 'ar', 'en'], functions: ['openSourceInvestigation', 'training'], addressForm: 'masculine', digits: 'latn', calendar: 'gregory', timeZone: 'Asia/Beirut' },
  // MA
  { key: 'yasmine', displayName: 'Yasmine T.', rank: 'inspectrice', post: 'formatrice', country: 'MA', institutionId: 'demo-police-ma', language: 'fr', languages: ['fr', 'ar'], functions: ['training', 'migrantSmuggling'], addressForm: 'feminine', ...maghreb, timeZone: 'Africa/Casablanca' },
  { key: 'iman', displayName: 'إيمان ز.', latinName: 'Imane Z.', rank: 'عميد شرطة', post: 'رئيسة مصلحة التكوين', country: 'MA', institutionId: 'demo-academy-ma', language: 'ar', languages: ['ar', 'fr'], functions: ['training', 'projectManagement'], addressForm: 'feminine', ...maghreb, timeZone: 'Africa/Casablanca', countryRoles: [{ country: 'MA', role: 'focalPoint' }] },
  { key: 'youssef', displayName: 'يوسف ل.', latinName: 'Youssef L.', rank: 'ضابط شرطة', post: 'مكوِّن', country: 'MA', institutionId: 'demo-academy-ma', language: 'ar', languages: ['ar', 'fr', 'es'], functions: ['training', 'biometrics'], addressForm: 'masculine', digits: 'latn', calendar: 'islamic-umalqura', timeZone: 'Africa/Casablanca' },
  // PS
  { key: 'hala', displayName: 'هالة س.', latinName: 'Hala S.', rank: 'رائد', post: 'مديرة وحدة حماية الأسرة', country: 'PS', institutionId: 'demo-academy-ps', language: 'ar', languages: ['ar', 'en'], functions: ['investigation', 'training'], addressForm: 'feminine', ...mashriq, timeZone: 'Asia/Hebron' },
  { key: 'majd', displayName: 'مجد ن.', latinName: 'Majd N.', post: 'تنسيق التدريب', country: 'PS', institutionId: 'demo-academy-ps', language: 'ar', languages: ['ar', 'en'], functions: ['training'], addressForm: 'unspecified', digits: 'latn', calendar: 'gregory', timeZone: 'Asia/Hebron' },
  // TN
  { key: 'leila', displayName: 'Leïla M.', rank: 'commissaire', post: 'cheffe de la formation continue', country: 'TN', institutionId: 'demo-academy-tn', language: 'fr', languages: ['fr', 'ar', 'en'], functions: ['training', 'projectManagement'], addressForm: 'feminine', ...maghreb, timeZone: 'Africa/Tunis' },
  { key: 'anis', displayName: 'أنيس ج.', latinName: 'Anis J.', rank: 'ملازم أول', post: 'ضابط اتصال', country: 'TN', institutionId: 'demo-ncb-tn', language: 'ar', languages: ['ar', 'fr'], functions: ['nationalCentralBureau'], addressForm: 'masculine', ...maghreb, timeZone: 'Africa/Tunis', countryRoles: [{ country: 'TN', role: 'ncbAdmin' }] },
  { key: 'nadia', displayName: 'نادية ق.', latinName: 'Nadia K.', rank: 'محافظ شرطة', post: 'مكلَّفة بالبرامج', country: 'TN', institutionId: 'demo-academy-tn', language: 'ar', languages: ['ar', 'fr'], functions: ['training', 'humanTrafficking'], addressForm: 'unspecified', ...maghreb, timeZone: 'Africa/Tunis' },
];
