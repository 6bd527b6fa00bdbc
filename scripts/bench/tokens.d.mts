export const spaceId: string;
export const roomId: string;
export const benchUsers: number;
export function tokenOf(user: number): string;
export const openRooms: number;
export function openRoomId(client: number): string;
