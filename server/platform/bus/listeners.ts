import type { Json } from '#shared/kernel/json.ts';
import type { ReportFault } from '../fault.ts';

/** Longest message in bytes of JSON: the bus carries heads, presence and awareness, never content. */
export const maxMessageBytes = 64 * 1024;

type Listener = (message: Json) => void;

/** Who listens to which channel of this node, and who wants to know that the link came back. */
export interface Listeners {
  add(channel: string, listener: Listener): () => void;
  has(channel: string): boolean;
  deliver(channel: string, message: Json): void;
  addReconnect(listener: () => void): () => void;
  reconnected(): void;
  clear(): void;
}

/** @param report hears `bus.listener` for a listener that threw; the others are served all the same */
export function createListeners(report: ReportFault): Listeners {
  const byChannel = new Map<string, Set<{ listener: Listener }>>();
  const onReconnect = new Set<{ listener: () => void }>();

  function guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      report('bus.listener', error);
    }
  }
  return {
    add(channel, listener) {
      // A holder of its own, so that one function subscribed twice is two subscriptions.
      const holder = { listener };
      const holders = byChannel.get(channel) ?? new Set();
      byChannel.set(channel, holders.add(holder));
      return () => {
        holders.delete(holder);
        if (holders.size === 0 && byChannel.get(channel) === holders) byChannel.delete(channel);
      };
    },
    has: (channel) => byChannel.has(channel),
    deliver(channel, message) {
      for (const { listener } of [...(byChannel.get(channel) ?? [])]) guarded(() => listener(message));
    },
    addReconnect(listener) {
      const holder = { listener };
      onReconnect.add(holder);
      return () => void onReconnect.delete(holder);
    },
    reconnected() {
      for (const { listener } of [...onReconnect]) guarded(listener);
    },
    clear() {
      byChannel.clear();
      onReconnect.clear();
    },
  };
}

/**
 * The message as text, or undefined (and reported as `bus.tooLarge`) when it is over the cap: the sender's work must not
 * fail because its hint was too long, and who needs certainty reads the log.
 */
export function encodeMessage(channel: string, message: Json, report: ReportFault): string | undefined {
  const text = JSON.stringify(message);
  if (Buffer.byteLength(text) <= maxMessageBytes) return text;
  report('bus.tooLarge', new Error(`message over ${maxMessageBytes} bytes on ${channel}`));
  return undefined;
}
