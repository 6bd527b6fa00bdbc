import { useTranslation } from 'react-i18next';
import type { VersionCard } from '#shared/features/documents/versions-contract.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import { Ltr, Muted, UserText } from '#client/ui/text.tsx';
import { DoneBy, People } from './people.tsx';
import styles from './history.module.css';

const icons: Record<VersionCard['kind'], IconName> = { automatic: 'clock', named: 'clock', beforeRestore: 'undo', afterErasure: 'delete' };

/** One version: its name or kind, when, and who took part. The whole row leads to it. */
export function VersionRow({ version }: { version: VersionCard }) {
  const { t } = useTranslation('documents');
  const format = useFormat();
  const { id, documentId, name, kind, at, authors, createdBy } = version;
  const isStep = kind === 'beforeRestore' || kind === 'afterErasure';
  return (
    <li className={styles.version} data-version={id}>
      <span className={name === undefined ? styles.mark : styles.markNamed}>
        <Icon name={name === undefined ? icons[kind] : 'flag'} />
      </span>
      <div className={styles.about}>
        <a href={`/d/${documentId}/history/${id}`} className={styles.versionLink}>
          {name === undefined ? t(`history.kind.${kind}`) : <UserText>{name}</UserText>}
        </a>
        <Muted>
          <time dateTime={at}>
            <Ltr>{format.time(at)}</Ltr>
          </time>
        </Muted>
        {isStep && createdBy !== undefined && <DoneBy id={createdBy} />}
        <People ids={authors} />
      </div>
      <Icon name="next" />
    </li>
  );
}
