import { useTranslation } from 'react-i18next';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Muted } from '#client/ui/text.tsx';
import { isolated, useNameOf } from './use-name-of.ts';
import styles from './history.module.css';

const maxShown = 3;

/** Who restored or erased: what stood before is a version because of it. */
export function DoneBy({ id }: { id: string }) {
  const { t } = useTranslation('documents');
  const nameOf = useNameOf([id]);
  return <Muted>{t('history.doneBy', { name: isolated(nameOf(id)) })}</Muted>;
}

/** Faces and names of who took part in a version. */
export function People({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation('documents');
  const format = useFormat();
  const nameOf = useNameOf(ids);
  if (ids.length === 0) return null;
  const shown = ids.slice(0, maxShown);
  const listed = format.list(shown.map((id) => isolated(nameOf(id))));
  const more = ids.length - shown.length;
  return (
    <span className={styles.people}>
      <span className={styles.faces}>
        {shown.map((id) => (
          <Avatar key={id} id={id} name={nameOf(id)} size="small" />
        ))}
      </span>
      <span>
        {t('history.by', { names: listed })}
        {more > 0 && ` ${t('history.andMore', { count: more })}`}
      </span>
    </span>
  );
}
