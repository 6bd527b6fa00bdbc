import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { chat, type Message, type RoomEvent } from '#shared/features/chat/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { UserText } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import type { PanelDesk } from './panel-desk.ts';
import { ItemHead, ItemLink, ItemWords, PanelItems, type PanelListProps } from './panel-list.tsx';
import { usePerson } from './people-cache.ts';
import { SidePanel } from './side-panel.tsx';
import { useRoomNews } from './use-room-news.ts';
import styles from './panel-list.module.css';

type Pinned = Message & { pin: NonNullable<Message['pin']> };

const changesPins = ({ kind }: RoomEvent): boolean =>
  kind === 'pinned' || kind === 'removed' || kind === 'withheld' || kind === 'restored' || kind === 'edited';

/** Pinned messages of a room, the last pinned first: who pinned them, with which note. */
export default function PinsPanel(props: PanelListProps) {
  const { desk, side } = props;
  const { t } = useTranslation('panels');
  const query = hubQuery(useHub(), chat, { operation: 'listPins', input: { roomId: desk.roomId } });
  // Pins change while it is closed, and nobody hears of them here.
  const { data, error, refetch } = useQuery({ ...query, refetchOnMount: 'always' });
  const again = (): void => void refetch();
  useRoomNews(desk.roomId, changesPins, again);
  const pinned = data?.items
    .filter((item): item is Pinned => item.kind === 'message' && item.pin !== undefined)
    .sort((one, other) => other.pin.at.localeCompare(one.pin.at));
  return (
    <SidePanel side={side} title={t('pins.title')}>
      <PanelItems
        label={t('pins.title')}
        items={pinned}
        error={error ?? undefined}
        onRetry={again}
        empty={<EmptyState icon="pin">{t(desk.rights.canModerate ? 'pins.emptyModerator' : 'pins.empty')}</EmptyState>}
      >
        {(item) => <PinnedItem key={item.seq} {...props} item={item} onChanged={again} />}
      </PanelItems>
    </SidePanel>
  );
}

function PinnedItem({ item, onChanged, ...props }: PanelListProps & { item: Pinned; onChanged: () => void }) {
  const { desk } = props;
  const { note } = item.pin;
  return (
    <li className={styles.item} data-pinned={item.seq}>
      <ItemLink {...props} item={item}>
        <ItemHead desk={desk} item={item} at={item.at} />
        {note !== undefined && note !== '' && (
          <span className={styles.note}>
            <UserText dir={directionOf(note, directionOfLanguage(desk.language))}>{note}</UserText>
          </span>
        )}
        <ItemWords desk={desk} item={item} />
        <PinnedBy desk={desk} pin={item.pin} />
      </ItemLink>
      {desk.rights.canModerate && <Unpin desk={desk} item={item} onChanged={onChanged} />}
    </li>
  );
}

function PinnedBy({ desk, pin }: { desk: PanelDesk; pin: Pinned['pin'] }) {
  const format = useFormat();
  const person = usePerson(desk.people, pin.by);
  return (
    <span className={styles.meta}>
      <Icon name="pin" size={16} />
      <span>
        <Phrase
          of="panels:pins.by"
          values={{ name: <UserText>{person?.displayName ?? '…'}</UserText>, when: <bdi>{format.dateTime(pin.at)}</bdi> }}
        />
      </span>
    </span>
  );
}

function Unpin({ desk, item, onChanged }: { desk: PanelDesk; item: Pinned; onChanged: () => void }) {
  const { t, i18n } = useTranslation(['panels', 'common']);
  const toast = useToast();
  const { run, isBusy, error } = useTask();
  const { seq, pin } = item;

  async function unpin(): Promise<void> {
    const isDone = await run(async () => {
      await desk.store.pin(seq, false);
      return true;
    });
    if (!isDone) return;
    onChanged();
    const putBack = (): void =>
      void desk.store
        .pin(seq, true, pin.note)
        .then(onChanged, (reason: unknown) => toast({ tone: 'danger', text: errorMessage(i18n, reason) }));
    toast({ text: t('panels:pins.unpinned'), action: { label: t('common:actions.undo'), onPress: putBack } });
  }
  return (
    <>
      {error !== undefined && (
        <div className={styles.pad}>
          <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>
        </div>
      )}
      <div className={styles.below}>
        <Button look="quiet" icon="unpin" busy={isBusy} onClick={() => void unpin()}>
          {t('panels:pins.unpin')}
        </Button>
      </div>
    </>
  );
}
