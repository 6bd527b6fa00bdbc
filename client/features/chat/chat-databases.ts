/** What is written to IndexedDB, in a chunk of its own: the first sight of a room does not wait for it. */
export { databaseOutbox } from './outbox-database.ts';
export { databaseRooms } from './rooms-database.ts';
