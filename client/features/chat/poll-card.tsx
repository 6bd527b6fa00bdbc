import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Poll } from '#shared/features/chat/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { classNames } from '#client/ui/class-names.ts';
import { Icon } from '#client/ui/icon.tsx';
import { Ltr, UserText } from '#client/ui/text.tsx';
import { useDesk, type StoredMessage } from './room-desk.tsx';
import styles from './poll-card.module.css';

type PollMessage = StoredMessage & { poll: Poll };

/** The answers of a poll: buttons to choose by, bars where the counts are shown. */
export default function PollCard({ message, isStop }: { message: PollMessage; isStop: boolean }) {
  const { t } = useTranslation('chat');
  const { store, rights, actions, userId } = useDesk();
  const { poll, seq } = message;
  const results = useSyncExternalStore(store.subscribe, () => store.pollResults(seq));
  const isClosed = poll.isClosed || results?.isClosed === true;
  const mine = results?.mine ?? [];
  const mayVote = rights.canReact && !isClosed && results !== undefined;

  function choose(optionId: string): void {
    const isChosen = mine.includes(optionId);
    const rest = mine.filter((id) => id !== optionId);
    actions.vote(seq, isChosen ? rest : poll.isMultiple ? [...mine, optionId] : [optionId]);
  }
  return (
    <div className={styles.poll} role="group" aria-label={t('polls.label')} data-testid="poll">
      <ul className={styles.options}>
        {poll.options.map(({ id, text }) => (
          <li key={id}>
            <Option
              {...{ text, isStop }}
              isChosen={mine.includes(id)}
              isMultiple={poll.isMultiple}
              votes={results?.counts?.find(({ optionId }) => optionId === id)}
              voters={results?.voters ?? 0}
              onChoose={mayVote ? () => choose(id) : undefined}
            />
          </li>
        ))}
      </ul>
      <PollFoot {...{ poll, isClosed }} voters={results?.voters} isWaiting={results !== undefined && !results.counts} />
      {!isClosed && (message.authorId === userId || rights.canModerate) && (
        <Button look="quiet" tabIndex={isStop ? 0 : -1} onClick={() => actions.closePoll(seq)}>
          {t('polls.close')}
        </Button>
      )}
    </div>
  );
}

interface OptionProps {
  text: string;
  isChosen: boolean;
  isMultiple: boolean;
  votes: { count: number; by?: string[] | undefined } | undefined;
  voters: number;
  isStop: boolean;
  onChoose: (() => void) | undefined;
}

function Option({ text, isChosen, isMultiple, votes, voters, isStop, onChoose }: OptionProps) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  const { people, language } = useDesk();
  const share = votes && voters > 0 ? votes.count / voters : 0;
  const names = votes?.by?.map((id) => people.get(id)?.displayName ?? '…') ?? [];
  return (
    <button
      type="button"
      role={isMultiple ? 'checkbox' : 'radio'}
      aria-checked={isChosen}
      className={classNames(styles.option, isChosen && styles.chosen)}
      disabled={!onChoose}
      tabIndex={isStop ? 0 : -1}
      title={names.length > 0 ? format.list(names) : undefined}
      onClick={onChoose}
    >
      <span className={styles.bar} style={{ inlineSize: `${Math.round(share * 100)}%` }} aria-hidden="true" />
      <span className={styles.mark} aria-hidden="true">
        {isChosen && <Icon name="check" size={16} />}
      </span>
      <span className={styles.text}>
        <UserText dir={directionOf(text, directionOfLanguage(language))}>{text}</UserText>
      </span>
      {votes && (
        <span className={styles.count}>
          <Ltr>{format.percent(share)}</Ltr> <span className={styles.votes}>{t('polls.votes', { count: votes.count })}</span>
        </span>
      )}
    </button>
  );
}

function PollFoot({
  poll,
  isClosed,
  voters,
  isWaiting,
}: {
  poll: Poll;
  isClosed: boolean;
  voters: number | undefined;
  isWaiting: boolean;
}) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  return (
    <p className={styles.foot}>
      {isClosed && <strong>{t('polls.closed')}</strong>}
      {voters !== undefined && <span>{t('polls.voters', { count: voters })}</span>}
      {poll.isAnonymous && <span>{t('polls.anonymous')}</span>}
      {poll.isMultiple && !isClosed && <span>{t('polls.multiple')}</span>}
      {isWaiting && !isClosed && <span>{t(poll.shows === 'closed' ? 'polls.shownClosed' : 'polls.shownVoted')}</span>}
      {poll.closesAt !== undefined && !isClosed && <span>{t('polls.closesAt', { when: format.dateTime(poll.closesAt) })}</span>}
    </p>
  );
}
