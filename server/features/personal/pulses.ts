import type { personal } from '#shared/features/personal/contract.ts';
import type { Connection, Tools } from '../../kernel/feature.ts';
import { roomStream } from '../chat/index.ts';

const pulseMs = 500;
/** A connection hears this many rooms' pulses; a person with more sees the rest when she looks. */
const maxPulses = 150;

/** Tells who does not have a room open that it moved on: so her list of rooms is never out of date for long. */
export interface Pulses {
  follow(connection: Connection, roomIds: readonly string[]): Promise<void>;
}

export function createPulses({ log, feed, audiences, emitHere, clock }: Tools<typeof personal>): Pulses {
  const followed = new Map<string, () => void>();
  const moved = new Map<string, number>();

  function told(): void {
    for (const [roomId, head] of moved) emitHere('pulse', `pulse:${roomId}`, { roomId, head });
    moved.clear();
  }
  function move(roomId: string, head: number): void {
    if (moved.size === 0) clock.after(pulseMs, told);
    moved.set(roomId, head);
  }

  audiences.onClosed((audience) => {
    const [kind, roomId = ''] = audience.split(':');
    if (kind !== 'pulse') return;
    followed.get(roomId)?.();
    followed.delete(roomId);
  });

  return {
    async follow(connection, roomIds) {
      const wanted = roomIds.slice(0, maxPulses);
      for (const roomId of wanted) connection.follow(`pulse:${roomId}`);
      const fresh = wanted.filter((roomId) => !followed.has(roomId));
      if (fresh.length === 0) return;
      const heads = await log.heads(fresh.map(roomStream));
      for (const roomId of fresh) {
        if (followed.has(roomId)) continue;
        const stop = feed.follow(roomStream(roomId), heads.get(roomStream(roomId)) ?? 0, (entries) => {
          const last = entries.at(-1);
          if (last) move(roomId, last.seq);
        });
        followed.set(roomId, stop);
      }
    },
  };
}
