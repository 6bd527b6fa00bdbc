import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chat } from '#shared/features/chat/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { UserBlock } from '#client/ui/text.tsx';
import { languageOfMessage } from './message-language.ts';
import type { PanelDesk } from './panel-desk.ts';
import { withNames } from './with-names.ts';
import styles from './message-dialogs.module.css';

export interface HistoryDialogProps {
  desk: PanelDesk;
  seq: number;
  onClose: () => void;
}

type Revision = OutputOf<typeof chat, 'getHistory'>['revisions'][number];

/** What a message said before it was edited, the newest first. Moderators may empty a former text for good. */
export default function HistoryDialog({ desk, seq, onClose }: HistoryDialogProps) {
  const { t, i18n } = useTranslation('panels');
  const { data, error, refetch } = useHubQuery(chat, 'getHistory', { roomId: desk.roomId, seq });
  const revisions = data && [...data.revisions].reverse();
  return (
    <Dialog open onClose={onClose} look="sheet" title={t('history.title')}>
      {!revisions && !error && <Skeleton lines={[4, 4]} />}
      {error && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {revisions?.length === 1 && <p>{t('history.none')}</p>}
      {revisions && (
        <ol role="list" className={styles.revisions}>
          {revisions.map((revision, index) => (
            <RevisionItem key={revision.revision} {...{ desk, seq, revision }} isCurrent={index === 0} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

interface RevisionItemProps {
  desk: PanelDesk;
  seq: number;
  revision: Revision;
  isCurrent: boolean;
}

function RevisionItem({ desk, seq, revision, isCurrent }: RevisionItemProps) {
  const { t } = useTranslation('panels');
  const format = useFormat();
  const { text, direction, at } = revision;
  return (
    <li className={styles.revision} data-revision={revision.revision}>
      <h3 className={styles.when}>
        <time dateTime={at}>{format.dateTime(at)}</time>
        {isCurrent && <span> · {t('history.current')}</span>}
      </h3>
      <UserBlock dir={direction} lang={languageOfMessage(text, direction, { room: desk.language, author: [] })}>
        {withNames(text, desk.nameOf)}
      </UserBlock>
      {!isCurrent && desk.rights.canModerate && <RemoveRevision roomId={desk.roomId} seq={seq} revision={revision.revision} />}
    </li>
  );
}

function RemoveRevision({ roomId, seq, revision }: { roomId: string; seq: number; revision: number }) {
  const { t, i18n } = useTranslation(['panels', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const { run, isBusy, error } = useTask();
  const [isAsking, setAsking] = useState(false);

  async function remove(): Promise<void> {
    const done = await run(() => hub(chat).call('removeRevision', { roomId, seq, revision }));
    if (done) refresh(chat, 'getHistory');
  }
  if (!isAsking)
    return (
      <div>
        <Button look="quiet" icon="delete" onClick={() => setAsking(true)}>
          {t('panels:history.remove')}
        </Button>
      </div>
    );
  return (
    <div className={styles.question} role="group" aria-label={t('panels:history.remove')}>
      <p>{t('panels:history.confirm')}</p>
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
      <div className={styles.answers}>
        <Button look="danger" busy={isBusy} onClick={() => void remove()}>
          {t('panels:history.confirmed')}
        </Button>
        {/* The button that was pressed has made way for the question. */}
        <Button autoFocus onClick={() => setAsking(false)}>
          {t('common:actions.cancel')}
        </Button>
      </div>
    </div>
  );
}
