import * as Y from 'yjs';
import { limits } from './limits.ts';

/** The part of an update that the server may not know yet: decoded, not applied. */
export interface DecodedUpdate {
  structs: readonly (Y.Item | Y.GC | Y.Skip)[];
  /** Client id → deleted ranges. */
  deletes: ReadonlyMap<number, readonly { clock: number; len: number }[]>;
  /** Nothing in it at all: the two bytes 0 0. */
  isEmpty: boolean;
}

function isWholeWithin(value: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= max;
}

function hasSaneNumbers(struct: Y.Item | Y.GC | Y.Skip): boolean {
  // A struct of no length would never advance the clock, and the integration would not know where to put it.
  return (
    struct.length > 0 &&
    isWholeWithin(struct.id.client, limits.maxClientId) &&
    isWholeWithin(struct.id.clock + struct.length, limits.maxClock)
  );
}

/** Yjs always writes them so. In another order each costs as much as the client's whole history. */
function areAscending(ranges: readonly { clock: number; len: number }[]): boolean {
  let end = 0;
  for (const { clock, len } of ranges) {
    if (clock < end) return false;
    end = clock + len;
  }
  return true;
}

/**
 * Decodes V1 bytes without touching a document. Undefined when they are not V1 or make no sense: also when they decode
 * to nothing though they are not the empty update (a V2 update read as V1 looks so).
 */
export function decodeUpdate(bytes: Uint8Array): DecodedUpdate | undefined {
  if (bytes.byteLength === 2 && bytes[0] === 0 && bytes[1] === 0) return { structs: [], deletes: new Map(), isEmpty: true };
  try {
    const { structs, ds } = Y.decodeUpdate(bytes);
    const isNothing = ds.clients.size === 0 && structs.every((struct) => struct instanceof Y.Skip);
    if (isNothing || !structs.every(hasSaneNumbers)) return undefined;
    for (const [client, ranges] of ds.clients) {
      if (!isWholeWithin(client, limits.maxClientId)) return undefined;
      if (!ranges.every((range) => range.len > 0 && isWholeWithin(range.clock + range.len, limits.maxClock))) return undefined;
      if (!areAscending(ranges)) return undefined;
    }
    return { structs, deletes: ds.clients, isEmpty: false };
  } catch {
    // lib0 throws on cut bytes, Yjs on unknown content: whatever it was, it is not an update.
    return undefined;
  }
}

/** Clock up to which a client id is known. */
export type StateOf = (client: number) => number;

/** Client ids under which the update brings structs the document does not have. */
export function newClientsOf(update: DecodedUpdate, stateOf: StateOf): Set<number> {
  const clients = new Set<number>();
  for (const struct of update.structs) {
    if (!(struct instanceof Y.Skip) && struct.id.clock + struct.length > stateOf(struct.id.client)) clients.add(struct.id.client);
  }
  return clients;
}

/** State after the update, for the client ids it touches; undefined when a clock does not follow. */
function statesAfter(update: DecodedUpdate, stateOf: StateOf): Map<number, number> | undefined {
  const after = new Map<number, number>();
  for (const struct of update.structs) {
    if (struct instanceof Y.Skip) continue;
    const { client, clock } = struct.id;
    const known = after.get(client) ?? stateOf(client);
    if (clock > known) return undefined;
    after.set(client, Math.max(known, clock + struct.length));
  }
  return after;
}

function referencesOf(struct: Y.Item | Y.GC | Y.Skip): Y.ID[] {
  if (!(struct instanceof Y.Item)) return [];
  const { origin, rightOrigin } = struct;
  // While an item is not integrated its parent is a root name, an id, or nothing (then it follows from its neighbour).
  const parent: unknown = struct.parent;
  return [origin, rightOrigin, parent instanceof Y.ID ? parent : null].filter((id): id is Y.ID => id !== null);
}

/** Does the update refer to anything (clocks, neighbours, parents, deleted ranges) that neither the document nor itself has? */
export function hasGap(update: DecodedUpdate, stateOf: StateOf): boolean {
  const after = statesAfter(update, stateOf);
  if (!after) return true;
  const reached = (client: number) => after.get(client) ?? stateOf(client);
  if (update.structs.some((struct) => referencesOf(struct).some((id) => id.clock >= reached(id.client)))) return true;
  for (const [client, ranges] of update.deletes) {
    if (ranges.some((range) => range.clock + range.len > reached(client))) return true;
  }
  return false;
}

function touchesOnlyFormatting(doc: Y.Doc, client: number, { clock, len }: { clock: number; len: number }): boolean {
  if (clock + len > Y.getState(doc.store, client)) return false;
  const structs = doc.store.clients.get(client) ?? [];
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i += 1) {
    const struct = structs[i];
    if (!struct || struct.id.clock >= clock + len) break;
    if (struct instanceof Y.Item && !struct.deleted && !(struct.content instanceof Y.ContentFormat)) return false;
  }
  return true;
}

/**
 * Would the update change nothing that people see? So may a reader's client send it: a mere render tidies formatting
 * away, and SyncStep2 always carries all deletions.
 */
export function isHarmless(update: DecodedUpdate, doc: Y.Doc): boolean {
  if (newClientsOf(update, (client) => Y.getState(doc.store, client)).size > 0) return false;
  return [...update.deletes].every(([client, ranges]) => ranges.every((range) => touchesOnlyFormatting(doc, client, range)));
}
