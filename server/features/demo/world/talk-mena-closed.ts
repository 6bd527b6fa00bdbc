import type { DemoTalk } from './types.ts';

/** ③ the advisory board prepares its half-yearly input. */
export const board: DemoTalk = {
  roomId: 'demo-board-general',
  days: [
    {
      day: -16,
      lines: [
        [
          '09:00',
          'clara',
          'Bienvenue au conseil. Sept pays, sept voix, et deux contributions par an au minimum. / أهلاً بالمجلس: سبعة بلدان، ومدخلات مرتين في السنة على الأقل.',
        ],
        ['09:20', 'iman', 'شكراً كلارا. هل من نموذج للمدخلات أم نص حر؟'],
        ['09:28', 'clara', 'Texte libre, avec trois rubriques : ce qui fonctionne, ce qui manque, ce que le pays peut offrir.'],
        ['09:41', 'karim', '«ما يمكن أن يقدّمه البلد» بند جيد. غالباً نُسأل عمّا ينقص فقط.'],
        ['10:05', 'tareq', 'يمكننا تقديم مدرِّبتين معتمدتين للوحدة الأولى من الدليل.'],
        ['10:30', 'nadia', 'Nous pouvons offrir la relecture bilingue du glossaire.'],
      ],
    },
    {
      day: -10,
      lines: [
        ['08:30', 'murad', 'ملاحظة على جدول الأعمال: البند الخاص بمشاركة الضابطات في التمرين الميداني يستحق وقتاً أطول.'],
        ['08:44', 'hala', 'أؤيد. وأن تُذكر شروط المشاركة كتابة: السفر، ورعاية الأطفال، واللغة.'],
        ['08:57', 'reem', 'أضيف: وأن تكون الدعوة باسم الشخص لا باسم الوحدة، فالوحدة ترسل دائماً الاسم نفسه.'],
        ['09:15', 'clara', 'Noté. Le point passe de dix à trente minutes.'],
        ['09:40', 'iman', 'أتولى صياغة الشروط في نصف صفحة قبل نهاية الأسبوع.'],
      ],
    },
    {
      day: -5,
      lines: [
        ['08:10', 'iman', 'نصف الصفحة جاهز: أربع نقاط، آخرها «لا تُستبعد أي مرشحة بسبب الحمل أو الرضاعة من دون سؤالها».'],
        ['08:32', 'karim', 'واضح. هل نكتب «أي مرشحة أو مرشح لأسباب عائلية» ليشمل الجميع؟'],
        ['08:40', 'iman', 'نعم، هذا أعدل. عدّلت الصياغة.'],
        ['09:02', 'murad', 'أوافق على النص كما هو.'],
        ['09:10', 'nadia', 'موافَق عليه من جهتي أيضاً، مع شكر خاص على الإيجاز.'],
      ],
    },
    {
      day: -1,
      lines: [
        ['09:00', 'clara', 'Six pays ont envoyé leur contribution. Il en manque une, sans urgence : la date limite est dans quatre jours.'],
        ['09:25', 'reem', 'الناقصة عندي. النص مكتوب وينتظر توقيعاً واحداً.'],
        ['09:40', 'hala', 'بالتوفيق مع التوقيع يا ريم، فهو أصعب أنواع الكتابة.'],
        ['10:00', 'tareq', 'اطّلعت على المدخلات الست. المشترك بينها جميعاً: وقت محمي للتدريب داخل جدول العمل.'],
      ],
    },
  ],
};

/** ④ mentors and mentees of the first cohort. */
export const mentoring: DemoTalk = {
  roomId: 'demo-mentoring-general',
  days: [
    {
      day: -12,
      lines: [
        ['10:00', 'leila', 'مرحباً بالدفعة الأولى. البرنامج سنتان، واللقاء الأول بين كل موجِّهة أو موجِّه ومستفيدة خلال أسبوعين.'],
        ['10:22', 'rania', 'شكراً ليلى. ما الذي يُستحسن تحضيره للقاء الأول؟'],
        ['10:35', 'noha', 'سؤال واحد تتمنّين لو طُرح عليكِ قبل خمس سنوات. نبدأ منه.'],
        ['10:49', 'shaimaa', 'سؤالي صار جاهزاً قبل أن تنتهي الجملة.'],
      ],
    },
    {
      day: -7,
      lines: [
        ['09:15', 'salma', 'كان اللقاء الأول نافعاً جداً. خرجت بهدف واحد للفصل: أن أدير جلسة كاملة بالفرنسية.'],
        ['09:30', 'iman', 'هدف قابل للقياس. متى الجلسة؟'],
        ['09:34', 'salma', 'بعد ستة أسابيع، وأجرّبها قبل ذلك مع زميلتين.'],
      ],
    },
    {
      day: -3,
      lines: [
        ['08:45', 'yasmine', 'Question à toutes : comment dire non à une tâche administrative de trop, sans fermer une porte ?'],
        ['09:02', 'hala', 'أقول: «يسعدني أن أفعل، فأي مهمة من الثلاث نؤجّل؟». غالباً تعود المهمة الرابعة إلى صاحبها.'],
        ['09:10', 'yasmine', 'Merci Hala, je la traduis et je la garde.'],
      ],
    },
  ],
};
