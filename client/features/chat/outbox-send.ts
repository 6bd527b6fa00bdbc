import type { Message } from '#shared/features/chat/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { OutboxEntry } from './outbox-entry.ts';

/** The hub keeps it until it was looked at. */
export interface HeldAnswer {
  status: 'held';
}

/** The hub, as the outbox needs it. Each rejects with HubError (refused) or UnreachableError (no answer). */
export interface OutboxTransport {
  send(entry: OutboxEntry): Promise<Message | HeldAnswer>;
  edit(change: { roomId: string; seq: number; baseRevision: number; text: string; direction: Direction }): Promise<Message>;
}

const isKnownOtherwise = (error: unknown): boolean => error instanceof HubError && error.code === 'chat/clientIdReused';

/**
 * Sends an entry. One that went out without an answer and was written anew since is sent in its new words; if the hub
 * has it in the former ones, it is edited. @throws HubError · UnreachableError
 */
export async function sendEntry(transport: OutboxTransport, entry: OutboxEntry): Promise<Message | HeldAnswer> {
  const { sent, roomId, text, direction } = entry;
  try {
    return await transport.send(entry);
  } catch (error) {
    if (!sent || sent.text === text || !isKnownOtherwise(error)) throw error;
    const former = await transport.send({ ...entry, ...sent });
    if ('status' in former) return former;
    return transport.edit({ roomId, seq: former.seq, baseRevision: former.revision, text, direction });
  }
}
