import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useCan, useDraft } from '#client/kernel/session.tsx';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { NonOperationalBanner } from '#client/ui/banner.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { Composer, ReadOnlyNote } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import type { MessageActions } from './message-row.tsx';
import { useAnnounced } from './use-announced.ts';
import { usePeopleCache, useRoom, type UseRoom } from './use-room.ts';
import styles from './conversation.module.css';

/** Why somebody who reads a room may not write in it; undefined when she may. */
function useReadOnly(room: Room, isArchived: boolean): 'observer' | 'archived' | 'announcements' | undefined {
  const can = useCan();
  const scope = { id: room.id, spaceId: room.spaceId, isArchived };
  if (isArchived) return 'archived';
  if (!can('room.post', scope)) return 'observer';
  return room.kind === 'announcements' && !can('room.manage', scope) ? 'announcements' : undefined;
}

/** One room: what was said, and where to write. Give it `key={room.id}`. */
export function Conversation({ room, isArchived }: { room: Room; isArchived: boolean }) {
  const { view, room: store } = useRoom(room.id);
  const people = usePeopleCache();
  const draft = useDraft(`room:${room.id}`);
  const readOnly = useReadOnly(room, isArchived);
  const [sentCount, setSentCount] = useState(0);
  const [isFull, setFull] = useState(false);
  const textBox = useRef<HTMLTextAreaElement>(null);
  const frame = useRef<HTMLElement>(null);
  const actions = useMessageActions(
    store,
    useCallback(
      (text: string) => {
        draft.set(draft.text === '' ? text : `${text}\n${draft.text}`);
        textBox.current?.focus();
      },
      [draft],
    ),
  );
  useAnnounced(view, people, room.language);

  return (
    <section ref={frame} className={styles.conversation} aria-label={room.name}>
      <div className={styles.rule}>
        <NonOperationalBanner />
      </div>
      {view.status === 'opening' && view.entries.length === 0 && (
        <div className={styles.waiting}>
          <Skeleton lines={[3, 3, 3, 3]} />
        </div>
      )}
      {(view.status === 'gone' || (view.status === 'failed' && !view.isFromDevice)) && <Failed error={view.error} />}
      {(view.status === 'open' || view.entries.length > 0) && (
        <MessageList
          {...{ room, view, people, actions, sentCount }}
          canTurn={readOnly === undefined}
          loadEarlier={store.loadEarlier}
          onLeave={() => textBox.current?.focus()}
        />
      )}
      {readOnly !== undefined && <ReadOnlyNote why={readOnly} />}
      {readOnly === undefined && view.status !== 'gone' && (
        <Composer
          ref={textBox}
          room={room}
          text={draft.text}
          onText={draft.set}
          isFull={isFull}
          onUp={() => [...(frame.current?.querySelectorAll<HTMLElement>('article') ?? [])].at(-1)?.focus()}
          onSend={(text, direction) => {
            const isTaken = store.send(text, direction);
            setFull(!isTaken);
            if (isTaken) setSentCount((count) => count + 1);
            return isTaken;
          }}
        />
      )}
    </section>
  );
}

function Failed({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation('chat');
  return (
    <div className={styles.waiting}>
      <ErrorNote code={errorCode(error)}>
        {t('failed.title')} {errorMessage(i18n, error)}
      </ErrorNote>
    </div>
  );
}

function useMessageActions(store: UseRoom['room'], putBack: (text: string) => void): MessageActions {
  const { t, i18n } = useTranslation('chat');
  const { announceState } = useAnnouncer();
  const toast = useToast();
  // The rows are drawn again when an action changes, so that only the newest is reached through this.
  const latest = useRef(putBack);
  latest.current = putBack;
  return useMemo(
    () => ({
      copy(text) {
        navigator.clipboard.writeText(text).then(
          () => toast({ text: t('messages.copied') }),
          () => toast({ tone: 'danger', text: t('messages.copyFailed') }),
        );
      },
      turn(seq, direction) {
        store.turn(seq, direction).then(
          () => announceState({ text: t('messages.turned') }),
          (error: unknown) => toast({ tone: 'danger', text: errorMessage(i18n, error) }),
        );
      },
      retry: store.retry,
      takeBack(clientId) {
        void store.takeBack(clientId).then((text) => {
          if (text !== undefined) latest.current(text);
        });
      },
    }),
    [store, t, i18n, toast, announceState],
  );
}
