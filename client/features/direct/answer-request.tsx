import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { direct, type Conversation } from '#shared/features/direct/contract.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { Button } from '#client/ui/button.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { BlockDialog } from '#client/features/blocks/index.tsx';
import styles from './direct.module.css';

type Decision = 'accept' | 'decline';

interface AnswerRequestProps {
  conversation: Conversation;
  /** Of who asked. */
  name: string;
  onAnswered?: (decision: Decision) => void;
}

/** Accept, decline or block: what a request for a conversation is answered with. */
export function AnswerRequest({ conversation, name, onAnswered }: AnswerRequestProps) {
  const { t, i18n } = useTranslation('inbox');
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const [underWay, setUnderWay] = useState<Decision>();
  const [isBlocking, setBlocking] = useState(false);

  async function answer(decision: Decision): Promise<void> {
    setUnderWay(decision);
    try {
      await hub(direct).call('answerRequest', { roomId: conversation.roomId, decision });
      toast({ tone: 'success', text: t(decision === 'accept' ? 'requests.accepted' : 'requests.declined') });
      onAnswered?.(decision);
    } catch (error) {
      toast({ tone: 'danger', text: errorMessage(i18n, error) });
    } finally {
      setUnderWay(undefined);
      refresh(direct, 'listConversations');
    }
  }
  return (
    <div className={styles.answers}>
      <Button look="primary" icon="check" busy={underWay === 'accept'} onClick={() => void answer('accept')}>
        {t('requests.accept')}
      </Button>
      <Button busy={underWay === 'decline'} onClick={() => void answer('decline')}>
        {t('requests.decline')}
      </Button>
      <Button look="quiet" icon="block" onClick={() => setBlocking(true)}>
        {t('block.action')}
      </Button>
      <BlockDialog whom={{ id: conversation.userId, name }} open={isBlocking} onClose={() => setBlocking(false)} />
    </div>
  );
}
