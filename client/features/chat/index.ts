/** For pages outside a space that show a room, as a conversation of two people. */
export { Conversation } from './conversation.tsx';
