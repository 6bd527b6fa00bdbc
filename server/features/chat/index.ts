import { chat } from '#shared/features/chat/contract.ts';
import { defineFeature } from '../../kernel/feature.ts';
import { chatService } from './service.ts';

export const chatFeature = defineFeature({ contract: chat, service: chatService });

/** For the demo world and its bot: entries of a room as the service would write them. */
export { changeEntry, messageEntry, roomStream, type NewMessage } from './entries.ts';
/** For moderation. */
export { linesAround, readLine, restoreMessage, withholdMessage, type FullLine, type Withholding } from './withholding.ts';
/** For what a person has read, and search. */
export { createRoomLines, type FollowedThread, type RoomLines } from './room-lines.ts';
export { roomEvent } from './entries.ts';
