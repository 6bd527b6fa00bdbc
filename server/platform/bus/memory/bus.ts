import type { Json } from '#shared/kernel/json.ts';
import type { ReportFault } from '../../fault.ts';
import { createListeners, encodeMessage } from '../listeners.ts';
import type { Bus } from '../port.ts';

/** The bus of a hub that is one process: always connected. Delivers after the caller's turn and by copy, as a network would. */
export function memoryBus(report: ReportFault): Bus {
  const listeners = createListeners(report);
  let isClosed = false;

  return {
    publish(channel, message) {
      if (isClosed || !listeners.has(channel)) return;
      const text = encodeMessage(channel, message, report);
      if (text === undefined) return;
      setImmediate(() => {
        if (isClosed) return;
        const copy: Json = JSON.parse(text);
        listeners.deliver(channel, copy);
      });
    },
    subscribe: (channel, listener) => listeners.add(channel, listener),
    get connected() {
      return !isClosed;
    },
    onReconnect: (listener) => listeners.addReconnect(listener),
    async close() {
      isClosed = true;
      listeners.clear();
    },
  };
}
