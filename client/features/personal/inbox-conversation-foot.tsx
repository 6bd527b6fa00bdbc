import { useTranslation } from 'react-i18next';
import type { Conversation } from '#shared/features/direct/contract.ts';
import { region } from '#client/kernel/regions.ts';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { skipTargetId } from '#client/ui/skip-links.tsx';
import { useUnblock } from '#client/features/blocks/index.tsx';
import { AnswerRequest } from '#client/features/direct/index.tsx';
import styles from './inbox-conversation.module.css';

/** Whether the person may write now: in an open conversation, or the one message that asks. */
export function isOpenFor(conversation: Conversation, of: { isBlocked: boolean; hasWritten: boolean }): boolean {
  if (of.isBlocked) return false;
  return conversation.state === 'open' || (conversation.isMine && !of.hasWritten);
}

interface FootProps {
  conversation: Conversation;
  name: string;
  isBlocked: boolean;
}

/** In place of the composer: what to do, or what is waited for. */
export function ConversationFoot({ conversation, name, isBlocked }: FootProps) {
  const { t } = useTranslation('inbox');
  const unblock = useUnblock();
  const isAsked = conversation.state === 'requested' && !conversation.isMine;
  return (
    <section className={styles.foot} id={skipTargetId.composer} aria-label={t('conversation.options')} {...region('composer')}>
      <p className={styles.note}>
        <Icon name={isBlocked ? 'block' : isAsked ? 'message' : 'clock'} size={18} />
        <span>{t(isBlocked ? 'conversation.blocked' : isAsked ? 'conversation.asked' : 'conversation.waiting')}</span>
      </p>
      {isBlocked && <Button onClick={() => unblock({ id: conversation.userId, name })}>{t('block.undo')}</Button>}
      {!isBlocked && isAsked && <AnswerRequest conversation={conversation} name={name} />}
    </section>
  );
}
