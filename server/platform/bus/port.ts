import type { Json } from '#shared/kernel/json.ts';

/**
 * Fan-out between nodes: `{stream, head}`, presence, awareness, revocation; never content, except awareness bytes.
 * At most once: whoever needs certainty reads the log. A node also hears its own messages.
 */
export interface Bus {
  /** Never throws for a lost connection; the message is then lost (`connected` tells). */
  publish(channel: string, message: Json): void;
  /** Hears messages of one channel until the returned function is called. A throwing listener is logged and harms nobody else. */
  subscribe(channel: string, listener: (message: Json) => void): () => void;
  /** False while the link is down: listeners then poll. */
  readonly connected: boolean;
  /** Called after the link came back: what was missed must be read from the log. */
  onReconnect(listener: () => void): () => void;
  close(): Promise<void>;
}
