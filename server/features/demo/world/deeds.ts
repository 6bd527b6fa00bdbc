import type { DemoConversation, DemoDeed } from './types.ts';

const general = 'demo-champions-general';
const quality = 'demo-quality-general';
const mena = 'demo-mena-general';

/** What people did with messages, after everything was said: in order, the last just now. `to`: how the message begins. */
export const deeds: readonly DemoDeed[] = [
  { kind: 'react', roomId: general, minutesAgo: 90, by: 'noha', to: 'صباح الخير. كتبت المثال', emoji: '👏' },
  { kind: 'react', roomId: general, minutesAgo: 88, by: 'hala', to: 'صباح الخير. كتبت المثال', emoji: '👏' },
  { kind: 'react', roomId: general, minutesAgo: 80, by: 'iman', to: 'قرأته. «صمت', emoji: '🌿' },
  { kind: 'pin', roomId: general, minutesAgo: 79, by: 'noha', to: 'صباح الخير. للتذكير: جلسة المراجعة', note: 'جلسة المراجعة' },
  {
    kind: 'reply',
    roomId: general,
    minutesAgo: 60,
    by: 'hala',
    to: 'هل نجرّبه مع دفعة الأسبوع القادم',
    text: 'عشرون دقيقة تكفي للحوار، ولا تكفي للنقاش بعده.',
  },
  {
    kind: 'reply',
    roomId: general,
    minutesAgo: 57,
    by: 'tareq',
    to: 'هل نجرّبه مع دفعة الأسبوع القادم',
    text: 'إذن ثلاثون: عشر للحوار، وعشرون للنقاش.',
  },
  {
    kind: 'reply',
    roomId: general,
    minutesAgo: 50,
    by: 'salma',
    to: 'هل نجرّبه مع دفعة الأسبوع القادم',
    text: 'موافقة، وأجهّز بطاقة الأسئلة.',
  },
  {
    kind: 'say',
    roomId: general,
    minutesAgo: 47,
    by: 'youssef',
    text: 'مثال من قضية عندنا هذا الأسبوع: اسم الشاهدة وعنوانها كما وردا في المحضر.',
  },
  {
    kind: 'withhold',
    roomId: general,
    minutesAgo: 45,
    by: 'noha',
    to: 'مثال من قضية عندنا',
    reason: 'معلومات عملياتية: تفاصيل قضية جارية',
  },
  {
    kind: 'poll',
    roomId: general,
    minutesAgo: 25,
    by: 'karim',
    text: 'متى نعقد جلسة التجربة؟',
    options: ['الأحد صباحاً', 'الاثنين مساءً', 'الأربعاء صباحاً'],
  },
  {
    kind: 'quote',
    roomId: general,
    minutesAgo: 8,
    by: 'noha',
    to: 'لا ملاحظات عندي على المثال',
    text: 'نكتبها في محضر الجلسة إذن 🙂 شكرًا <@demo-salma>، المثال وصل كما هو إلى نسخة IPCP.',
  },
  { kind: 'react', roomId: general, minutesAgo: 6, by: 'reem', to: 'بدأت المراجعة داخل الدرس', emoji: '👍' },
  { kind: 'react', roomId: quality, minutesAgo: 30, by: 'mateo', to: 'Good morning from Astana', emoji: '🎉' },
  { kind: 'react', roomId: quality, minutesAgo: 28, by: 'leila', to: 'Good morning from Astana', emoji: '🎉' },
  {
    kind: 'reply',
    roomId: quality,
    minutesAgo: 26,
    by: 'clara',
    to: 'Good morning from Astana',
    text: 'Which wording of question three did you use, the short one?',
  },
  {
    kind: 'reply',
    roomId: quality,
    minutesAgo: 20,
    by: 'aygul',
    to: 'Good morning from Astana',
    text: 'The short one, in *Russian* and in English.',
  },
  { kind: 'react', roomId: mena, minutesAgo: 15, by: 'karim', to: '', emoji: '👍' },
];

/** Two people writing alone; one of them only asks. */
export const conversations: readonly DemoConversation[] = [
  {
    people: ['salma', 'noha'],
    isOpen: true,
    lines: [
      [180, 'noha', 'سلمى، هل يناسبك أن نراجع المثال معًا قبل الجلسة؟'],
      [172, 'salma', 'نعم، بعد العاشرة.'],
      [20, 'noha', 'تركت ملاحظتين في القسم الثالث.'],
    ],
  },
  { people: ['shaimaa', 'salma'], isOpen: false, lines: [[35, 'shaimaa', 'مساء الخير، أعدّ تدريبًا قريبًا من درسكم. هل أستأذن في سؤال؟']] },
];
