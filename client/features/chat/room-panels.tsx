import { useMemo, useRef, useState } from 'react';
import type { Room } from '#shared/features/spaces/contract.ts';
import { useServerDraft } from '#client/kernel/personal.ts';
import { useComposerFiles } from '#client/features/files/index.tsx';
import { RoomComposer } from './composer-of-room.tsx';
import type { DirectWriting } from './composer-in-room.tsx';
import type { ComposerMode } from './composer-text.ts';
import { HiddenRow } from './hidden-row.tsx';
import { MessageRow } from './message-row.tsx';
import { RoomDeskProvider, useDesk } from './room-desk.tsx';
import { SidePanels } from './side-panels.tsx';
import type { DrawnRow, RowPlace } from './thread-panel.tsx';
import type { SidePanelControl } from './use-side-panel.ts';

interface RoomPanelsProps {
  room: Room;
  direct: DirectWriting | undefined;
  isSpaceArchived: boolean;
  side: SidePanelControl;
  onJump: (seq: number) => void;
}

/** What stands beside the messages: a thread with its own place to write, or a list of messages. */
export function RoomPanels({ room, direct, isSpaceArchived, side, onJump }: RoomPanelsProps) {
  const desk = useDesk();
  const { panel } = side;
  const root = panel?.kind === 'thread' ? panel.root : undefined;
  const [mode, setMode] = useState<ComposerMode & { root?: number | undefined }>({ kind: 'new' });
  // Quoting and editing in a thread are done in its own composer.
  const inThread = useMemo(() => {
    if (root === undefined) return desk;
    const actions = {
      ...desk.actions,
      reply: (seq: number) => setMode({ kind: 'reply', seq, root }),
      edit: (message: Parameters<typeof desk.actions.edit>[0]) => {
        const { seq, revision, text, direction, attachments } = message;
        setMode({ kind: 'edit', seq, revision, text, direction, hasFiles: attachments !== undefined, root });
      },
    };
    return { ...desk, actions };
  }, [desk, root]);

  const drawRow = (row: DrawnRow, { isStop, isNewestOwn, isShown }: RowPlace) =>
    row.kind === 'hidden' ? <HiddenRow row={row} isStop={isStop} /> : <MessageRow {...{ row, isStop, isNewestOwn, isShown }} />;
  const composer = (thread: number) => (
    <ThreadComposer
      key={thread}
      {...{ room, direct, isSpaceArchived, thread }}
      mode={mode.root === thread ? mode : { kind: 'new' }}
      onMode={(next) => setMode({ ...next, root: thread })}
    />
  );
  return (
    <RoomDeskProvider value={inThread}>
      <SidePanels {...{ desk, side, onJump }} renderRow={drawRow} composer={composer} />
    </RoomDeskProvider>
  );
}

interface ThreadComposerProps {
  room: Room;
  direct: DirectWriting | undefined;
  isSpaceArchived: boolean;
  thread: number;
  mode: ComposerMode;
  onMode: (mode: ComposerMode) => void;
}

function ThreadComposer({ room, direct, isSpaceArchived, thread, mode, onMode }: ThreadComposerProps) {
  const { store, people } = useDesk();
  const draft = useServerDraft(`room:${room.id}/${thread}`);
  const files = useComposerFiles(room.id, thread);
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <RoomComposer
      ref={field}
      {...{ room, direct, isSpaceArchived, store, people, thread, draft, mode, onMode, files }}
      onUp={() =>
        field.current?.closest('section[role], [data-testid="side-panel"]')?.querySelector<HTMLElement>('article:last-of-type')?.focus()
      }
    />
  );
}
