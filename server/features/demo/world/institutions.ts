import type { DemoInstitution } from './types.ts';

/** Generic names in the language of the house; none stands for a real institution, none has an emblem. */
export const institutions: readonly DemoInstitution[] = [
  { id: 'demo-academy-dz', name: 'أكاديمية الشرطة – الجزائر', country: 'DZ', kind: 'academy' },
  { id: 'demo-ncb-dz', name: 'المكتب المركزي الوطني – الجزائر', country: 'DZ', kind: 'ncb' },
  { id: 'demo-academy-eg', name: 'أكاديمية الشرطة – مصر', country: 'EG', kind: 'academy' },
  { id: 'demo-academy-jo', name: 'أكاديمية الشرطة – الأردن', country: 'JO', kind: 'academy' },
  { id: 'demo-border-jo', name: 'إدارة الحدود – الأردن', country: 'JO', kind: 'borderService' },
  { id: 'demo-academy-lb', name: 'معهد تدريب الشرطة – لبنان', country: 'LB', kind: 'academy' },
  { id: 'demo-academy-ma', name: 'معهد تكوين الشرطة – المغرب', country: 'MA', kind: 'academy' },
  { id: 'demo-police-ma', name: 'Police – service de formation, Maroc', country: 'MA', kind: 'police' },
  { id: 'demo-academy-ps', name: 'كلية علوم الشرطة – فلسطين', country: 'PS', kind: 'academy' },
  { id: 'demo-academy-tn', name: 'École de police – Tunisie', country: 'TN', kind: 'academy' },
  { id: 'demo-ncb-tn', name: 'المكتب المركزي الوطني – تونس', country: 'TN', kind: 'ncb' },
  { id: 'demo-academy-kz', name: 'Полиция академиясы – Қазақстан', country: 'KZ', kind: 'academy' },
  { id: 'demo-border-kz', name: 'Шекара қызметі – Қазақстан', country: 'KZ', kind: 'borderService' },
  { id: 'demo-academy-kg', name: 'Милиция академиясы – Кыргызстан', country: 'KG', kind: 'academy' },
  { id: 'demo-academy-tj', name: 'Академияи милитсия – Тоҷикистон', country: 'TJ', kind: 'academy' },
  { id: 'demo-academy-tm', name: 'Polisiýa instituty – Türkmenistan', country: 'TM', kind: 'academy' },
  { id: 'demo-academy-uz', name: 'Politsiya akademiyasi – Oʻzbekiston', country: 'UZ', kind: 'academy' },
  { id: 'demo-prosecution-uz', name: 'Prokuratura oʻquv markazi – Oʻzbekiston', country: 'UZ', kind: 'prosecution' },
  { id: 'demo-training-team-fr', name: 'Équipe internationale de formation', country: 'FR', kind: 'organisation' },
  { id: 'demo-training-team-bg', name: 'Международная группа обучения', country: 'BG', kind: 'organisation' },
  { id: 'demo-training-team-iq', name: 'فريق التدريب الدولي', country: 'IQ', kind: 'organisation' },
  { id: 'demo-training-team-es', name: 'Equipo internacional de formación', country: 'ES', kind: 'organisation' },
];
