import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { chat, maxCodePoints } from '#shared/features/chat/contract.ts';
import { direct } from '#shared/features/direct/contract.ts';
import { people, type Person } from '#shared/features/people/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery, useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase, usePageDirection } from '#client/kernel/i18n-react.tsx';
import { useNavigate, useParams } from '#client/kernel/router.tsx';
import { useDraft } from '#client/kernel/session.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Avatar } from '#client/ui/avatar.tsx';
import { NonOperationalBanner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Card } from '#client/ui/card.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { UserText } from '#client/ui/text.tsx';
import { useConversation } from './use-conversations.ts';
import styles from './direct.module.css';

/** `/inbox/to/:person`: the conversation there is, or the one message that asks for it. */
export default function WritePage() {
  const { t, i18n } = useTranslation('inbox');
  const { person: personId = '' } = useParams();
  const navigate = useNavigate();
  const known = useConversation(({ userId, state }) => userId === personId && state !== 'declined');
  const { data: person, error } = useHubQuery(people, 'getPerson', { accountId: personId });
  // Whoever has begun to send stays until the message is away: the conversation is there a moment before it.
  const [hasBegun, setBegun] = useState(false);
  const roomId = known.state === 'found' && !hasBegun ? known.conversation?.roomId : undefined;
  useEffect(() => {
    if (roomId !== undefined) navigate(`/inbox/${roomId}`, { replace: true });
  }, [roomId, navigate]);

  const isMissing = error instanceof HubError && error.code === 'common/notFound';
  const isWaiting = known.state === 'loading' || roomId !== undefined || (!person && !error);
  return (
    <Page title={t('write.title')} within={t('title')} breadcrumbs={[{ href: '/inbox', label: t('title') }]} width="measure">
      {isMissing && (
        <EmptyState icon="person" action={<Link href="/inbox">{t('conversation.back')}</Link>}>
          {t('write.missing')}
        </EmptyState>
      )}
      {error && !isMissing && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
      {known.state === 'failed' && (
        <ErrorNote code={errorCode(known.error)} onRetry={known.retry}>
          {errorMessage(i18n, known.error)}
        </ErrorNote>
      )}
      {isWaiting && <Skeleton lines={[3, 6, 3]} />}
      {person && known.state === 'found' && roomId === undefined && (
        <RequestForm key={person.id} person={person} onBegin={() => setBegun(true)} />
      )}
    </Page>
  );
}

/** The request and its message leave together, so that nobody is asked by an empty request. */
function RequestForm({ person, onBegin }: { person: Person; onBegin: () => void }) {
  const { t, i18n } = useTranslation('inbox');
  const hub = useHub();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const side = usePageDirection();
  const draft = useDraft(`person:${person.id}:request`);
  // Sent again after a lost answer it is the same message.
  const [clientId] = useState(newClientId);
  const { isBusy, error, run } = useTask();
  const text = draft.text.trim();
  const canSend = text !== '' && codePointCount(text) <= maxCodePoints;

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!canSend || isBusy) return;
    onBegin();
    const roomId = await run(async () => {
      const conversation = await hub(direct).call('openConversation', { accountId: person.id });
      await hub(chat).call('sendMessage', { roomId: conversation.roomId, clientId, text, direction: directionOf(text, side) });
      return conversation.roomId;
    });
    if (roomId === undefined) return;
    draft.set('');
    refresh(direct, 'listConversations');
    navigate(`/inbox/${roomId}`, { replace: true });
  }
  return (
    <Card as="section">
      <form className={styles.form} onSubmit={(event) => void send(event)}>
        <p className={styles.to}>
          <Avatar id={person.id} name={person.displayName} />
          <span>
            <Phrase of="inbox:write.to" values={{ name: <UserText>{person.displayName}</UserText> }} />
          </span>
        </p>
        <p>{t('write.how')}</p>
        <NonOperationalBanner />
        <TextArea label={t('write.label')} value={draft.text} onChange={draft.set} maxCharacters={maxCodePoints} rows={4} />
        {error !== undefined && (
          <ErrorNote code={errorCode(error)}>
            {errorMessage(i18n, error)} {t('write.kept')}
          </ErrorNote>
        )}
        <div>
          <Button type="submit" look="primary" icon="send" busy={isBusy} aria-disabled={!canSend}>
            {t('write.send')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
