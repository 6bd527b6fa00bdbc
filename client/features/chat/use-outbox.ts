import type { Session } from '#shared/features/accounts/contract.ts';
import { chat } from '#shared/features/chat/contract.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import { outboxName } from '#client/kernel/device-copies.ts';
import type { Drafts } from '#client/kernel/drafts.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { keepingTools } from '#client/kernel/local-data.ts';
import { useSessionStore, useSignedIn } from '#client/kernel/session.tsx';
import type { SessionStore } from '#client/kernel/session-store.ts';
import { lazyDatabases } from './lazy-databases.ts';
import { draftsOutbox } from './outbox-device.ts';
import { loneTab, sharedTabs } from './outbox-tabs.ts';
import type { OutboxTransport } from './outbox-send.ts';
import { createOutbox, type Outbox, type OutboxWorld } from './outbox.ts';
import type { KeptRooms } from './room-kept.ts';

/** A message that gets no answer in this time waits for the line to be better. */
const sendTimeoutMs = 10_000;

export function outboxTransport(hub: Hub): OutboxTransport {
  const api = hub(chat);
  return {
    send: ({ roomId, clientId, text, direction, thread, replyTo, attachments, confirmsMentions }) =>
      api.call(
        'sendMessage',
        {
          roomId,
          clientId,
          text,
          direction,
          ...(thread !== undefined && { thread }),
          ...(replyTo !== undefined && { replyTo }),
          ...(attachments && { attachments: [...attachments] }),
          ...(confirmsMentions && { confirmsMentions }),
        },
        { timeoutMs: sendTimeoutMs },
      ),
    edit: (change) => api.call('editMessage', change, { timeoutMs: sendTimeoutMs }),
  };
}

export function hubLine(hub: Hub): OutboxWorld['line'] {
  const isUp = (): boolean => hub.connection.current() !== 'offline';
  return {
    isUp,
    subscribe(listener) {
      let wasUp = isUp();
      const stops = [
        hub.connection.subscribe(() => {
          const isBack = !wasUp && isUp();
          wasUp = isUp();
          listener(isBack);
        }),
        hub.onConnected(() => listener(true)),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** What one person keeps on this device for chat, and her messages on their way from it. */
export interface ChatDevice {
  outbox: Outbox;
  /** Absent where nothing may be kept. */
  rooms: KeptRooms | undefined;
}

interface Whose {
  session: Session;
  drafts: Drafts;
}

function createChatDevice(hub: Hub, { session, drafts }: Whose): ChatDevice {
  const { userId, isSharedComputer } = session;
  const parts = isSharedComputer || !('BroadcastChannel' in window) ? undefined : keepingTools();
  const world = { transport: outboxTransport(hub), timing: browserTiming, newClientId, line: hubLine(hub) };
  if (!parts) return { outbox: createOutbox({ ...world, device: draftsOutbox(drafts), tabs: loneTab() }), rooms: undefined };
  const { databases, locks } = parts;
  const tabs = sharedTabs({ name: outboxName(userId), locks, openChannel: (name) => new BroadcastChannel(name) });
  const { outbox, rooms } = lazyDatabases(async () => {
    const code = await import('./chat-databases.ts');
    return { outbox: code.databaseOutbox(databases, userId), rooms: code.databaseRooms(databases, userId, Date.now) };
  });
  void rooms.keepOnly(new Set(session.spaces.map(({ spaceId }) => spaceId)));
  return { outbox: createOutbox({ ...world, device: outbox, tabs }), rooms };
}

/** One for each sign-in of a page: `drafts` are made anew with it. */
const made = new WeakMap<Drafts, ChatDevice>();

function chatDevice(hub: Hub, store: SessionStore, whose: Whose): ChatDevice {
  const known = made.get(whose.drafts);
  if (known) return known;
  const device = createChatDevice(hub, whose);
  made.set(whose.drafts, device);
  // It outlives the chat page, so that what waits leaves from every page; not the person.
  const stop = store.subscribe(() => {
    const state = store.current();
    if (state.status === 'signedIn' && state.drafts === whose.drafts) return;
    stop();
    device.outbox.close();
    device.rooms?.close();
  });
  return device;
}

export function useChatDevice(): ChatDevice {
  const hub = useHub();
  const store = useSessionStore();
  const { session, drafts } = useSignedIn();
  return chatDevice(hub, store, { session, drafts });
}
