import { useEffect, useState } from 'react';
import { isLocked, scopeOfShownRoom, type Room } from '#shared/features/spaces/room.ts';
import { useCan, useSignedIn, type Can } from '#client/kernel/session.tsx';

/** Why somebody who reads a room may not write in it now. */
export type Closed =
  | { why: 'archived' | 'observer' | 'announcements' | 'trainers' | 'moderators' }
  | { why: 'locked'; reason: string; until: string | undefined };

interface Who {
  can: Can;
  isTrainer: boolean;
  isSpaceArchived: boolean;
}

/** The hub's own rule, in its order; undefined: she may write. */
export function closedFor(room: Room, { can, isTrainer, isSpaceArchived }: Who, now: Date): Closed | undefined {
  const scope = scopeOfShownRoom(room, isSpaceArchived);
  if (scope.isArchived) return { why: 'archived' };
  if (!can('room.post', scope)) return { why: 'observer' };
  // For everybody, also for those who can take it away.
  if (room.lock && isLocked(room, now)) return { why: 'locked', reason: room.lock.reason, until: room.lock.until };
  if (can('room.manage', scope)) return undefined;
  if (room.kind === 'announcements') return { why: 'announcements' };
  if (room.postBy === 'members' || (room.postBy === 'trainers' && isTrainer)) return undefined;
  return { why: room.postBy };
}

/** A timer waits no longer than 24 days. */
const maxTimerMs = 86_400_000;

/** Why one may not write in a room now; looks again when its lock ends. */
export function useClosed(room: Room, isSpaceArchived: boolean): Closed | undefined {
  const can = useCan();
  const { actor } = useSignedIn();
  const [now, setNow] = useState(() => Date.now());
  const until = room.lock?.until === undefined ? undefined : Date.parse(room.lock.until);
  useEffect(() => {
    const leftMs = (until ?? 0) - Date.now();
    if (leftMs <= 0) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(leftMs + 500, maxTimerMs));
    return () => clearTimeout(timer);
  }, [until, now]);
  return closedFor(room, { can, isTrainer: actor.spaces.get(room.spaceId) === 'trainer', isSpaceArchived }, new Date(now));
}
