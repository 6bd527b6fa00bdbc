import { browserTiming } from '#client/kernel/connection.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import type { Personal } from '#client/kernel/personal.ts';
import { createBlocked } from '#client/features/blocks/blocked.ts';
import { createRoomStates } from '#client/features/personal/room-states.ts';
import { createServerDrafts } from '#client/features/personal/server-drafts.ts';

export { RoomNotices } from '#client/features/personal/room-notices.tsx';
export { WaitingMessages } from './waiting-messages.tsx';

/** What one person's page keeps of her own things; a chunk that comes after the page. */
export function createPersonal(hub: Hub): Personal {
  const timing = browserTiming;
  const rooms = createRoomStates({ hub, timing });
  const blocked = createBlocked({ hub, timing });
  return {
    rooms,
    blocked,
    drafts: createServerDrafts({ hub, timing, rooms }),
    close() {
      rooms.close();
      blocked.close();
    },
  };
}
