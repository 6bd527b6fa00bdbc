import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Card } from '#client/ui/card.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Section } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Ltr } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { TaskNote } from './task-note.tsx';
import { readUserAgent } from './user-agent.ts';
import styles from './accounts.module.css';

type Item = OutputOf<typeof accounts, 'listSessions'>['items'][number];

/** Where the person is signed in; any of it can be ended. */
export function OwnSessions() {
  const { t, i18n } = useTranslation('accounts');
  const hub = useHub();
  const toast = useToast();
  const refresh = useRefresh();
  const { data, error, refetch } = useHubQuery(accounts, 'listSessions', {});
  const task = useTask();
  async function endOthers(): Promise<void> {
    const done = await task.run(() => hub(accounts).call('endOtherSessions', {}));
    refresh(accounts, 'listSessions');
    if (done) toast({ tone: 'success', text: t('sessions.othersEnded', { count: done.ended }) });
  }
  return (
    <Card>
      <Section
        title={t('sessions.title')}
        actions={
          data && data.items.length > 1 ? (
            <Button look="danger" busy={task.isBusy} onClick={() => void endOthers()}>
              {t('sessions.endOthers')}
            </Button>
          ) : undefined
        }
      >
        <p>{t('sessions.lead')}</p>
        <TaskNote error={task.error} />
        {error && (
          <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
            {errorMessage(i18n, error)}
          </ErrorNote>
        )}
        {!data && !error && <Skeleton lines={[3, 3]} />}
        {data && (
          <ul>
            {[...data.items]
              .sort((one, other) => Number(other.isCurrent) - Number(one.isCurrent))
              .map((item) => (
                <SessionLine key={item.id} item={item} />
              ))}
          </ul>
        )}
      </Section>
    </Card>
  );
}

function SessionLine({ item }: { item: Item }) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const hub = useHub();
  const toast = useToast();
  const refresh = useRefresh();
  const { run, isBusy, error } = useTask();
  const known = readUserAgent(item.userAgent);
  const device = known ? t('sessions.device', known) : t('sessions.unknownDevice');
  async function end(): Promise<void> {
    const done = await run(() => hub(accounts).call('endSession', { sessionId: item.id }));
    refresh(accounts, 'listSessions');
    if (done) toast({ tone: 'success', text: t('sessions.ended') });
  }
  return (
    <li className={styles.session}>
      <div className={styles.sessionText}>
        <span>
          <bdi>{device}</bdi>{' '}
          {item.isCurrent && (
            <Chip tone="primary" icon="check">
              {t('sessions.current')}
            </Chip>
          )}
        </span>
        <span className={styles.small}>
          {t('sessions.began', { when: format.dateTime(item.createdAt) })} · {t('sessions.address')}: <Ltr>{item.address}</Ltr>
        </span>
        <TaskNote error={error} />
      </div>
      {!item.isCurrent && (
        <Button busy={isBusy} aria-label={t('sessions.endOf', { device })} onClick={() => void end()}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}
