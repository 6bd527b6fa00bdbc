import type { Timing } from '#client/kernel/connection.ts';

/** The hub is told of one room at most this often; the last mark wins. */
export const markGapMs = 1_000;
const againMs = 5_000;

export interface Mark {
  roomId: string;
  /** Absent: the room itself. */
  thread?: number | undefined;
  upTo: number;
}
export interface MarksWorld {
  timing: Timing;
  /** `unreachable`: kept for when there is a line; `later`: the hub asks for patience; `refused`: it is worth nothing. */
  send(mark: Mark): Promise<'done' | 'unreachable' | 'later' | 'refused'>;
  /** What is shown follows from marks that are on their way. */
  changed(): void;
}

interface Waiting {
  sentAt: number;
  isSending: boolean;
  cancel: (() => void) | undefined;
  /** By thread; `undefined` is the room itself. */
  marks: Map<number | undefined, number>;
}

/** How far one has read, on its way to the hub. */
export interface ReadMarks {
  mark(mark: Mark): void;
  /** Up to where it was read and the hub may not know yet. */
  pending(roomId: string, thread?: number): number | undefined;
  /** There is a line again. */
  resume(): void;
  drop(roomId: string): void;
  clear(): void;
}

export function createReadMarks({ timing, send, changed }: MarksWorld): ReadMarks {
  const rooms = new Map<string, Waiting>();

  function schedule(roomId: string, room: Waiting, delayMs: number): void {
    if (room.isSending || room.cancel) return;
    room.cancel = timing.later(delayMs, () => {
      room.cancel = undefined;
      void flush(roomId, room);
    });
  }
  async function flush(roomId: string, room: Waiting): Promise<void> {
    room.isSending = true;
    room.sentAt = timing.now();
    let waitMs: number | undefined = markGapMs;
    for (const [thread, upTo] of [...room.marks]) {
      const end = await send({ roomId, thread, upTo });
      if (end === 'unreachable' || end === 'later') {
        waitMs = end === 'later' ? againMs : undefined;
        break;
      }
      if (room.marks.get(thread) === upTo) room.marks.delete(thread);
    }
    room.isSending = false;
    if (rooms.get(roomId) !== room) return;
    // Without a line it waits for `resume`.
    if (room.marks.size > 0 && waitMs !== undefined) schedule(roomId, room, waitMs);
    changed();
  }
  function drop(roomId: string): void {
    rooms.get(roomId)?.cancel?.();
    rooms.delete(roomId);
  }
  return {
    mark({ roomId, thread, upTo }) {
      const room = rooms.get(roomId) ?? { sentAt: -Infinity, isSending: false, cancel: undefined, marks: new Map() };
      if ((room.marks.get(thread) ?? 0) >= upTo) return;
      rooms.set(roomId, room);
      room.marks.set(thread, upTo);
      schedule(roomId, room, Math.max(0, room.sentAt + markGapMs - timing.now()));
      changed();
    },
    pending: (roomId, thread) => rooms.get(roomId)?.marks.get(thread),
    resume() {
      for (const [roomId, room] of rooms) if (room.marks.size > 0) schedule(roomId, room, 0);
    },
    drop,
    clear() {
      for (const roomId of [...rooms.keys()]) drop(roomId);
    },
  };
}
