import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Space } from '#shared/features/spaces/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Section } from '#client/ui/page.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { usePageSide } from '#client/ui/text-field.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import styles from './manage.module.css';

type Request = OutputOf<typeof spaces, 'listJoinRequests'>['items'][number];
const maxReason = 300;

/** Who asks to come in, and the answer; a refusal says why. */
export function ManageRequests({ space }: { space: Space }) {
  const { t, i18n } = useTranslation('rooms');
  const hub = useHub();
  const { data, error, refetch } = useQuery(hubQuery(hub, spaces, { operation: 'listJoinRequests', input: { spaceId: space.id } }));
  return (
    <Section title={t('manage.requests.title')}>
      {error && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {data?.items.length === 0 && <Muted>{t('manage.requests.none')}</Muted>}
      {data && data.items.length > 0 && (
        <ul className={styles.list}>
          {data.items.map((request) => (
            <RequestRow key={request.id} request={request} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function useAnswer(request: Request) {
  const { t } = useTranslation('rooms');
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function answer(decision: 'accept' | 'refuse', reason = ''): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await hub(spaces).call('answerJoinRequest', {
        spaceId: request.spaceId,
        requestId: request.id,
        decision,
        ...(reason === '' ? {} : { reason }),
      });
      toast({ tone: 'success', text: t(decision === 'accept' ? 'manage.requests.accepted' : 'manage.requests.refused') });
      refresh(spaces);
    } catch (reason_) {
      setError(reason_);
    } finally {
      setBusy(false);
    }
  }
  return { answer, isBusy, error };
}

function RequestRow({ request }: { request: Request }) {
  const { t, i18n } = useTranslation('rooms');
  const format = useFormat();
  const side = usePageSide();
  const [isRefusing, setRefusing] = useState(false);
  const { answer, isBusy, error } = useAnswer(request);
  return (
    <li className={styles.item} data-request={request.id}>
      <Avatar id={request.userId} name={request.displayName} />
      <div className={styles.text}>
        <p>
          <strong>
            <UserText>{request.displayName}</UserText>
          </strong>{' '}
          <Muted>{format.country(request.country)}</Muted>
        </p>
        {request.note !== '' && (
          <p>
            <UserText dir={directionOf(request.note, side)}>{request.note}</UserText>
          </p>
        )}
        <Muted>{t('manage.requests.at', { when: format.dateTime(request.requestedAt) })}</Muted>
        {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
      </div>
      <div className={styles.actions}>
        <Button look="primary" icon="check" busy={isBusy} onClick={() => void answer('accept')}>
          {t('manage.requests.accept')}
        </Button>
        <Button icon="close" onClick={() => setRefusing(true)}>
          {t('manage.requests.refuse')}
        </Button>
      </div>
      <RefuseDialog request={request} open={isRefusing} onClose={() => setRefusing(false)} />
    </li>
  );
}

function RefuseDialog({ request, open, onClose }: { request: Request; open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation(['rooms', 'common']);
  const [reason, setReason] = useState('');
  const { answer, isBusy, error } = useAnswer(request);
  const isReady = reason.trim() !== '' && reason.length <= maxReason;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('rooms:manage.requests.refuseTitle', { name: request.displayName })}
      actions={
        <>
          <Button
            look="danger"
            busy={isBusy}
            aria-disabled={!isReady}
            onClick={() => {
              if (isReady) void answer('refuse', reason.trim());
            }}
          >
            {t('rooms:manage.requests.refuse')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <TextArea label={t('rooms:manage.requests.reason')} required value={reason} onChange={setReason} maxCharacters={maxReason} />
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
