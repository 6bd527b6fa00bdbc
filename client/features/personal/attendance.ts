import type { Timing } from '#client/kernel/connection.ts';

/** In a room at whose end one reads, the own marks tell where one stands; what they do not tell is asked for then. */
const patienceMs = 10_000;

interface AttendanceWorld {
  timing: Timing;
  /** The room was heard to have come so far, and nothing has told of it meanwhile. */
  settle(roomId: string, head: number): void;
}

/** Which rooms are on the screen, at their end. */
export interface Attendance {
  attend(roomId: string): () => void;
  isAttended(roomId: string): boolean;
  /** The room moved on. */
  passed(roomId: string, head: number): void;
}

export function createAttendance({ timing, settle }: AttendanceWorld): Attendance {
  const attended = new Map<string, number>();
  const heads = new Map<string, { head: number; cancel: () => void }>();

  function settleNow(roomId: string): void {
    const heard = heads.get(roomId);
    if (!heard) return;
    heard.cancel();
    heads.delete(roomId);
    settle(roomId, heard.head);
  }
  return {
    attend(roomId) {
      attended.set(roomId, (attended.get(roomId) ?? 0) + 1);
      return () => {
        const left = (attended.get(roomId) ?? 1) - 1;
        if (left > 0) return void attended.set(roomId, left);
        attended.delete(roomId);
        settleNow(roomId);
      };
    },
    isAttended: (roomId) => attended.has(roomId),
    passed(roomId, head) {
      const heard = heads.get(roomId);
      if (heard) heard.head = Math.max(heard.head, head);
      else heads.set(roomId, { head, cancel: timing.later(patienceMs, () => settleNow(roomId)) });
    },
  };
}
