import type { Entry, Log, NewEntry } from '../../../platform/log/port.ts';
import { limits } from './limits.ts';

/** The stream of a document: its updates, and notices that rights on it changed. */
export const documentStream = (documentId: string) => `document:${documentId}`;

/** Entry types of the stream. */
export const entryTypes = {
  /** V1 bytes. Above the size of one entry: `data {group, part, parts}`, and it counts where its last part stands. */
  update: 'update',
  /** Kind of role or archiving changed: connections are checked anew. No content. */
  access: 'access',
} as const;

/** Actor of an entry that merges updates of several people; who wrote what follows from the client ids. */
export const severalActors = 'several';

export interface UpdateToAppend {
  stream: string;
  bytes: Uint8Array;
  /** User id, `several` or `system`. */
  actor: string;
  /** ISO 8601. */
  at: string;
  /** Names the parts of one update; unique within the stream. */
  group: string;
}

function toEntries({ bytes, actor, at, group }: UpdateToAppend): NewEntry[] {
  const parts = Math.ceil(bytes.byteLength / limits.entryBytes);
  if (parts <= 1) return [{ type: entryTypes.update, at, actor, data: {}, bytes }];
  return Array.from({ length: parts }, (_, part) => ({
    type: entryTypes.update,
    at,
    actor,
    data: { group, part, parts },
    bytes: bytes.subarray(part * limits.entryBytes, (part + 1) * limits.entryBytes),
  }));
}

/**
 * Appends one update; durable as a whole when it resolves. Parts go one by one, since one append must fit one document
 * of MongoDB; parts without their last are never applied.
 *
 * @param appended called after each append with the entries it stored
 */
export async function appendUpdate(log: Log, update: UpdateToAppend, appended: (entries: Entry[]) => void): Promise<void> {
  for (const entry of toEntries(update)) {
    const stored = await log.append(update.stream, [entry]);
    appended(stored.map((one) => one.entry));
  }
}

const maxOpenGroups = 16;

interface OpenGroup {
  parts: Uint8Array[];
  /** Seq of the first part. */
  from: number;
  /** When the last part was appended, ISO 8601. */
  at: string;
}

/** Puts the parts of large updates together, in the order of the log. */
export class UpdateAssembly {
  readonly #groups = new Map<string, OpenGroup>();

  /** The whole update that this entry is, or completes. */
  take({ seq, at, data, bytes }: Entry): Uint8Array | undefined {
    if (!bytes || bytes.byteLength === 0) return undefined;
    const { group, part, parts } = data;
    if (typeof group !== 'string' || typeof part !== 'number' || typeof parts !== 'number') return bytes;
    const held = this.#groups.get(group) ?? { parts: [], from: seq, at };
    // A part that does not follow: its writer died in between, and nobody was told that it was stored.
    if (held.parts.length !== part) return undefined;
    held.parts.push(bytes);
    held.at = at;
    if (held.parts.length < parts) {
      this.#keep(group, held);
      return undefined;
    }
    this.#groups.delete(group);
    return Buffer.concat(held.parts);
  }

  /** Seq of the oldest part whose update may still be completed: its group grew after `since` (ISO 8601). */
  openFrom(since: string): number | undefined {
    const open = [...this.#groups.values()].filter(({ at }) => at > since).map(({ from }) => from);
    return open.length > 0 ? Math.min(...open) : undefined;
  }

  #keep(group: string, held: OpenGroup): void {
    this.#groups.set(group, held);
    const oldest = this.#groups.keys().next().value;
    if (this.#groups.size > maxOpenGroups && oldest !== undefined) this.#groups.delete(oldest);
  }
}
