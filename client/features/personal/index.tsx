export { UnreadRooms } from './unread-rooms.tsx';
