import type { DemoTalk } from './types.ts';

/** ② the regional network: Arabic and French side by side, often in one sentence. */
export const menaGeneral: DemoTalk = {
  roomId: 'demo-mena-general',
  days: [
    {
      day: -20,
      lines: [
        [
          '08:00',
          'clara',
          'Bonjour à toutes et à tous, et bienvenue dans le réseau régional. Écrivez dans la langue qui vous vient : arabe, français ou anglais.',
        ],
        [
          '08:06',
          'leila',
          'Bienvenue ! Je modère cette salle avec Karim. Une seule règle à retenir : informations non opérationnelles uniquement.',
        ],
        [
          '08:20',
          'yasmine',
          'Bonjour, Yasmine, formatrice à Rabat. J’anime des sessions sur l’accueil et sur le trafic illicite de migrants, côté formation.',
        ],
        [
          '08:31',
          'georges',
          'Georges, de Beyrouth. Recherches en sources ouvertes, version pédagogique : on s’entraîne sur des données inventées.',
        ],
        ['08:40', 'salma', 'Bonjour! سلمى من الجزائر. أكتب بالعربية وأقرأ بالفرنسية، والعكس حين أكون متعبة.'],
        ['08:52', 'anis', 'أهلاً، أنيس من تونس. Officier de liaison, donc je passe mes journées à traduire des formulaires.'],
        ['09:15', 'karim', 'أهلاً بالجميع من عمّان. الفرنسية عندي للقراءة فقط، وأعتمد على صبر ليلى.'],
        ['09:18', 'leila', 'Ma patience est en accès libre, Karim.'],
        ['10:02', 'youssef', 'Salam, Youssef, Rabat. البيومتريا والتكوين. Y a-t-il déjà un glossaire commun arabe–français ?'],
        ['10:20', 'clara', 'Pas encore. C’est une bonne première tâche collective : qui veut tenir la liste ?'],
        ['10:27', 'nadia', 'أنا مستعدة. Je commence avec trente termes et on complète ensemble.'],
      ],
    },
    {
      day: -17,
      lines: [
        [
          '08:10',
          'nadia',
          'Premier lot du glossaire : traite des personnes / الاتجار بالأشخاص ; trafic illicite de migrants / تهريب المهاجرين ; victime présumée / ضحية مفترضة.',
        ],
        [
          '08:25',
          'yasmine',
          'Attention à « traite » et « trafic » : en formation, la moitié de la salle les confond encore le deuxième jour.',
        ],
        ['08:33', 'nadia', 'لهذا وضعتهما متجاورين. Une phrase d’exemple sous chacun, sans affaire réelle.'],
        [
          '08:49',
          'fatima',
          'بالعربية أيضاً يختلط «الاتجار» بـ«التهريب» في الكلام اليومي. الفرق الأول هو الاستغلال، والثاني هو عبور الحدود.',
        ],
        ['08:55', 'georges', 'Formulation très claire. Je la reprends dans mon introduction, avec votre accord.'],
        ['09:01', 'fatima', 'بكل سرور يا جورج.'],
        [
          '09:40',
          'shaimaa',
          'Hello, writing in English today. For “risk assessment” do we want تقييم المخاطر or تقدير المخاطر? Our manuals disagree.',
        ],
        ['09:52', 'tareq', 'تقييم المخاطر in the glossary, and the other as a synonym. Nobody should lose their manual.'],
        ['10:15', 'murad', 'Chez nous on dit « appréciation des risques » en français administratif. Je l’ajoute comme variante.'],
        ['10:30', 'leila', 'Parfait : une entrée, des variantes, un pays à côté de chaque variante.'],
      ],
    },
    {
      day: -14,
      lines: [
        [
          '07:55',
          'clara',
          'Visites d’évaluation des besoins : chaque pays proposera deux dates. Il s’agit de parler de formation existante, pas de dossiers.',
        ],
        ['08:12', 'iman', 'من جهتنا: الأسبوع الثاني أو الثالث من الشهر القادم. Les deux nous conviennent.'],
        ['08:20', 'hala', 'من جهتنا التنقل غير مضمون، فهل يمكن أن تكون الزيارة عن بُعد؟'],
        ['08:26', 'clara', 'Bien sûr, Hala. Une visite à distance compte autant qu’une visite sur place.'],
        ['08:31', 'hala', 'شكراً كلارا. هذا الجواب يهمّ أكثر مما يبدو.'],
        [
          '08:55',
          'majd',
          'اقتراح: أن تُرسل الأسئلة قبل الزيارة بأسبوع، pour que l’équipe terrain puisse répondre, pas seulement la direction.',
        ],
        ['09:03', 'clara', 'Adopté. Questionnaire une semaine avant, en arabe et en français.'],
        ['09:45', 'rania', 'سؤال: هل يشمل التقييم المرافق؟ غرف تبديل، مواصلات ليلية، حضانة.'],
        ['09:51', 'leila', 'Oui, c’est une rubrique entière : « conditions de travail et participation des femmes ».'],
        ['10:10', 'reem', 'ممتاز. عندنا سيقال «هذا ليس تدريباً»، وسأجيب بأن من لا تجد مواصلات لا تحضر التدريب.'],
      ],
    },
    {
      day: -11,
      lines: [
        [
          '08:00',
          'georges',
          'Retour d’atelier : 14 personnes, deux jours, zéro capture d’écran de profil réel. On a fabriqué de faux profils, c’était plus drôle et plus sûr.',
        ],
        ['08:14', 'shaimaa', 'Do you share the method for inventing the profiles? We lose hours on that.'],
        ['08:22', 'georges', 'Trois dés : un métier, une ville imaginaire, une habitude. Le reste vient tout seul.'],
        ['08:30', 'salma', 'فكرة النرد رائعة. جرّبتها الآن: خبّازة، مدينة على البحر، تصوّر القطط فقط. صار عندي ملف كامل في دقيقتين.'],
        ['08:36', 'anis', 'La boulangère aux chats, on veut la suite !'],
        [
          '08:50',
          'leila',
          'Je propose de garder ces personnages pour tout le réseau : un village imaginaire commun, réutilisable dans chaque cours.',
        ],
        ['09:05', 'youssef', 'Village « Bab el-Bahr ». قرية باب البحر، سكانها ١٢ شخصاً، وكلهم خياليون.'],
        ['09:12', 'karim', 'أؤيد، بشرط ألا يشبه أي اسم شخصاً معروفاً. اسم أول وحرف واحد، كما نفعل هنا.'],
        ['09:40', 'yasmine', 'J’écris la fiche de l’infirmière du village. هي من تلاحظ أولاً أن شيئاً ما ليس على ما يرام.'],
      ],
    },
    {
      day: -6,
      lines: [
        [
          '08:05',
          'nadia',
          'Le glossaire compte maintenant cent entrées tout rond. مئة مدخل، منها إحدى عشرة كلمة ما زالت بلا مقابل متفق عليه.',
        ],
        ['08:18', 'iman', 'شكراً نادية. ما أصعب واحدة؟'],
        ['08:24', 'nadia', '« Redevabilité ». المساءلة أم المسؤولية أم المحاسبة؟'],
        ['08:37', 'murad', 'المساءلة، لأنها تعني أن هناك من يسأل ومن يجيب. المحاسبة تأتي بعدها.'],
        ['08:44', 'leila', 'Très juste. Je vote « المساءلة » avec ta phrase comme définition.'],
        ['09:20', 'anis', 'Petite question pratique : webinaire se traduit ندوة عبر الإنترنت ou حلقة دراسية شبكية ?'],
        ['09:29', 'reem', 'الثانية هي المستعملة في صفحات الإنتربول بالعربية، والأولى أسهل في الكلام. Les deux dans le glossaire.'],
        ['10:00', 'clara', 'Merci à toute l’équipe du glossaire. C’est le document le plus consulté du réseau cette semaine.'],
      ],
    },
    {
      day: -2,
      lines: [
        [
          '08:10',
          'leila',
          'Rappel de la semaine : une question non opérationnelle, une réponse utile, un merci. Ça suffit pour faire vivre un réseau.',
        ],
        ['08:25', 'fatima', 'سؤالي إذن: كيف نقيس أثر التدريب بعد ستة أشهر، وليس بعد ست ساعات؟'],
        ['08:41', 'tareq', 'نسأل ثلاثة أشخاص: المتدربة أو المتدرب، ومن يرأسهما، وزميل من الوحدة نفسها. Same three questions each time.'],
        ['08:50', 'yasmine', 'Et on observe une chose visible : par exemple, le premier mot dit à l’accueil.'],
        ['08:58', 'fatima', 'شكراً. «أول كلمة تُقال عند الاستقبال» مؤشر يمكن سماعه.'],
      ],
    },
    {
      day: 0,
      lines: [
        ['-120', 'yasmine', 'Bonjour ! La fiche de l’infirmière est terminée. بالعربية والفرنسية، وأحتاج إلى عين ثالثة.'],
        ['-101', 'salma', 'أقرأها بعد الظهر. Elle a un prénom ?'],
        ['-97', 'yasmine', 'Pas encore, à vous de choisir.'],
        ['-40', 'georges', 'Je propose « Zahra K. ». Court, lisible dans les deux sens.'],
        ['-22', 'leila', 'Adopté, sauf objection d’ici ce soir.'],
      ],
    },
  ],
};

/** ② in English: training of border officers, at training level only. */
export const menaBorder: DemoTalk = {
  roomId: 'demo-mena-border',
  days: [
    {
      day: -18,
      lines: [
        [
          '09:00',
          'karim',
          'This room is for training border officers. Methods, exercises and materials, please; nothing about routes, persons or ongoing work.',
        ],
        [
          '09:14',
          'rania',
          'Hello all. I run the induction week for new colleagues at land borders. My question: how long before a trainee works a booth alone?',
        ],
        ['09:27', 'tareq', 'We say six weeks with a companion, and the companion signs, not the calendar.'],
        ['09:40', 'rania', 'I like that the companion signs. Who trains the companions?'],
        ['09:55', 'tareq', 'Two days of train the trainers. The first morning is only about giving feedback without humiliating anybody.'],
      ],
    },
    {
      day: -15,
      lines: [
        [
          '10:05',
          'georges',
          'I tested a tabletop exercise: twelve cards, each with one detail that is odd and eleven that are not. Trainees must say what they would ask, not what they conclude.',
        ],
        ['10:18', 'shaimaa', 'That is the right order. Conclusions come too fast in our exercises.'],
        ['10:31', 'georges', 'The best group asked one question and then waited. The card answered itself.'],
        ['10:46', 'rania', 'Could you describe one card here? A harmless one.'],
        [
          '10:58',
          'georges',
          '“Two adults and a teenager, one suitcase, the teenager answers every question with a look at the adults.” The question we hope for: “Would you like some water?” to the teenager, alone, at a calm place.',
        ],
        ['11:10', 'noha', 'And the debrief should say clearly: a look is not proof of anything.'],
        ['11:13', 'georges', 'Printed on the back of the card, in bold.'],
      ],
    },
    {
      day: -9,
      lines: [
        [
          '08:30',
          'majd',
          'Does anybody teach officers how to explain a delay to travellers? Most complaints we read are about silence, not about waiting.',
        ],
        [
          '08:44',
          'rania',
          'Yes: what is happening, how long it may take, where the toilets are. Three sentences, in three languages, on a card.',
        ],
        ['08:52', 'majd', 'The toilets. Of course. Thank you.'],
        [
          '09:20',
          'youssef',
          'For biometrics booths we add one more: “You may ask me why.” Trainees resist it on Monday and use it on Friday.',
        ],
        ['09:35', 'tareq', 'Same here. Transparency takes nine seconds.'],
      ],
    },
    {
      day: -4,
      lines: [
        [
          '09:10',
          'shaimaa',
          'I am preparing a session on indicators of trafficking at training level. How do you stop people from turning a list of indicators into a checklist of guilt?',
        ],
        [
          '09:25',
          'fatima',
          'We give a list of twenty and ask the group to remove the ten that only mean “poor” or “tired”. The discussion is the lesson.',
        ],
        ['09:33', 'shaimaa', 'That is brilliant. May I use it with your name?'],
        ['09:36', 'fatima', 'Use it, no name needed.'],
        ['09:58', 'clara', 'This is exactly what we hoped the network would be for.'],
      ],
    },
    {
      day: -1,
      lines: [
        [
          '09:00',
          'rania',
          'I tried Fatima’s exercise today with 11 trainees. They removed twelve indicators, not ten, and argued for each one.',
        ],
        ['09:12', 'tareq', 'When the trainees remove more than you planned, the session has worked.'],
        ['09:30', 'noha', 'Please write it up in ten lines. It belongs in the toolkit.'],
      ],
    },
  ],
};
