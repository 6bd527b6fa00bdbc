import { useTranslation } from 'react-i18next';
import { useMutation } from '@tanstack/react-query';
import { moderation, type Notice } from '#shared/features/moderation/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { IconButton } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Section } from '#client/ui/page.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { usePageSide } from '#client/ui/text-field.tsx';
import { RoomName } from './room-name.tsx';
import styles from './moderation.module.css';

/** What was decided about one's own messages: by which role, by which rule and why. Each stays until it is put away. */
export function NoticesSection({ items, hasLink = false }: { items: readonly Notice[]; hasLink?: boolean }) {
  const { t } = useTranslation('moderation');
  return (
    <Section title={t('mine.notices')} actions={hasLink && <Link href="/me/reports">{t('notice.all')}</Link>}>
      <ul className={styles.list}>
        {items.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} />
        ))}
      </ul>
    </Section>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { t } = useTranslation('moderation');
  const hub = useHub();
  const refresh = useRefresh();
  const format = useFormat();
  const side = usePageSide();
  const dismiss = useMutation({
    mutationFn: () => hub(moderation).call('dismissNotice', { noticeId: notice.id }),
    onSettled: () => refresh(moderation, 'listMyNotices'),
  });
  const values = {
    role: t(`roles.${notice.byRole}`),
    room: <RoomName name={notice.roomName} />,
    when: <bdi>{format.dateTime(notice.writtenAt)}</bdi>,
  };
  return (
    <li className={styles.item} data-notice={notice.kind}>
      <Icon name={notice.kind === 'hidden' ? 'hide' : 'show'} />
      <div className={styles.text}>
        <p>
          <Phrase of={`moderation:notice.${notice.kind}`} values={values} />
        </p>
        {notice.rule !== undefined && <p>{t('notice.rule', { rule: t(`categories.${notice.rule}`) })}</p>}
        <p>
          {t('notice.reason')} <UserText dir={directionOf(notice.text, side)}>{notice.text}</UserText>
        </p>
        <Muted>
          {format.dateTime(notice.at)} · {t('notice.question')}
        </Muted>
      </div>
      <IconButton icon="close" label={t('notice.dismiss')} aria-disabled={dismiss.isPending} onClick={() => dismiss.mutate()} />
    </li>
  );
}
