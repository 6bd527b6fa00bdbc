import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Awareness } from 'y-protocols/awareness';
import { Avatar } from '#client/ui/avatar.tsx';
import { UserText } from '#client/ui/text.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import styles from './lesson.module.css';

interface Present {
  id: string;
  name: string;
}
const maxShown = 5;

function presentIn(awareness: Awareness): Present[] {
  const found = new Map<string, Present>();
  for (const [client, state] of awareness.getStates()) {
    const user: unknown = state['user'];
    if (client === awareness.clientID || user === null || typeof user !== 'object') continue;
    const { id, name } = user as Partial<Present>;
    if (typeof id === 'string' && typeof name === 'string') found.set(id, { id, name });
  }
  return [...found.values()];
}

/** Who else has the lesson open. */
export function LessonPeople({ awareness }: { awareness: Awareness }) {
  const { t } = useTranslation('documents');
  const [people, setPeople] = useState<readonly Present[]>(() => presentIn(awareness));
  useEffect(() => {
    const update = () => setPeople(presentIn(awareness));
    update();
    awareness.on('change', update);
    return () => awareness.off('change', update);
  }, [awareness]);
  if (people.length === 0) return null;
  const rest = people.length - maxShown;
  return (
    <ul className={styles.people} aria-label={t('people.label')}>
      {people.slice(0, maxShown).map(({ id, name }) => (
        <li key={id} title={name}>
          <Avatar id={id} name={name} size="small" />
          <VisuallyHidden>
            <UserText>{name}</UserText>
          </VisuallyHidden>
        </li>
      ))}
      {rest > 0 && <li className={styles.more}>{t('people.more', { count: rest })}</li>}
    </ul>
  );
}
