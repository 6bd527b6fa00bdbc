import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '#shared/features/spaces/room.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { region } from '#client/kernel/regions.ts';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import { skipTargetId } from '#client/ui/skip-links.tsx';
import { UserText } from '#client/ui/text.tsx';
import { Late } from './composer-late.tsx';
import type { Closed } from './composer-closed.ts';
import styles from './composer.module.css';

const icons: Record<Closed['why'], IconName> = {
  ...{ archived: 'archive', observer: 'show', locked: 'lock' },
  ...{ announcements: 'info', trainers: 'info', moderators: 'info' },
};

interface ClosedNoteProps {
  closed: Closed;
  room: Pick<Room, 'language'>;
  /** Something was written here before. */
  hasDraft: boolean;
}

/** In place of the composer, for those who may read here but not write. */
export function ClosedNote({ closed, room, hasDraft }: ClosedNoteProps) {
  const { t } = useTranslation('chat');
  const { why } = closed;
  return (
    <NoComposer icon={icons[why]} hasDraft={hasDraft}>
      {why === 'locked' || why === 'trainers' || why === 'moderators' ? (
        <Late failed={why === 'locked' ? t('errors.chat.roomLocked') : t('errors.chat.notAllowedToPost')}>
          <Why closed={closed} language={room.language} />
        </Late>
      ) : (
        t(`composer.${why}`)
      )}
    </NoComposer>
  );
}

function Why({ closed, language }: { closed: Closed; language: string }) {
  const { t } = useTranslation('composing');
  const format = useFormat();
  if (closed.why === 'trainers' || closed.why === 'moderators') return t(`closed.${closed.why}`);
  if (closed.why !== 'locked') return null;
  const { reason, until } = closed;
  const dir = directionOf(reason, directionOfLanguage(language));
  return (
    <>
      {until === undefined ? t('closed.locked') : t('closed.lockedUntil', { when: format.dateTime(new Date(until)) })}{' '}
      {reason !== '' && (
        <Phrase
          of="composing:closed.reason"
          values={{
            reason: (
              <UserText lang={language} dir={dir}>
                {reason}
              </UserText>
            ),
          }}
        />
      )}
    </>
  );
}

interface NoComposerProps {
  icon: IconName;
  /** Something was written here before. */
  hasDraft: boolean;
  children: ReactNode;
}

/** Where nothing can be written, with the reason: also of a conversation of two that is not open. */
export function NoComposer({ icon, hasDraft, children }: NoComposerProps) {
  return (
    <div className={styles.readOnly} id={skipTargetId.composer} {...region('composer')}>
      <Icon name={icon} />
      <p>
        {children}
        {hasDraft && (
          <Late>
            <Kept />
          </Late>
        )}
      </p>
    </div>
  );
}

function Kept() {
  const { t } = useTranslation('composing');
  return <> {t('closed.kept')}</>;
}
