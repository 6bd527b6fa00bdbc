import type { DemoNetwork, DemoSpace } from './types.ts';

const mena = ['DZ', 'EG', 'JO', 'LB', 'MA', 'PS', 'TN'];
const centralAsia = ['KZ', 'KG', 'TJ', 'TM', 'UZ'];

/** Regional networks; the projects behind them are named in the public documents the hub comes from. */
export const networks: readonly DemoNetwork[] = [
  { id: 'demo-network-mena', name: 'شبكة الشرق الأوسط وشمال أفريقيا', language: 'ar' },
  { id: 'demo-network-central-asia', name: 'Сеть «Центральная Азия»', language: 'ru' },
  { id: 'demo-network-global', name: 'Global training exchange', language: 'en' },
];

export const spaces: readonly DemoSpace[] = [
  {
    id: 'demo-champions', networkId: 'demo-network-mena', name: 'مناصِرات ومناصِرو المساواة', language: 'ar',
    summary: 'مساحة باللغة العربية لمناصِرات ومناصِري المساواة بين الجنسين في أجهزة إنفاذ القانون: تبادل الخبرة، وكتابة الدليل العملي للعمل الشرطي من منظور نوع الجنس. معلومات غير عملياتية فقط.',
    visibility: 'listed', joinRule: 'request', purpose: 'nonOperational', countries: mena, workingLanguages: ['ar'],
    rooms: [
      { id: 'demo-champions-general', name: 'القاعة العامة', language: 'ar', purpose: 'ترحيب وأسئلة وتبادل خبرة بين البلدان.', kind: 'chat' },
      { id: 'demo-champions-drafting', name: 'ورشة الصياغة', language: 'ar', purpose: 'العمل على وحدة «الاستماع إلى الضحايا».', kind: 'chat' },
      { id: 'demo-champions-news', name: 'إعلانات', language: 'ar', purpose: 'مواعيد ومستجدات من فريق التنسيق.', kind: 'announcements' },
    ],
    members: {
      coordinator: ['iman'], moderator: ['noha', 'karim'], trainer: ['tareq', 'hala', 'reem'],
      member: ['salma', 'murad', 'fatima', 'shaimaa', 'rania', 'majd', 'nadia', 'anis', 'youssef', 'yasmine', 'leila', 'omar'], observer: ['sara'],
    },
  },
  {
    id: 'demo-mena', networkId: 'demo-network-mena', name: 'الشبكة الإقليمية – Réseau régional', language: 'ar',
    summary: 'شبكة الضابطات والضباط المشاركين في التدريب من سبعة بلدان. Échanges en arabe, en français et en anglais.',
    visibility: 'listed', joinRule: 'request', purpose: 'nonOperational', countries: mena, workingLanguages: ['ar', 'fr', 'en'],
    rooms: [
      { id: 'demo-mena-general', name: 'Général – عام', language: 'fr', purpose: 'Vie du réseau, dans la langue de chacune et de chacun.', kind: 'chat' },
      { id: 'demo-mena-border', name: 'Border management', language: 'en', purpose: 'Training for border officers: methods, indicators at training level, materials.', kind: 'chat' },
    ],
    members: {
      coordinator: ['clara'], moderator: ['leila', 'karim'], trainer: ['tareq', 'georges', 'yasmine'],
      member: ['salma', 'murad', 'fatima', 'noha', 'shaimaa', 'rania', 'reem', 'iman', 'youssef', 'hala', 'majd', 'anis', 'nadia', 'omar'],
    },
  },
  {
    id: 'demo-board', networkId: 'demo-network-mena', name: 'المجلس الاستشاري', language: 'ar',
    summary: 'ممثِّلة أو ممثِّل واحد عن كل بلد شريك. مدخلات مرتين في السنة على الأقل.',
    visibility: 'hidden', joinRule: 'invite', purpose: 'board', countries: mena, workingLanguages: ['ar', 'fr', 'en'],
    rooms: [{ id: 'demo-board-general', name: 'قاعة المجلس', language: 'ar', purpose: 'التحضير للاجتماع نصف السنوي ومدخلات البلدان.', kind: 'chat' }],
    members: { coordinator: ['clara'], member: ['murad', 'tareq', 'karim', 'reem', 'iman', 'hala', 'nadia'] },
  },
  {
    id: 'demo-mentoring', networkId: 'demo-network-mena', name: 'برنامج التوجيه – الدفعة الأولى', language: 'ar',
    summary: 'برنامج توجيه ورفع مهارات لمدة سنتين لضابطات من المنطقة.',
    visibility: 'listed', joinRule: 'invite', purpose: 'mentoring', countries: mena, workingLanguages: ['ar', 'fr', 'en'],
    rooms: [{ id: 'demo-mentoring-general', name: 'ملتقى التوجيه', language: 'ar', purpose: 'أسئلة عامة عن البرنامج، ونصائح بين الموجِّهات والمستفيدات.', kind: 'chat' }],
    members: { coordinator: ['clara'], moderator: ['leila'], trainer: ['noha', 'iman', 'hala', 'reem', 'karim'], member: ['salma', 'fatima', 'shaimaa', 'rania', 'yasmine', 'nadia'] },
  },
  {
    id: 'demo-case', networkId: 'demo-network-central-asia', name: 'Центральная Азия – C.A.S.E.', language: 'ru',
    summary: 'Онлайн-обучение сотрудниц и сотрудников правоохранительных органов пяти стран: биометрия, гендерные аспекты, возможности международного сотрудничества.',
    visibility: 'listed', joinRule: 'request', purpose: 'course', countries: centralAsia, workingLanguages: ['ru', 'en', 'kk', 'ky', 'tg', 'tk', 'uz-Latn'],
    rooms: [
      { id: 'demo-case-general', name: 'Общий зал', language: 'ru', purpose: 'Вопросы по курсам и знакомство.', kind: 'chat' },
      { id: 'demo-case-languages', name: 'Өз тілімізде – На своём языке', language: 'kk', purpose: 'Термины и перевод материалов на языки стран.', kind: 'chat' },
    ],
    members: {
      coordinator: ['elena'], moderator: ['ayzada'], trainer: ['aygul', 'jamshed'],
      member: ['dauren', 'quanysh', 'nurlan', 'farzona', 'ayna', 'dowlet', 'dilnoza', 'jasur', 'nodira'],
    },
  },
  {
    id: 'demo-cyber', networkId: 'demo-network-central-asia', name: 'Киберпреступность: национальные тренеры', language: 'ru',
    summary: 'Подготовка тренеров, пилотные курсы и адаптация учебных материалов к законодательству и условиям каждой страны.',
    visibility: 'listed', joinRule: 'invite', purpose: 'nonOperational', countries: centralAsia, workingLanguages: ['ru', 'en'],
    rooms: [{ id: 'demo-cyber-trainers', name: 'Тренерская', language: 'ru', purpose: 'Методика, пилотные занятия, адаптация.', kind: 'chat' }],
    members: {
      coordinator: ['elena'], moderator: ['dauren'], trainer: ['aygul', 'quanysh', 'ayzada', 'nurlan', 'farzona', 'jamshed', 'ayna', 'dilnoza', 'jasur'], member: ['nodira'],
    },
  },
  {
    id: 'demo-ilp', networkId: 'demo-network-central-asia', name: 'Полицейская деятельность на основе анализа, Казахстан', language: 'ru',
    summary: 'После двухдневного вебинара: концепция, права человека, аналитический цикл, модель следственного интервью.',
    visibility: 'listed', joinRule: 'invite', purpose: 'nonOperational', countries: ['KZ'], workingLanguages: ['ru', 'kk', 'en'],
    rooms: [{ id: 'demo-ilp-general', name: 'Обсуждение вебинара', language: 'ru', purpose: 'Вопросы и ответы после вебинара.', kind: 'chat' }],
    members: { coordinator: ['elena'], moderator: ['dauren'], member: ['aygul', 'quanysh'], observer: ['ayzada'] },
  },
  {
    id: 'demo-quality', networkId: 'demo-network-global', name: 'Training quality and academy exchange', language: 'en',
    summary: 'How institutions design, accredit and evaluate training. In English, French, Spanish and Arabic.',
    visibility: 'open', joinRule: 'open', purpose: 'nonOperational', countries: [...mena, ...centralAsia, 'ES', 'FR', 'CO'], workingLanguages: ['en', 'fr', 'es', 'ar'],
    rooms: [{ id: 'demo-quality-general', name: 'Exchange', language: 'en', purpose: 'Evaluation, accreditation, instructor certification.', kind: 'chat' }],
    members: {
      coordinator: ['mateo'], moderator: ['leila'], trainer: ['tareq', 'aygul'],
      member: ['clara', 'elena', 'omar', 'noha', 'iman', 'georges', 'youssef', 'ayzada', 'dilnoza', 'salma'], observer: ['tomas', 'sara'],
    },
  },
];
