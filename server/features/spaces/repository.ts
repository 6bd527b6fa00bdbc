import type * as z from 'zod/mini';
import type { SpaceRole } from '#shared/access/permissions.ts';
import type { joinRule, purpose, visibility } from '#shared/features/spaces/contract.ts';
import type { Room } from '#shared/features/spaces/room.ts';
import type { Ports } from '../../kernel/feature.ts';
import { hashToken } from '../../platform/ids/ids.ts';
import type { Match, Page, Scalar, Store } from '../../platform/store/port.ts';

export type NetworkRecord = { id: string; name: string; language: string };
export type SpaceRecord = {
  id: string;
  networkId?: string;
  name: string;
  language: string;
  summary: string;
  visibility: z.output<typeof visibility>;
  joinRule: z.output<typeof joinRule>;
  purpose: z.output<typeof purpose>;
  countries: string[];
  workingLanguages: string[];
  isArchived: boolean;
  /** Order in lists. */
  position: number;
};
/** `version`: raised by each change, absent before the first. */
export type RoomRecord = Omit<Room, 'isJoined'> & { version?: number };
/** What came later: rooms made before it are stored without, and read with these. */
const roomDefaults = {
  bannerText: '',
  postBy: 'members',
  slowModeSeconds: 0,
  receipts: 'off',
  hasVoiceNotes: false,
  access: 'space',
} as const satisfies Partial<RoomRecord>;
/** A room as it may be stored. */
export type StoredRoom = Omit<RoomRecord, keyof typeof roomDefaults> & Partial<Pick<RoomRecord, keyof typeof roomDefaults>>;
export const wholeRoom = (stored: StoredRoom): RoomRecord => ({ ...roomDefaults, ...stored });

/** One of the chosen people of a room, or of a direct conversation, which belongs to no space. */
export type RoomMemberRecord = { id: string; roomId: string; userId: string; spaceId?: string; joinedAt: string };
export type MembershipRecord = { id: string; spaceId: string; userId: string; role: SpaceRole; joinedAt: string };
export type JoinRequestRecord = {
  id: string;
  spaceId: string;
  userId: string;
  note: string;
  requestedAt: string;
  state: 'waiting' | 'accepted' | 'refused';
  answeredBy?: string;
};
export type NoticeRecord = { id: string; userId: string; spaceId: string; decision: 'accept' | 'refuse'; reason: string; at: string };

/** A space has few managers, and a person few spaces; nothing here reads more in one go. */
const maxPerPerson = 1000;
/** Rooms of one space. */
export const maxRooms = 200;
/** Rooms for chosen people and conversations that one person is in, and people in one of them. */
export const maxRoomsPerPerson = 500;
export const maxRoomMembers = 1000;

export const membershipId = (spaceId: string, userId: string) => `${spaceId}.${userId}`;
export const roomMemberId = (roomId: string, userId: string) => `${roomId}.${userId}`;

/** One request a person and space; told to managers, so it is an id like any other. */
export const joinRequestId = (spaceId: string, userId: string) => hashToken(`join ${spaceId} ${userId}`).slice(0, 32);

function collections(store: Store) {
  return {
    networks: store.collection<NetworkRecord>('networks', { schemaVersion: 1 }),
    spaces: store.collection<SpaceRecord>('spaces', { schemaVersion: 1, readOften: true, indexes: [['position']] }),
    rooms: store.collection<StoredRoom>('rooms', { schemaVersion: 1, readOften: true, indexes: [['spaceId', 'position']] }),
    memberships: store.collection<MembershipRecord>('memberships', {
      schemaVersion: 1,
      indexes: [['userId'], ['spaceId', 'joinedAt'], ['spaceId', 'role']],
    }),
    roomMembers: store.collection<RoomMemberRecord>('roomMembers', {
      schemaVersion: 1,
      indexes: [['userId'], ['roomId', 'joinedAt'], ['spaceId', 'userId']],
    }),
    requests: store.collection<JoinRequestRecord>('joinRequests', {
      schemaVersion: 1,
      indexes: [
        ['spaceId', 'state'],
        ['userId', 'state'],
      ],
    }),
    notices: store.collection<NoticeRecord>('joinNotices', { schemaVersion: 1, indexes: [['userId']] }),
  };
}

/** The only file that knows how spaces, rooms and memberships are stored. */
export function spacesRepository({ store }: Pick<Ports, 'store'>) {
  const { networks, spaces, rooms, roomMembers, memberships, requests, notices } = collections(store);
  const all = <T extends { id: string }>(page: Promise<Page<T>>) => page.then(({ items }) => items);

  return {
    networks,
    spaces,
    rooms,
    roomMembers,
    memberships,
    requests,
    notices,
    listNetworks: () => all(networks.find({ sort: [['name', 1]], limit: 200 })),
    /**
     * Spaces the filter lets through, in the order of their position. The filter is the access table's own `can`, so a
     * list never shows what the door would refuse; pages are filled from further batches, a bounded number of them.
     */
    async listVisible(isVisible: (space: SpaceRecord) => boolean, limit: number, after: (Scalar | null)[] | undefined) {
      const items: SpaceRecord[] = [];
      let next = after;
      for (let batch = 0; batch < 20; batch++) {
        const page = await spaces.find({ sort: [['position', 1]], limit: 100, ...(next && { after: next }) });
        for (const space of page.items) {
          if (!isVisible(space)) continue;
          if (items.length === limit) return { items, next };
          items.push(space);
          next = [space.position, space.id];
        }
        if (!page.next) return { items };
        if (items.length < limit) next = page.next;
      }
      return { items, ...(next && { next }) };
    },
    async room(id: string) {
      const stored = await rooms.get(id);
      return stored && wholeRoom(stored);
    },
    /** The write of a changed room, if it is still what was read. */
    changeRoom: (before: RoomRecord, after: RoomRecord) =>
      rooms.replace({ ...after, version: (before.version ?? 0) + 1 }, { version: before.version ?? null }),
    async roomsOf(spaceId: string) {
      return (await all(rooms.find({ match: { spaceId }, sort: [['position', 1]], limit: maxRooms }))).map(wholeRoom);
    },
    roomMembershipsOf: (userId: string) => all(roomMembers.find({ match: { userId }, limit: maxRoomsPerPerson })),
    /** Of one person in the rooms of one space. */
    roomMembershipsIn: (spaceId: string, userId: string) => all(roomMembers.find({ match: { spaceId, userId }, limit: maxRoomsPerPerson })),
    roomMember: (roomId: string, userId: string) => roomMembers.get(roomMemberId(roomId, userId)),
    peopleIn: (roomId: string, limit: number, after: (Scalar | null)[] | undefined) =>
      roomMembers.find({ match: { roomId }, sort: [['joinedAt', 1]], limit, ...(after && { after }) }),
    /** Coordinators and moderators. */
    managersOf: (spaceId: string) =>
      all(memberships.find({ match: { spaceId, role: { in: ['coordinator', 'moderator'] } }, limit: maxPerPerson })),
    membershipsOf: (userId: string) => all(memberships.find({ match: { userId }, limit: maxPerPerson })),
    membership: (spaceId: string, userId: string) => memberships.get(membershipId(spaceId, userId)),
    members: (spaceId: string, limit: number, after: (Scalar | null)[] | undefined) =>
      memberships.find({ match: { spaceId }, sort: [['joinedAt', 1]], limit, ...(after && { after }) }),
    countMembers: (match: Match) => memberships.count(match),
    waitingRequests: (spaceId: string) =>
      all(requests.find({ match: { spaceId, state: 'waiting' }, sort: [['requestedAt', 1]], limit: 200 })),
    requestsOf: (userId: string) => all(requests.find({ match: { userId, state: 'waiting' }, limit: 200 })),
    noticesOf: (userId: string) => all(notices.find({ match: { userId }, limit: 100 })),
    commit: store.commit.bind(store),
  };
}
export type SpacesRepository = ReturnType<typeof spacesRepository>;
