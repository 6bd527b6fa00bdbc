import * as Y from 'yjs';
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
  /** Are there more types above the item than this? */
  isDeeper(item: Y.Item, max: number): boolean;
  /** The struct that holds this id, in the document or else in the update. */
  find(id: Y.ID): Struct | undefined;
  /** Has it a place, in a type that is not collected? */
  isAlive(item: Y.Item): boolean;
}

type Struct = Y.Item | Y.GC | Y.Skip;

export function isSamePlace(one: Place | undefined, other: Place | undefined): boolean {
  return one !== undefined && one.owner === other?.owner && one.key === other.key;
}

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

class UpdatePlaces implements Places {
  readonly #update: DecodedUpdate;
  readonly #store: Y.Doc['store'];
  readonly #memo = new Map<Y.Item, Place | undefined>();
  #byClient: Map<number, Struct[]> | undefined;

  constructor(update: DecodedUpdate, doc: Y.Doc) {
    this.#update = update;
    this.#store = doc.store;
  }

  placeOf(item: Y.Item): Place | undefined {
    return item.parent instanceof Y.AbstractType ? placeOfStored(item) : this.#resolve(item);
  }

  isDeeper(item: Y.Item, max: number): boolean {
    let depth = 0;
    let owner = this.placeOf(item)?.owner;
    while (owner instanceof Y.Item && depth <= max) {
      depth += 1;
      owner = this.placeOf(owner)?.owner;
    }
    return depth > max;
  }

  isAlive(item: Y.Item): boolean {
    // Stored: an item whose type was collected is a collected range itself, not an item.
    if ((item.parent as unknown) instanceof Y.AbstractType) return true;
    const place = this.placeOf(item);
    return place !== undefined && (typeof place.owner === 'string' || place.owner.content instanceof Y.ContentType);
  }

  #incoming(client: number): readonly Struct[] {
    if (!this.#byClient) {
      this.#byClient = new Map();
      for (const struct of this.#update.structs) {
        const list = this.#byClient.get(struct.id.client);
        if (list) list.push(struct);
        else this.#byClient.set(struct.id.client, [struct]);
      }
    }
    return this.#byClient.get(client) ?? [];
  }

  #isStored(id: Y.ID): boolean {
    return id.clock < Y.getState(this.#store, id.client);
  }
  find(id: Y.ID): Struct | undefined {
    return this.#isStored(id) ? Y.getItem(this.#store, id) : structAt(this.#incoming(id.client), id.clock);
  }

  /** The place an item names itself, or the id of the neighbour whose place it shares. */
  #ownPlace(item: Y.Item): Place | Y.ID | undefined {
    const parent: unknown = item.parent;
    if (typeof parent === 'string') return { owner: parent, key: item.parentSub };
    if (!(parent instanceof Y.ID)) return item.origin ?? item.rightOrigin ?? undefined;
    const owner = this.find(parent);
    return owner instanceof Y.Item ? { owner, key: item.parentSub } : undefined;
  }

  /** Follows neighbours until one knows its place; all on the way share it. */
  #resolve(item: Y.Item): Place | undefined {
    const chain = new Set<Y.Item>();
    let current = item;
    let place: Place | undefined;
    // Neighbours that name each other in a circle are never integrated.
    while (!chain.has(current)) {
      if (this.#memo.has(current)) {
        place = this.#memo.get(current);
        break;
      }
      chain.add(current);
      const own = this.#ownPlace(current);
      if (!(own instanceof Y.ID)) {
        place = own;
        break;
      }
      const neighbour = this.find(own);
      if (!(neighbour instanceof Y.Item)) break;
      if (this.#isStored(own)) {
        place = placeOfStored(neighbour);
        break;
      }
      current = neighbour;
    }
    for (const member of chain) this.#memo.set(member, place);
    return place;
  }
}

/** @param doc the document with everything that came before the update */
export function placesOf(update: DecodedUpdate, doc: Y.Doc): Places {
  return new UpdatePlaces(update, doc);
}
