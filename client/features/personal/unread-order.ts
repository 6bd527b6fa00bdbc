import type { RoomState } from '#shared/features/personal/contract.ts';
import { wanted } from './state-map.ts';

const newestAt = ({ newest }: RoomState): string => newest?.at ?? '';
/** One is named there, or was written to alone. */
const isForHer = ({ mentions, spaceId }: RoomState): boolean => mentions > 0 || spaceId === undefined;

/** Rooms with something unread that she wishes to hear of: where she is meant herself first, then the newest. */
export function unreadStates(states: Iterable<RoomState>): RoomState[] {
  return [...states]
    .filter((state) => wanted(state) > 0 || (state.notices !== 'none' && state.threads.length > 0))
    .sort((one, other) => Number(isForHer(other)) - Number(isForHer(one)) || newestAt(other).localeCompare(newestAt(one)));
}
