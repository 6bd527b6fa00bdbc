import { useTranslation } from 'react-i18next';
import type { Replies } from '#shared/features/chat/contract.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { usePerson } from './people-cache.ts';
import { useDesk } from './room-desk.tsx';
import styles from './thread-link.module.css';

const shownFaces = 3;

/** Under the first message of a thread: how many replied, and when last. */
export function ThreadLink({ root, replies, isStop }: { root: number; replies: Replies; isStop: boolean }) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const { actions } = useDesk();
  return (
    <button
      type="button"
      className={styles.link}
      tabIndex={isStop ? 0 : -1}
      data-testid="thread-link"
      onClick={() => actions.openThread(root)}
    >
      <span className={styles.faces} aria-hidden="true">
        {replies.participants.slice(0, shownFaces).map((userId) => (
          <Face key={userId} userId={userId} />
        ))}
      </span>
      <span className={styles.count}>{t('messages.replies', { count: replies.count })}</span>
      <span className={styles.last}>{format.moment(replies.lastAt, Date.now())}</span>
      <Icon name="next" size={16} />
    </button>
  );
}

function Face({ userId }: { userId: string }) {
  const { people } = useDesk();
  const person = usePerson(people, userId);
  return <Avatar id={userId} name={person?.displayName ?? ''} size="small" />;
}
