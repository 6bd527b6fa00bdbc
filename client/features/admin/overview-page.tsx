import { useTranslation } from 'react-i18next';
import { admin } from '#shared/features/admin/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Card, CardGrid } from '#client/ui/card.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Section } from '#client/ui/page.tsx';
import { Ltr } from '#client/ui/text.tsx';
import { AdminFrame, partIcons, partsOf } from './admin-frame.tsx';
import { Loading } from './loading.tsx';
import { useRights } from './rights.ts';
import styles from './admin.module.css';

/** `/admin`: what may be administered, and how the server is. */
export default function OverviewPage() {
  const { t } = useTranslation('admin');
  const rights = useRights();
  const parts = partsOf(rights);
  return (
    <AdminFrame part="overview" title={t('title')} lead={t('lead')}>
      {parts.length === 0 && <EmptyState icon="shield">{t('nothing')}</EmptyState>}
      <CardGrid>
        {parts.map((part) => (
          <li key={part}>
            <a href={`/admin/${part}`} className={styles.tile}>
              <span className={styles.tileTitle}>
                <Icon name={partIcons[part]} />
                {t(`tabs.${part}`)}
              </span>
              <span className={styles.small}>{t(`about.${part}`)}</span>
            </a>
          </li>
        ))}
      </CardGrid>
      {rights.canReadHealth && <ServerHealth />}
    </AdminFrame>
  );
}

type Health = OutputOf<typeof admin, 'getHealth'>;

function ServerHealth() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { data, error, refetch } = useHubQuery(admin, 'getHealth', {});
  if (!data) return <Loading error={error} onRetry={() => void refetch()} />;
  return (
    <Section title={t('health.title')}>
      {data.isDiskNearlyFull && data.diskFreeBytes !== null && (
        <div className={styles.warning} role="alert">
          <Icon name="warning" />
          <p>{t('health.diskFull', { free: format.bytes(data.diskFreeBytes) })}</p>
        </div>
      )}
      <Card>
        <HealthFacts health={data} />
      </Card>
    </Section>
  );
}

function HealthFacts({ health }: { health: Health }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { diskFreeBytes, diskTotalBytes } = health;
  return (
    <dl className={styles.facts}>
      <dt>{t('health.disk')}</dt>
      <dd>
        {diskFreeBytes === null || diskTotalBytes === null
          ? t('health.unknown')
          : t('health.diskFree', { free: format.bytes(diskFreeBytes), total: format.bytes(diskTotalBytes) })}
      </dd>
      <dt>{t('health.nodes')}</dt>
      <dd>{format.number(health.nodes)}</dd>
      <dt>{t('health.store')}</dt>
      <dd>{t(`health.stores.${health.store}`)}</dd>
      <dt>{t('health.bus')}</dt>
      <dd>
        {t(`health.buses.${health.bus}`)}{' '}
        <Chip tone={health.isBusConnected ? 'success' : 'danger'}>
          {t(health.isBusConnected ? 'health.connected' : 'health.disconnected')}
        </Chip>
      </dd>
      <dt>{t('health.connections')}</dt>
      <dd>{format.number(health.sockets + health.documentConnections)}</dd>
      <dt>{t('health.documents')}</dt>
      <dd>{format.number(health.openDocuments)}</dd>
      <dt>{t('health.mail')}</dt>
      <dd>
        {t(`health.mails.${health.mailKind}`)} {!health.isMailHanded && <Link href="/admin/mail">{t('health.mailFailing')}</Link>}
      </dd>
      <dt>{t('health.backup')}</dt>
      <dd>
        <BackupFacts backup={health.backup} />
      </dd>
      <dt>{t('health.version')}</dt>
      <dd>
        <Ltr>{health.version}</Ltr>
      </dd>
      <dt>{t('health.since')}</dt>
      <dd>{format.dateTime(health.startedAt)}</dd>
    </dl>
  );
}

function BackupFacts({ backup: { lastGoodAt, fileBytes, failedAt } }: { backup: Health['backup'] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <>
      {lastGoodAt === null ? t('health.backupNone') : `${format.dateTime(lastGoodAt)} · ${format.bytes(fileBytes)}`}{' '}
      {failedAt !== null && <Chip tone="danger">{t('health.backupFailed')}</Chip>}
    </>
  );
}
