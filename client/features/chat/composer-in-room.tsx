import { useState, useSyncExternalStore, type Ref } from 'react';
import { plainTextOf } from '#shared/features/chat/formatting.ts';
import type { Room } from '#shared/features/spaces/contract.ts';
import { scopeOfShownRoom } from '#shared/features/spaces/room.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { useCan, useSignedIn, type DraftText } from '#client/kernel/session.tsx';
import type { ComposerFiles } from '#client/features/files/index.tsx';
import { ClosedNote } from './composer-closed-note.tsx';
import { useClosed } from './composer-closed.ts';
import { useDirectMentions, useRoomMentions, type MentionPeople } from './composer-people.ts';
import type { OutgoingEdit, OutgoingMessage } from './composer-sending.ts';
import type { ComposerMode } from './composer-text.ts';
import { Composer } from './composer.tsx';
import type { QuotedLine } from './composing-mode-bar.tsx';
import type { PeopleCache } from './people-cache.ts';
import { usePollSender } from './poll-dialog-send.ts';
import type { RoomStore } from './room-store.ts';

export interface DirectWriting {
  userIds: readonly string[];
  canAttach: boolean;
}

export interface RoomComposerProps {
  room: Room;
  /** A conversation of two people, who it is with; whether files may be sent yet. */
  direct?: DirectWriting | undefined;
  /** The space is archived, and its rooms with it. */
  isSpaceArchived: boolean;
  store: RoomStore;
  people: PeopleCache;
  /** Number of the first message of the thread that is written to. */
  thread?: number;
  /** `useDraft` of the room or thread. */
  draft: DraftText;
  mode: ComposerMode;
  onMode: (mode: ComposerMode) => void;
  /** `useComposerFiles(room.id, thread)`, shared with the frame that files are dropped on. */
  files: ComposerFiles;
  /** A message was taken: the list goes to its end. */
  onSent?: () => void;
  onUp: () => void;
  ref: Ref<HTMLTextAreaElement>;
}

/** Where one writes in a room of a space or in one of its threads, or why one cannot. */
export default function RoomComposer({ direct, isSpaceArchived, ...props }: RoomComposerProps) {
  return direct ? <DirectComposer {...props} direct={direct} /> : <SpaceComposer {...props} isSpaceArchived={isSpaceArchived} />;
}

function SpaceComposer({ isSpaceArchived, ...props }: Omit<RoomComposerProps, 'direct'>) {
  const { room, people, draft } = props;
  const can = useCan();
  const closed = useClosed(room, isSpaceArchived);
  const mentions = useRoomMentions(room, people);
  const scope = scopeOfShownRoom(room, isSpaceArchived);
  if (closed) return <ClosedNote closed={closed} room={room} hasDraft={draft.text !== ''} />;
  return <OpenComposer {...props} {...{ mentions }} canAttach={can('file.write', scope)} isExempt={can('room.manage', scope)} />;
}

function DirectComposer({ direct, ...props }: Omit<RoomComposerProps, 'isSpaceArchived' | 'direct'> & { direct: DirectWriting }) {
  const mentions = useDirectMentions(direct.userIds, props.people);
  return <OpenComposer {...props} {...{ mentions }} canAttach={direct.canAttach} isExempt />;
}

interface OpenComposerProps extends Omit<RoomComposerProps, 'isSpaceArchived' | 'direct'> {
  mentions: MentionPeople;
  canAttach: boolean;
  /** Asked for no pause by slow mode. */
  isExempt: boolean;
}

function OpenComposer({ room, store, people: _people, onMode, onSent, files, mentions, canAttach, isExempt, ...rest }: OpenComposerProps) {
  const { thread, mode } = rest;
  const onPoll = usePollSender(room.id, thread);
  const quoted = useQuoted(store, mode, mentions);
  const lastOwnAt = useLastOwnAt(store, !isExempt && room.slowModeSeconds > 0);
  const [isFull, setFull] = useState(false);

  function onSend({ text, direction, ...more }: OutgoingMessage): boolean {
    const isTaken = store.send(text, direction, more);
    setFull(!isTaken);
    if (isTaken) onSent?.();
    return isTaken;
  }
  async function onEdit(edit: OutgoingEdit): Promise<void> {
    if (mode.kind !== 'edit') return;
    try {
      await store.edit(mode.seq, { baseRevision: mode.revision, ...edit });
    } catch (error) {
      // She sees the newer text in its line; saving again replaces it.
      const newer = error instanceof HubError && error.code === 'chat/staleRevision' ? Number(error.params.revision) : mode.revision;
      onMode({ ...mode, revision: newer });
      throw error;
    }
  }
  return (
    <Composer
      {...rest}
      {...{ room, quoted, lastOwnAt, isFull, onSend, onEdit, onPoll }}
      people={mentions}
      files={canAttach ? files : undefined}
      isSlowModeExempt={isExempt}
      onCancelMode={() => onMode({ kind: 'new' })}
    />
  );
}

/** When her newest message here was stored: slow mode counts from it, from whichever device it was sent. */
function useLastOwnAt(store: RoomStore, isAsked: boolean): number | undefined {
  const { userId } = useSignedIn().session;
  function read(): number | undefined {
    if (!isAsked) return undefined;
    const { entries } = store.view();
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries[index];
      if (entry?.kind === 'message' && entry.authorId === userId) return Date.parse(entry.at);
    }
    return undefined;
  }
  return useSyncExternalStore(store.subscribe, read, read);
}

/** The line that is answered, as it is shown above the text. */
function useQuoted(store: RoomStore, mode: ComposerMode, { nameOf }: MentionPeople): QuotedLine | undefined {
  const { userId } = useSignedIn().session;
  const read = () => (mode.kind === 'reply' ? store.lineAt(mode.seq) : undefined);
  const line = useSyncExternalStore(store.subscribe, read, read);
  if (line?.kind !== 'message') return undefined;
  return {
    name: nameOf({ kind: 'person', id: line.authorId }),
    isOwn: line.authorId === userId,
    words: plainTextOf(line.text, (mention) => nameOf(mention) ?? '…'),
  };
}
