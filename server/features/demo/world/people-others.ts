import type { DemoPerson } from './types.ts';

const western = { digits: 'latn', calendar: 'gregory' } as const;
const almaty = { ...western, timeZone: 'Asia/Almaty' } as const;

/** Officers of the five countries of Central Asia. */
export const peopleOfCentralAsia: readonly DemoPerson[] = [
  { key: 'aygul', displayName: 'Айгүл Н.', latinName: 'Aigul N.', rank: 'майор', post: 'национальный тренер', country: 'KZ', institutionId: 'demo-academy-kz', language: 'ru', languages: ['kk', 'ru', 'en'], functions: ['training', 'biometrics'], addressForm: 'feminine', ...almaty },
  { key: 'dauren', displayName: 'Дәурен С.', latinName: 'Dauren S.', rank: 'подполковник', post: 'начальник кафедры', country: 'KZ', institutionId: 'demo-academy-kz', language: 'ru', languages: ['kk', 'ru'], functions: ['criminalIntelligenceAnalysis', 'training'], addressForm: 'masculine', ...almaty, countryRoles: [{ country: 'KZ', role: 'focalPoint' }] },
  { key: 'quanysh', displayName: 'Қуаныш Б.', latinName: 'Kuanysh B.', rank: 'капитан', post: 'аналитик', country: 'KZ', institutionId: 'demo-border-kz', language: 'ru', languages: ['kk', 'ru'], functions: ['borderManagement', 'criminalIntelligenceAnalysis'], addressForm: 'masculine', ...almaty },
  { key: 'ayzada', displayName: 'Айзада Т.', latinName: 'Aizada T.', rank: 'майор', post: 'преподаватель', country: 'KG', institutionId: 'demo-academy-kg', language: 'ru', languages: ['ky', 'ru', 'en'], functions: ['training', 'humanTrafficking'], addressForm: 'feminine', ...western, timeZone: 'Asia/Bishkek' },
  { key: 'nurlan', displayName: 'Нурлан Ж.', latinName: 'Nurlan J.', rank: 'старший лейтенант', post: 'национальный тренер', country: 'KG', institutionId: 'demo-academy-kg', language: 'ru', languages: ['ky', 'ru'], functions: ['cybercrime', 'training'], addressForm: 'unspecified', ...western, timeZone: 'Asia/Bishkek' },
  { key: 'farzona', displayName: 'Фарзона Р.', latinName: 'Farzona R.', rank: 'капитан', post: 'национальный тренер', country: 'TJ', institutionId: 'demo-academy-tj', language: 'ru', languages: ['tg', 'ru'], functions: ['training', 'migrantSmuggling'], addressForm: 'feminine', ...western, timeZone: 'Asia/Dushanbe' },
  { key: 'jamshed', displayName: 'Ҷамшед Қ.', latinName: 'Jamshed Q.', rank: 'майор', post: 'старший преподаватель', country: 'TJ', institutionId: 'demo-academy-tj', language: 'ru', languages: ['tg', 'ru', 'uz-Latn'], functions: ['training', 'investigation'], addressForm: 'masculine', ...western, timeZone: 'Asia/Dushanbe' },
  { key: 'ayna', displayName: 'Aýna G.', rank: 'kapitan', post: 'mugallym', country: 'TM', institutionId: 'demo-academy-tm', language: 'ru', languages: ['tk', 'ru', 'en'], functions: ['cybercrime', 'training'], addressForm: 'feminine', ...western, timeZone: 'Asia/Ashgabat' },
  { key: 'dowlet', displayName: 'Döwlet H.', rank: 'maýor', post: 'bölüm başlygy', country: 'TM', institutionId: 'demo-academy-tm', language: 'ru', languages: ['tk', 'ru'], functions: ['biometrics'], addressForm: 'masculine', ...western, timeZone: 'Asia/Ashgabat' },
  { key: 'dilnoza', displayName: 'Dilnoza Oʻ.', rank: 'kapitan', post: 'milliy trener', country: 'UZ', institutionId: 'demo-academy-uz', language: 'ru', languages: ['uz-Latn', 'ru', 'en'], functions: ['training', 'openSourceInvestigation'], addressForm: 'feminine', ...western, timeZone: 'Asia/Tashkent' },
  // One name in two scripts: both are shown, each in its own direction and font.
  { key: 'jasur', displayName: 'Жасур Ғ. (Jasur Gʻ.)', rank: 'майор', post: 'национальный тренер', country: 'UZ', institutionId: 'demo-academy-uz', language: 'ru', languages: ['uz-Cyrl', 'uz-Latn', 'ru'], functions: ['cybercrime', 'training', 'investigation'], addressForm: 'masculine', ...western, timeZone: 'Asia/Tashkent' },
  { key: 'nodira', displayName: 'Nodira X.', post: 'prokuror-oʻqituvchi', country: 'UZ', institutionId: 'demo-prosecution-uz', language: 'ru', languages: ['uz-Latn', 'ru'], functions: ['prosecution', 'training'], addressForm: 'unspecified', ...western, timeZone: 'Asia/Tashkent' },
];

/** The international team that runs the hub, and two guests who read along. */
export const teamAndGuests: readonly DemoPerson[] = [
  { key: 'clara', displayName: 'Clara V.', post: 'coordinatrice de programme', country: 'FR', ...western, institutionId: 'demo-training-team-fr', language: 'fr', languages: ['fr', 'en'], functions: ['projectManagement'], addressForm: 'feminine', timeZone: 'Europe/Paris' },
  { key: 'elena', displayName: 'Elena P.', post: 'координатор программы', country: 'BG', ...western, institutionId: 'demo-training-team-bg', language: 'ru', languages: ['ru', 'es', 'en'], functions: ['projectManagement', 'training'], addressForm: 'feminine', timeZone: 'Europe/Sofia' },
  { key: 'omar', displayName: 'Omar D.', post: 'إدارة المنصة', country: 'IQ', ...western, institutionId: 'demo-training-team-iq', language: 'ar', languages: ['ar', 'en'], functions: ['projectManagement'], addressForm: 'masculine', digits: 'arab', timeZone: 'Asia/Baghdad', hubRoles: ['admin'] },
  { key: 'mateo', displayName: 'Mateo L.', post: 'calidad de la formación', country: 'ES', ...western, institutionId: 'demo-training-team-es', language: 'es', languages: ['es', 'en', 'fr'], functions: ['training', 'projectManagement'], addressForm: 'masculine', timeZone: 'Europe/Madrid' },
  { key: 'sara', displayName: 'سارة م.', latinName: 'Sara M.', post: 'باحثة زائرة', country: 'EG', institutionId: 'demo-academy-eg', language: 'ar', languages: ['ar', 'en'], functions: ['training'], addressForm: 'unspecified', digits: 'arab', calendar: 'gregory', timeZone: 'Africa/Cairo' },
  { key: 'tomas', displayName: 'Tomás R.', post: 'observador invitado', country: 'CO', ...western, language: 'es', languages: ['es', 'en'], functions: ['training'], addressForm: 'unspecified', timeZone: 'America/Bogota' },
];
