import { useTranslation } from 'react-i18next';
import { personal } from '#shared/features/personal/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import type { PanelDesk } from './panel-desk.ts';
import { usePerson } from './people-cache.ts';
import styles from './message-dialogs.module.css';

export interface ReadersDialogProps {
  desk: PanelDesk;
  seq: number;
  onClose: () => void;
}

/** Who has read up to a message, or how many, as the room is set to tell; why it says nothing when it does not. */
export default function ReadersDialog({ desk, seq, onClose }: ReadersDialogProps) {
  const { t, i18n } = useTranslation('panels');
  const { data, error, refetch } = useHubQuery(personal, 'listReaders', { roomId: desk.roomId, seq });
  const isOff = error instanceof HubError && error.code === 'personal/receiptsOff';
  return (
    <Dialog open onClose={onClose} look="sheet" title={t('readers.title')}>
      {!data && !error && <Skeleton lines={[2, 2, 2]} />}
      {isOff && <p>{t('readers.off')}</p>}
      {error && !isOff && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {data && <p data-testid="reader-count">{t('readers.count', { count: data.count })}</p>}
      {data?.userIds && data.userIds.length > 0 && (
        <ul role="list" className={styles.people} aria-label={t('readers.title')}>
          {data.userIds.map((userId) => (
            <Reader key={userId} desk={desk} userId={userId} />
          ))}
        </ul>
      )}
      {data && <Muted>{t(data.userIds ? 'readers.whoIsNamed' : 'readers.onlyCount')}</Muted>}
    </Dialog>
  );
}

function Reader({ desk, userId }: { desk: PanelDesk; userId: string }) {
  const format = useFormat();
  const person = usePerson(desk.people, userId);
  return (
    <li>
      <a href={`/people/${userId}`} className={styles.person}>
        <Avatar id={userId} name={person?.displayName ?? ''} size="small" />
        <span>
          <UserText>{person?.displayName ?? '…'}</UserText>
        </span>
        {person && <Muted>{format.country(person.country)}</Muted>}
      </a>
    </li>
  );
}
