import { can, type Actor, type Scope } from '#shared/access/can.ts';
import type { ErrorParams } from '#shared/kernel/errors.ts';
import { isLocked } from '#shared/features/spaces/room.ts';
import type { RoomRecord } from './repository.ts';

export interface PostingRefusal {
  reason: 'roomLocked' | 'announcementsOnly' | 'notAllowedToPost';
  params: ErrorParams;
}

/**
 * Why somebody who may post by her role may not post in this room now; undefined: she may. A lock holds for everybody,
 * also for those who can take it away, so that a closed room is closed. Archived rooms are the caller's to refuse.
 */
export function postingRefusal(room: RoomRecord, actor: Actor, scope: Scope, now: Date): PostingRefusal | undefined {
  if (room.lock && isLocked(room, now)) {
    const { reason, until } = room.lock;
    return { reason: 'roomLocked', params: { lockReason: reason, ...(until !== undefined && { until }) } };
  }
  if (can(actor, 'room.manage', scope)) return undefined;
  if (room.kind === 'announcements') return { reason: 'announcementsOnly', params: {} };
  const isTrainer = scope.spaceId !== undefined && actor.spaces.get(scope.spaceId) === 'trainer';
  if (room.postBy === 'members' || (room.postBy === 'trainers' && isTrainer)) return undefined;
  return { reason: 'notAllowedToPost', params: { postBy: room.postBy } };
}
