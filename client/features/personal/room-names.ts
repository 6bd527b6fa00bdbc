import { useQueries } from '@tanstack/react-query';
import { spaces, type Room, type Space } from '#shared/features/spaces/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';

/** Each space is a request of its own on a slow line, when it was not read yet. */
const maxSpaces = 12;

export interface RoomPlace {
  room: Room;
  space: Space;
}

/** Rooms by id, of the spaces named; what cannot be read is not in it. */
export function useRoomPlaces(spaceIds: readonly (string | undefined)[]): ReadonlyMap<string, RoomPlace> {
  const hub = useHub();
  const wanted = [...new Set(spaceIds.filter((id) => id !== undefined))].slice(0, maxSpaces);
  const answers = useQueries({
    queries: wanted.map((spaceId) => hubQuery(hub, spaces, { operation: 'getSpace', input: { spaceId } })),
  });
  return new Map(answers.flatMap(({ data: space }) => space?.rooms.map((room): [string, RoomPlace] => [room.id, { room, space }]) ?? []));
}
