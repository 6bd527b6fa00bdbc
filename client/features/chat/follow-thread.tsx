import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { personal } from '#shared/features/personal/contract.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useAccountEvent } from '#client/kernel/personal.ts';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import styles from './thread-panel.module.css';

interface FollowThreadProps {
  roomId: string;
  root: number;
  /** Grows with one's own replies: who writes in a thread follows it. */
  ownReplies: number;
}

/** Follows a thread, or does so no more; nothing until it is known which. */
export function FollowThread({ roomId, root, ownReplies }: FollowThreadProps) {
  const { t, i18n } = useTranslation('panels');
  const hub = useHub();
  const { data, refetch } = useHubQuery(personal, 'isFollowing', { roomId, thread: root });
  const { run, isBusy, error } = useTask();
  const isFollowing = data?.isFollowing;
  useAccountEvent((event) => {
    if (event.kind === 'following' && event.roomId === roomId && event.thread === root) void refetch();
  });
  useOwnReplies(ownReplies, () => void refetch());

  async function toggle(): Promise<void> {
    await run(() => hub(personal).call('followThread', { roomId, thread: root, isFollowing: isFollowing !== true }));
    await refetch();
  }
  if (isFollowing === undefined) return null;
  return (
    <div className={styles.follow}>
      <Button look={isFollowing ? 'quiet' : 'secondary'} icon="bell" busy={isBusy} onClick={() => void toggle()}>
        {t(isFollowing ? 'follow.stop' : 'follow.start')}
      </Button>
      {error !== undefined && <ErrorNote>{errorMessage(i18n, error)}</ErrorNote>}
    </div>
  );
}

/** Runs when the number has changed, not for the first one. */
function useOwnReplies(count: number, run: () => void): void {
  const known = useRef(count);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (count !== known.current) latest.current();
    known.current = count;
  }, [count]);
}
