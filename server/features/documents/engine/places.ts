import * as Y from 'yjs';
import { limits } from './limits.ts';
import type { DecodedUpdate } from './update.ts';

/** What holds an item: a root by name, or the item of the type it stands in. */
export type Owner = string | Y.Item;
export interface Place {
  owner: Owner;
  /** Key, when the item is a value of a map or an attribute. */
  key: string | null;
}

/** Where the structs of one decoded update will stand, worked out without integrating them. */
export interface Places {
  /** Undefined: nowhere. It hangs on something already collected, and will vanish itself. */
  placeOf(item: Y.Item): Place | undefined;
  /** Number of types above the item; more than the limit answers the limit + 1. */
  depthOf(item: Y.Item): number;
}

type Struct = Y.Item | Y.GC | Y.Skip;

function structAt(structs: readonly Struct[], clock: number): Struct | undefined {
  let low = 0;
  let high = structs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const struct = structs[middle];
    if (!struct) return undefined;
    if (clock < struct.id.clock) high = middle - 1;
    else if (clock >= struct.id.clock + struct.length) low = middle + 1;
    else return struct;
  }
  return undefined;
}

function placeOfStored(item: Y.Item): Place | undefined {
  const parent: unknown = item.parent;
  if (!(parent instanceof Y.AbstractType)) return undefined;
  return { owner: parent._item ?? Y.findRootTypeKey(parent), key: item.parentSub };
}

/** @param doc the document with everything that came before the update */
export function placesOf(update: DecodedUpdate, doc: Y.Doc): Places {
  const { store } = doc;
  const memo = new Map<Y.Item, Place | undefined>();
  let byClient: Map<number, Struct[]> | undefined;

  function incoming(): Map<number, Struct[]> {
    if (byClient) return byClient;
    byClient = new Map();
    for (const struct of update.structs) {
      const list = byClient.get(struct.id.client);
      if (list) list.push(struct);
      else byClient.set(struct.id.client, [struct]);
    }
    return byClient;
  }

  const isStored = (id: Y.ID) => id.clock < Y.getState(store, id.client);
  function find(id: Y.ID): Struct | undefined {
    return isStored(id) ? Y.getItem(store, id) : structAt(incoming().get(id.client) ?? [], id.clock);
  }

  /** The place an item names itself, or the id of the neighbour whose place it shares. */
  function ownPlace(item: Y.Item): Place | Y.ID | undefined {
    const parent: unknown = item.parent;
    if (typeof parent === 'string') return { owner: parent, key: item.parentSub };
    if (!(parent instanceof Y.ID)) return item.origin ?? item.rightOrigin ?? undefined;
    const owner = find(parent);
    return owner instanceof Y.Item ? { owner, key: item.parentSub } : undefined;
  }

  function resolve(item: Y.Item): Place | undefined {
    const chain = new Set<Y.Item>();
    let current = item;
    let place: Place | undefined;
    for (;;) {
      if (memo.has(current)) { place = memo.get(current); break; }
      // Neighbours that name each other in a circle are never integrated.
      if (chain.has(current)) break;
      chain.add(current);
      const own = ownPlace(current);
      if (!(own instanceof Y.ID)) { place = own; break; }
      const neighbour = find(own);
      if (!(neighbour instanceof Y.Item)) break;
      if (isStored(own)) { place = placeOfStored(neighbour); break; }
      current = neighbour;
    }
    for (const member of chain) memo.set(member, place);
    return place;
  }

  /** The incoming twin of a struct already stored names a parent by id; the stored one knows it. */
  const placeOf = (item: Y.Item) => (item.parent instanceof Y.AbstractType ? placeOfStored(item) : resolve(item));

  return {
    placeOf,
    depthOf(item) {
      let depth = 0;
      let owner = placeOf(item)?.owner;
      while (owner instanceof Y.Item && depth <= limits.maxDepth) {
        depth += 1;
        owner = placeOf(owner)?.owner;
      }
      return depth;
    },
  };
}
