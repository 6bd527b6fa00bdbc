/** Words of the specimen page only; it exists to be looked at in two scripts, so it has no catalogue. */
export interface Samples {
  title: string;
  lead: string;
  name: string;
  other: string;
  long: string;
  post: string;
  country: string;
  room: string;
  message: string;
  mixed: string;
  incoming: string;
  own: string;
  hint: string;
  error: string;
  save: string;
  question: string;
  answer: string;
  agree: string;
  setting: string;
  empty: string;
  first: string;
  sections: Record<
    'colour' | 'type' | 'actions' | 'fields' | 'choices' | 'people' | 'states' | 'table' | 'text' | 'icons' | 'over',
    string
  >;
  email: string;
  password: string;
  code: string;
  note: string;
  digits: string;
  columns: Record<'name' | 'country' | 'role' | 'status' | 'count' | 'actions', string>;
  roles: Record<'moderator' | 'member', string>;
}

export const samples: Record<'ar' | 'en', Samples> = {
  ar: {
    title: 'عناصر الواجهة',
    lead: 'كل قطعة كما تظهر للناس، بالعربية والإنجليزية، فاتحةً وداكنة.',
    name: 'سلمى ب.',
    other: 'نهى ر.',
    long: 'أمّ كلثوم بنت عبد الرحمن بن محمّد الهاشميّة القرشيّة',
    post: 'الرائد، مديرة وحدة',
    country: 'الجزائر',
    room: 'مناصرات ومناصرو المساواة',
    message: 'رسالة',
    mixed: 'IPCP ستبدأ يوم الأحد عند 14:00، والرابط https://example.org/toolkit',
    incoming: 'صباح الخير، هل وصلت مسودة وحدة «الاستماع إلى الضحايا»؟',
    own: 'وصلت، وأضفت ملاحظتين على النشاط الثاني.',
    hint: 'يظهر للأعضاء في المساحات المشتركة.',
    error: 'لا يمكن قبول حروف خفية في الاسم.',
    save: 'حفظ التغييرات',
    question: 'صيغة المخاطبة',
    answer: 'بلا تحديد',
    agree: 'لن أشارك إلا معلومات غير عملياتية',
    setting: 'إظهار التقويم الهجري',
    empty: 'لا مواضيع بعد. يمكن طرح السؤال الأول هنا.',
    first: 'طرح سؤال',
    sections: {
      colour: 'الألوان',
      type: 'الخط',
      actions: 'الأزرار والروابط',
      fields: 'الحقول',
      choices: 'الاختيارات',
      people: 'الأشخاص',
      states: 'الحالات',
      table: 'الجدول',
      text: 'النص المختلط',
      icons: 'الأيقونات',
      over: 'فوق الصفحة',
    },
    email: 'البريد الإلكتروني',
    password: 'كلمة المرور',
    code: 'رمز التحقق',
    note: 'ملاحظة',
    digits: 'الأرقام',
    columns: { name: 'الاسم', country: 'البلد', role: 'الدور', status: 'الحالة', count: 'الرسائل', actions: 'إجراءات' },
    roles: { moderator: 'مشرفة', member: 'عضوة' },
  },
  en: {
    title: 'Interface pieces',
    lead: 'Every piece as people see it, in Arabic and English, light and dark.',
    name: 'Leïla M.',
    other: 'Айгүл Н.',
    long: 'Umm Kulthum bint Abd al-Rahman ibn Muhammad al-Hashimiyya al-Qurashiyya',
    post: 'Major, head of unit',
    country: 'Tunisia',
    room: 'Champions of gender equality',
    message: 'Message',
    mixed: 'The word «الاستماع» in module 2 means listening to victims, 14:00–15:30',
    incoming: 'Good morning, has the draft of “Listening to victims” arrived?',
    own: 'It has, and I added two notes on the second activity.',
    hint: 'Shown to members of spaces you share.',
    error: 'Invisible characters cannot be part of a name.',
    save: 'Save changes',
    question: 'Form of address',
    answer: 'Not specified',
    agree: 'I will share only non-operational information',
    setting: 'Show the Hijri calendar',
    empty: 'No topics yet. Ask the first question.',
    first: 'Ask a question',
    sections: {
      colour: 'Colours',
      type: 'Type',
      actions: 'Buttons and links',
      fields: 'Fields',
      choices: 'Choices',
      people: 'People',
      states: 'States',
      table: 'Table',
      text: 'Mixed text',
      icons: 'Icons',
      over: 'Above the page',
    },
    email: 'E-mail',
    password: 'Password',
    code: 'One-time code',
    note: 'Note',
    digits: 'Numerals',
    columns: { name: 'Name', country: 'Country', role: 'Role', status: 'Status', count: 'Messages', actions: 'Actions' },
    roles: { moderator: 'Moderator', member: 'Member' },
  },
};
