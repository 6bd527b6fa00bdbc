import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { messageTypes, syncTypes } from '#shared/features/documents/wire.ts';

/** A stretch of one client's clock. */
export interface Stretch {
  client: number;
  clock: number;
  length: number;
}
export interface Token extends Stretch {
  id: string;
}

/** Every insertion bears a token of its own: `[كلمة#amina.17]`. Nobody ever writes into one, so it stays whole. */
export const tokenPattern = /\[[^[\]#]*#([a-z0-9]+\.\d+)\]/g;

interface Content {
  tokens: Token[];
  deletions: Stretch[];
}

/** The tokens that an update brings, and the stretches it deletes. */
export function contentOf(update: Uint8Array): Content {
  const { structs, ds } = Y.decodeUpdate(update);
  const tokens = structs.flatMap((struct) => {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return [];
    const { client, clock } = struct.id;
    return [...struct.content.str.matchAll(tokenPattern)].map((match) => ({
      id: match[1] ?? '',
      client,
      clock: clock + match.index,
      length: match[0].length,
    }));
  });
  const deletions = [...ds.clients].flatMap(([client, ranges]) => ranges.map(({ clock, len }) => ({ client, clock, length: len })));
  return { tokens, deletions };
}

const nothing: Content = { tokens: [], deletions: [] };

/** What one document's clients were promised, noted on the wire at the moment they were: by message 120, or by being shown it. */
export class Journal {
  /** Told by 120 to be stored, or shown by the server to anybody: it must outlive everything. */
  readonly kept = new Map<string, Token>();
  readonly keptDeletions = new Map<string, Stretch>();
  /** Tokens, and blocks by id, that somebody tried to delete, whether or not it ever reached the server. */
  readonly mayBeGone = new Set<string>();
  readonly goneBlocks = new Set<string>();
  /** The block in which a token was written. */
  readonly blockOf = new Map<string, string>();
  readonly refusals: { who: string; code: number }[] = [];
  acknowledged = 0;

  /** What is promised by now. */
  copy(): Pick<Journal, 'kept' | 'keptDeletions' | 'mayBeGone' | 'goneBlocks' | 'blockOf'> {
    const { mayBeGone, goneBlocks, blockOf } = this;
    return { kept: new Map(this.kept), keptDeletions: new Map(this.keptDeletions), mayBeGone, goneBlocks, blockOf };
  }

  keep({ tokens, deletions }: Content): void {
    for (const token of tokens) this.kept.set(token.id, token);
    for (const stretch of deletions) this.keptDeletions.set(`${stretch.client}.${stretch.clock}.${stretch.length}`, stretch);
  }
}

/** What is wrong with a document, measured by what was promised of it; empty when nothing is. */
export function brokenPromises(
  doc: Y.Doc,
  text: string,
  journal: Pick<Journal, 'kept' | 'keptDeletions' | 'mayBeGone' | 'goneBlocks' | 'blockOf'>,
): string[] {
  const { kept, keptDeletions, mayBeGone, goneBlocks, blockOf } = journal;
  const mayLack = (id: string) => mayBeGone.has(id) || goneBlocks.has(blockOf.get(id) ?? '');
  const wrong: string[] = [];
  const seen = new Map<string, number>();
  for (const match of text.matchAll(tokenPattern)) seen.set(match[1] ?? '', (seen.get(match[1] ?? '') ?? 0) + 1);
  for (const [id, count] of seen) if (count > 1) wrong.push(`${id} stands ${count} times`);
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
  for (const { id, client, clock, length } of kept.values()) {
    if ((vector.get(client) ?? 0) < clock + length) wrong.push(`${id} is missing`);
    else if (!seen.has(id) && !mayLack(id)) wrong.push(`${id} is gone though nobody deleted it`);
  }
  const deleted = Y.createDeleteSetFromStructStore(doc.store);
  for (const { client, clock, length } of keptDeletions.values()) {
    const covers = (deleted.clients.get(client) ?? []).some((range) => range.clock <= clock && range.clock + range.len >= clock + length);
    if (!covers) wrong.push(`the deletion of ${client}.${clock}+${length} is undone`);
  }
  return wrong;
}

function syncUpdate(frame: Uint8Array): Uint8Array | undefined {
  const decoder = decoding.createDecoder(frame);
  if (decoding.readVarUint(decoder) !== messageTypes.sync) return undefined;
  return decoding.readVarUint(decoder) === syncTypes.step1 ? undefined : decoding.readVarUint8Array(decoder);
}

type SocketClass = new (url: string | URL, protocols?: string | string[]) => WebSocket;

/** A WebSocket class that keeps the journal of whoever uses it, and signs in with a bearer as a cookie would. */
export function journalled(journal: Journal, who: { name: string; token: string }): SocketClass {
  return class extends WebSocket {
    /** Update messages of this connection that are not decided, by number. */
    readonly #waiting = new Map<number, Content>();
    #sent = 0;

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${who.token}` } });
      this.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) this.#hear(new Uint8Array(data));
      });
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      const update = data instanceof Uint8Array ? syncUpdate(data) : undefined;
      if (update && this.readyState === WebSocket.OPEN) {
        this.#sent += 1;
        this.#waiting.set(this.#sent, contentOf(update));
      }
      super.send(data);
    }

    #hear(frame: Uint8Array): void {
      const decoder = decoding.createDecoder(frame);
      const type = decoding.readVarUint(decoder);
      if (type === messageTypes.sync) return journal.keep(contentOf(syncUpdate(frame) ?? Uint8Array.of(0, 0)));
      if (type === messageTypes.refused) {
        this.#waiting.set(decoding.readVarUint(decoder), nothing);
        journal.refusals.push({ who: who.name, code: decoding.readVarUint(decoder) });
      }
      if (type === messageTypes.decided) this.#decided(decoding.readVarUint(decoder));
    }

    #decided(upTo: number): void {
      for (const [n, content] of this.#waiting) {
        if (n > upTo) return;
        this.#waiting.delete(n);
        journal.acknowledged += content.tokens.length;
        journal.keep(content);
      }
    }
  };
}
