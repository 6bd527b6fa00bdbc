import { createHash } from 'node:crypto';

export const spaceId = 'bench';
export const roomId = 'bench-room';
/** As many people as the largest phase of the harness has clients. */
export const benchUsers = 400;
/** Rooms of a hundred for the open loop; person i is one of the people, in room i % this. */
export const openRooms = 20;
export const openRoomId = (/** @type {number} */ client) => `bench-open-${client % openRooms}`;

/** The bearer of a bench user: the same on every start, so that clients find their way back after a kill. */
export const tokenOf = (/** @type {number} */ user) =>
  createHash('sha256')
    .update(`bench user ${user % benchUsers}`)
    .digest('base64url');
