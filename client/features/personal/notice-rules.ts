import type { RoomState } from '#shared/features/personal/contract.ts';
import type { News } from '#client/kernel/personal.ts';

/** Of one room no more than one notice in this time: the first says that something goes on there. */
export const noticeGapMs = 10_000;
const maxTold = 200;

export const pathOfRoom = ({ roomId, spaceId }: Pick<RoomState, 'roomId' | 'spaceId'>): string =>
  spaceId === undefined ? `/inbox/${roomId}` : `/s/${spaceId}/chat/${roomId}`;

/** A message in its place; a reply opens its thread. */
export function pathOfMessage(
  room: Pick<RoomState, 'roomId' | 'spaceId'>,
  { seq, thread }: { seq: number; thread?: number | undefined },
): string {
  return `${pathOfRoom(room)}?${thread === undefined ? '' : `thread=${thread}&`}m=${seq}`;
}

/** It names the person, or was written to her alone. */
export const isNaming = ({ before, now }: News): boolean => now.spaceId === undefined || now.mentions > before.mentions;

export interface NoticePace {
  /** Whether a notice of this room may be given now; if so, it counts as given. */
  take(roomId: string): boolean;
  /** Rooms of which a notice may still be shown. */
  told(): readonly string[];
  forget(roomId: string): void;
}

export function createNoticePace(now: () => number): NoticePace {
  const toldAt = new Map<string, number>();
  return {
    take(roomId) {
      const last = toldAt.get(roomId);
      if (last !== undefined && now() - last < noticeGapMs) return false;
      toldAt.delete(roomId);
      toldAt.set(roomId, now());
      const [oldest] = toldAt.keys();
      if (toldAt.size > maxTold && oldest !== undefined) toldAt.delete(oldest);
      return true;
    },
    told: () => [...toldAt.keys()],
    forget: (roomId) => void toldAt.delete(roomId),
  };
}
