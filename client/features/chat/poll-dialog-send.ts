import { useMemo, useRef } from 'react';
import { chat } from '#shared/features/chat/contract.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import type { OutgoingPoll } from './poll-dialog-form.ts';

/**
 * Sends a poll at once: it does not wait on the device, since it would come when nobody expects it any more. The same
 * poll again, after no answer came, is the same message.
 */
export function usePollSender(roomId: string, thread?: number): (poll: OutgoingPoll) => Promise<void> {
  const hub = useHub();
  const tried = useRef<{ poll: string; clientId: string }>(undefined);
  return useMemo(
    () => async (poll) => {
      const said = JSON.stringify(poll);
      if (tried.current?.poll !== said) tried.current = { poll: said, clientId: newClientId() };
      await hub(chat).call('sendMessage', {
        ...{ roomId, clientId: tried.current.clientId, text: poll.text, direction: poll.direction, poll: poll.poll },
        ...(thread !== undefined && { thread }),
      });
      tried.current = undefined;
    },
    [hub, roomId, thread],
  );
}
