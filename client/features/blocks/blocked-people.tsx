import { useTranslation } from 'react-i18next';
import { blocks } from '#shared/features/blocks/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHubEvent } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useBlocking } from '#client/kernel/personal.ts';
import { Avatar } from '#client/ui/avatar.tsx';
import { Button } from '#client/ui/button.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { useNames } from '#client/features/people/index.tsx';
import { useUnblock } from './block-dialog.tsx';
import styles from './blocks.module.css';

/** Whom one has blocked, the last first; also those one cannot see any more. */
export function BlockedPeople() {
  const { t, i18n } = useTranslation('inbox');
  const format = useFormat();
  const refresh = useRefresh();
  const unblock = useUnblock();
  const isReady = useBlocking() !== undefined;
  const { data, error, refetch } = useHubQuery(blocks, 'listBlocks', {});
  useHubEvent(blocks, 'changed', () => refresh(blocks));
  const items = [...(data?.items ?? [])].sort((one, other) => other.at.localeCompare(one.at));
  const names = useNames(items.map(({ userId }) => userId));
  if (error) {
    return (
      <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
        {errorMessage(i18n, error)}
      </ErrorNote>
    );
  }
  if (!data) return <Skeleton lines={[3]} />;
  if (items.length === 0) return <Muted>{t('settings.empty')}</Muted>;
  return (
    <ul className={styles.people}>
      {items.map(({ userId, at }) => {
        const name = names.get(userId) ?? t('conversation.unknown');
        return (
          <li key={userId} className={styles.person}>
            <Avatar id={userId} name={name} />
            <div className={styles.names}>
              <UserText>{name}</UserText>
              <Muted>{t('settings.since', { date: format.date(at, 'medium') })}</Muted>
            </div>
            <Button aria-disabled={!isReady} onClick={() => unblock({ id: userId, name })}>
              {t('block.undo')}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
