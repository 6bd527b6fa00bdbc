import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { moderation, type ReportedDetail } from '#shared/features/moderation/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Link } from '#client/ui/link.tsx';
import { Section } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { usePageSide } from '#client/ui/text-field.tsx';
import { AttachmentList } from '#client/features/files/index.tsx';
import { DecideDialog, type DecisionKind } from './decide-dialog.tsx';
import { toneOf, useReportsRefresh } from './reported-list.tsx';
import { SnapshotLines } from './snapshot-lines.tsx';
import { RoomName } from './room-name.tsx';
import styles from './moderation.module.css';

/** One reported message with all that helps to decide, and the decision. */
export function ReportedDetailView({ reportId, back }: { reportId: string; back: string }) {
  const { t, i18n } = useTranslation('moderation');
  const { data, error, refetch } = useHubQuery(moderation, 'getReport', { reportId });
  useReportsRefresh();
  const isGone = error instanceof HubError && error.status === 404;
  const toQueue = (
    <Link href={back} icon="back" look="plain">
      {t('queue.title')}
    </Link>
  );
  if (isGone)
    return (
      <EmptyState icon="shield" action={toQueue}>
        {t('detail.gonePage')}
      </EmptyState>
    );
  return (
    <div className={styles.detail}>
      <p>{toQueue}</p>
      {data && <Loaded item={data} />}
      {!data && !error && <Skeleton lines={[2, 6, 8, 6]} />}
      {!data && error && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
    </div>
  );
}

function Loaded({ item }: { item: ReportedDetail }) {
  const { t } = useTranslation('moderation');
  const thread = item.message.thread === undefined ? '' : `thread=${item.message.thread}&`;
  const isInRoom = item.spaceId !== undefined && (item.now === 'shown' || item.now === 'edited');
  return (
    <>
      <Section
        title={t('detail.message')}
        actions={isInRoom && <Link href={`/s/${item.spaceId}/chat/${item.roomId}?${thread}m=${item.seq}`}>{t('detail.open')}</Link>}
      >
        <div className={styles.chips}>
          <Chip tone={toneOf[item.state]}>{t(`queue.states.${item.state}`)}</Chip>
          <Chip icon={item.now === 'shown' ? 'show' : item.now === 'edited' ? 'edit' : 'hide'}>{t(`detail.now.${item.now}`)}</Chip>
          <Chip icon="channel">
            <RoomName name={item.roomName} />
          </Chip>
        </div>
        <SnapshotLines lines={[item.message]} isTarget />
        {item.laterVersions.length > 0 && (
          <>
            <Muted>{t('detail.later')}</Muted>
            <SnapshotLines lines={item.laterVersions} isTarget />
          </>
        )}
        <Files item={item} />
        <Decide item={item} />
      </Section>
      <Section title={t('detail.reports')}>
        <ul className={styles.list}>
          {item.reports.map((report) => (
            <ReportRow key={report.id} report={report} />
          ))}
        </ul>
      </Section>
      <Context item={item} />
      {item.decisions.length > 0 && <Decisions item={item} />}
    </>
  );
}

/** Pictures and sound of the message, for those who ask to see them. */
function Files({ item }: { item: ReportedDetail }) {
  const { t } = useTranslation('moderation');
  const [isShown, setShown] = useState(false);
  const { attachments } = item.laterVersions.at(-1) ?? item.message;
  if (attachments.length === 0) return null;
  if (item.now === 'removed') return <Muted>{t('detail.filesGone')}</Muted>;
  if (isShown) return <AttachmentList attachments={attachments} />;
  return (
    <div>
      <Button icon="attach" onClick={() => setShown(true)}>
        {t('detail.showFiles')}
      </Button>
    </div>
  );
}

function Decide({ item }: { item: ReportedDetail }) {
  const { t } = useTranslation('moderation');
  const [kind, setKind] = useState<DecisionKind>();
  return (
    <div className={styles.actions}>
      {item.state !== 'hidden' && (
        <Button look="danger" icon="hide" onClick={() => setKind('hide')}>
          {t('decide.hide')}
        </Button>
      )}
      {item.state === 'open' && (
        <Button icon="check" onClick={() => setKind('dismiss')}>
          {t('decide.dismiss')}
        </Button>
      )}
      {item.state === 'hidden' && (
        <Button icon="show" onClick={() => setKind('restore')}>
          {t('decide.restore')}
        </Button>
      )}
      <DecideDialog item={item} kind={kind} onClose={() => setKind(undefined)} />
    </div>
  );
}

function ReportRow({ report }: { report: ReportedDetail['reports'][number] }) {
  const { t } = useTranslation('moderation');
  const format = useFormat();
  const side = usePageSide();
  return (
    <li className={styles.item}>
      <div className={styles.text}>
        <p>
          <strong>{t(`categories.${report.category}`)}</strong>
        </p>
        {report.text === '' ? (
          <Muted>{t('detail.noText')}</Muted>
        ) : (
          <p>
            <UserText dir={directionOf(report.text, side)}>{report.text}</UserText>
          </p>
        )}
        <p className={styles.when}>
          {report.reporter ? (
            <Phrase of="moderation:detail.from" values={{ name: <UserText>{report.reporter.displayName}</UserText> }} />
          ) : (
            t('detail.unnamed')
          )}{' '}
          · {format.dateTime(report.at)}
        </p>
      </div>
    </li>
  );
}

function Context({ item }: { item: ReportedDetail }) {
  const { t } = useTranslation('moderation');
  return (
    <Section title={t('detail.context')}>
      {item.before.length + item.after.length === 0 && <Muted>{t('detail.noContext')}</Muted>}
      {item.before.length > 0 && (
        <>
          <Muted>{t('detail.before')}</Muted>
          <SnapshotLines lines={item.before} />
        </>
      )}
      {item.after.length > 0 && (
        <>
          <Muted>{t('detail.after')}</Muted>
          <SnapshotLines lines={item.after} />
        </>
      )}
    </Section>
  );
}

function Decisions({ item }: { item: ReportedDetail }) {
  const { t } = useTranslation('moderation');
  const format = useFormat();
  const side = usePageSide();
  return (
    <Section title={t('detail.decisions')}>
      <ul className={styles.list}>
        {item.decisions.map((decision) => (
          <li key={decision.at} className={styles.item}>
            <div className={styles.text}>
              <p>
                <strong>{t(`detail.decided.${decision.kind}`)}</strong>
                {decision.rule !== undefined && <> · {t(`categories.${decision.rule}`)}</>}
              </p>
              <p>
                <UserText dir={directionOf(decision.text, side)}>{decision.text}</UserText>
              </p>
              <p className={styles.when}>
                <Phrase
                  of="moderation:detail.by"
                  values={{ name: <UserText>{decision.byName}</UserText>, role: t(`roles.${decision.byRole}`) }}
                />{' '}
                · {format.dateTime(decision.at)}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
