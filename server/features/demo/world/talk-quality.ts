import type { DemoTalk } from './types.ts';

/** ⑧ how institutions design, accredit and evaluate training: English, French, Spanish, Arabic. */
export const quality: DemoTalk = {
  roomId: 'demo-quality-general',
  days: [
    {
      day: -17,
      lines: [
        [
          '09:00',
          'mateo',
          'Welcome. This space is open to every member of the hub: evaluation, accreditation, instructor certification. Escriban en su idioma; nos entenderemos.',
        ],
        [
          '09:16',
          'leila',
          'Bonjour à toutes et à tous. Première question, très concrète : qui évalue les évaluatrices et les évaluateurs ?',
        ],
        ['09:30', 'mateo', 'En nuestro caso, dos personas de otra institución, una vez al año. Cuesta poco y enseña mucho.'],
        ['09:48', 'noha', 'فكرة التبادل بين مؤسستين ممتازة. هل من نموذج للزيارة؟ يوم واحد أم يومان؟'],
        [
          '10:02',
          'mateo',
          'One day is enough: a session observed in the morning, the papers after lunch, and the feedback before anybody goes home.',
        ],
        ['10:21', 'mateo', 'Tomás nos acompaña desde Bogotá como invitado, en modo lectura. Le damos la bienvenida.'],
      ],
    },
    {
      day: -13,
      lines: [
        ['08:40', 'tareq', 'Our end-of-course form has forty questions. Response rate falls at question twelve. What would you keep?'],
        ['08:52', 'elena', 'Three: what will you do differently on Monday, what will stop you, who can help.'],
        ['09:05', 'aygul', 'We ask exactly one more: “Which slide would you delete?” It is the most honest answer in the whole form.'],
        ['09:14', 'tareq', 'I am deleting thirty-six questions today.'],
        [
          '09:33',
          'georges',
          'Chez nous, la question « quelle diapositive supprimer ? » a supprimé un module entier. Personne ne l’a regretté.',
        ],
        ['09:50', 'clara', 'Attention tout de même à garder une question ouverte : les bonnes surprises arrivent là.'],
      ],
    },
    {
      day: -10,
      lines: [
        ['08:15', 'iman', 'سؤال عن اعتماد الدورات التي يعدّها شركاء: ما الحد الأدنى من الوثائق المطلوبة؟'],
        [
          '08:31',
          'mateo',
          'Objetivos observables, plan de sesión, evaluación alineada con los objetivos y currículum de quien imparte. Sin eso no se empieza.',
        ],
        [
          '08:44',
          'leila',
          'J’ajouterais : la preuve que les droits humains et le genre sont dans les séances elles-mêmes, pas dans une annexe.',
        ],
        ['08:52', 'iman', 'أتفق مع ليلى. الملحق لا يقرؤه أحد.'],
        ['09:20', 'dilnoza', 'How observable must an objective be? “Understands the importance of” is everywhere in ours.'],
        [
          '09:31',
          'mateo',
          'If a colleague cannot see it or hear it, it is a wish. “Explains to a visitor, in two sentences, why a fingerprint is taken” can be heard.',
        ],
        ['09:37', 'dilnoza', 'So I have eleven wishes and one objective. Good to know.'],
      ],
    },
    {
      day: -7,
      lines: [
        [
          '09:10',
          'youssef',
          'Hola a todas las personas. En Rabat probamos la coenseñanza: instructora e instructor, mitad y mitad. ¿Alguien ha medido el efecto?',
        ],
        [
          '09:25',
          'mateo',
          'Medido, no; observado, sí. Las preguntas de la sala se reparten mejor cuando también se reparte la voz de delante.',
        ],
        [
          '09:41',
          'ayzada',
          'We counted questions from women in the room: three in the usual format, nine with two instructors. One session only, so be careful.',
        ],
        ['09:49', 'noha', 'رقم صغير لكنه يستحق أن يُعاد. نجرّب العدّ نفسه في الدورة القادمة.'],
        ['10:05', 'elena', 'Please keep the counting simple and anonymous: a pencil and five columns.'],
      ],
    },
    {
      day: -4,
      lines: [
        [
          '08:30',
          'georges',
          'Question sur la certification : combien de séances observées avant de certifier une instructrice ou un instructeur ?',
        ],
        ['08:42', 'leila', 'Trois chez nous, dont une avec un public difficile.'],
        ['08:50', 'georges', 'Comment choisissez-vous un public difficile sans le vexer ?'],
        ['08:55', 'leila', 'On demande des volontaires. Il y en a toujours trop.'],
        ['09:30', 'salma', 'أول رسالة لي هنا. سؤال: هل يمكن أن يكون الحوار المكتوب داخل الدرس جزءاً من التقييم؟'],
        ['09:44', 'mateo', 'Claro que sí. Valoramos cómo se escucha, no solo cómo se expone.'],
        ['09:52', 'omar', 'ترجمة سريعة لجواب ماتيو: «بالتأكيد، فنحن نقيّم كيف نستمع، لا كيف نعرض فقط».'],
        ['09:55', 'salma', 'شكراً للسؤال والترجمة معاً.'],
      ],
    },
    {
      day: -1,
      lines: [
        ['08:45', 'clara', 'Rappel : le recueil « dix questions pour observer une séance » est ouvert à la relecture, en quatre langues.'],
        ['09:00', 'tareq', 'Arabic version checked. Question seven was twice as long as the others, so I cut it in two.'],
        ['09:12', 'mateo', 'Once preguntas, entonces. Once me gusta.'],
      ],
    },
    {
      day: 0,
      lines: [
        [
          '-140',
          'aygul',
          'Good morning from Astana. I used the eleven questions yesterday: the third one (“who has not spoken yet?”) changed the session while it was running.',
        ],
        ['-104', 'mateo', 'Eso es justo lo que debe hacer una buena pregunta.'],
        ['-66', 'noha', 'أضفت مثال أستانا إلى النسخة العربية من دون أسماء.'],
        ['-33', 'leila', 'Et en français c’est fait aussi. Bonne journée à toutes et à tous.'],
      ],
    },
  ],
};
