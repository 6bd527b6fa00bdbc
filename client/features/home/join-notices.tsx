import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { spaces } from '#shared/features/spaces/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { hubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase } from '#client/kernel/i18n-react.tsx';
import { IconButton } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Section } from '#client/ui/page.tsx';
import { UserText } from '#client/ui/text.tsx';
import { usePageSide } from '#client/ui/text-field.tsx';
import styles from './home-page.module.css';

type Notice = OutputOf<typeof spaces, 'listNotices'>['items'][number];

/** How requests to join were answered; each stays until it is put away. */
export function JoinNotices() {
  const { t } = useTranslation('home');
  const hub = useHub();
  const { data } = useQuery(hubQuery(hub, spaces, { operation: 'listNotices', input: {} }));
  if (!data || data.items.length === 0) return null;
  return (
    <Section title={t('notices.title')}>
      <ul className={styles.notices}>
        {data.items.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} />
        ))}
      </ul>
    </Section>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { t } = useTranslation('home');
  const hub = useHub();
  const refresh = useRefresh();
  const side = usePageSide();
  const dismiss = useMutation({
    mutationFn: () => hub(spaces).call('dismissNotice', { noticeId: notice.id }),
    onSettled: () => refresh(spaces, 'listNotices'),
  });
  const isAccepted = notice.decision === 'accept';
  return (
    <li className={isAccepted ? styles.notice : `${styles.notice} ${styles.refused}`}>
      <Icon name={isAccepted ? 'check' : 'info'} />
      <div className={styles.lessonText}>
        <p>
          <Phrase
            of={`home:notices.${notice.decision}`}
            values={{
              space: (
                <strong>
                  <UserText>{notice.spaceName}</UserText>
                </strong>
              ),
            }}
          />
        </p>
        {notice.reason !== '' && (
          <p>
            {t('notices.reason')} <UserText dir={directionOf(notice.reason, side)}>{notice.reason}</UserText>
          </p>
        )}
        {isAccepted && (
          <p>
            <Link href={`/s/${notice.spaceId}`}>{t('notices.open')}</Link>
          </p>
        )}
      </div>
      <IconButton icon="close" label={t('notices.dismiss')} aria-disabled={dismiss.isPending} onClick={() => dismiss.mutate()} />
    </li>
  );
}
