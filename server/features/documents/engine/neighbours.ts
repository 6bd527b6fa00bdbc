import * as Y from 'yjs';
import { limits } from './limits.ts';
import { isSamePlace, placesOf, type Places } from './places.ts';
import type { DecodedUpdate } from './update.ts';

/** A character or value in a list: the struct that holds it, and which one of it. */
interface Spot {
  item: Y.Item;
  clock: number;
}

const isSameId = (one: Y.ID | null, other: Y.ID | null) => one === other || (one !== null && other !== null && Y.compareIDs(one, other));

/** What the value at this clock follows: within a run, the one before it. */
function originOf({ item, clock }: Spot): Y.ID | null {
  return clock > item.id.clock ? Y.createID(item.id.client, clock - 1) : item.origin;
}

class Neighbours {
  readonly #places: Places;
  /** Steps left for the whole update, so that nobody buys a long search with a short frame. */
  #steps: number;

  constructor(places: Places, steps: number) {
    this.#places = places;
    this.#steps = steps;
  }

  areHonest(item: Y.Item, from: number): boolean {
    const right = item.rightOrigin;
    // At the end of its list there is nothing to be at odds with.
    if (!right) return true;
    const left = originOf({ item, clock: from });
    const rightSpot = this.#spotAt(right);
    if (!left) return !rightSpot || originOf(rightSpot) === null;
    const leftSpot = this.#spotAt(left);
    // Where both are collected the item will be too; where one is, it would be content here and nothing there.
    if (!leftSpot || !rightSpot) return !leftSpot && !rightSpot;
    return this.#isBefore(leftSpot, rightSpot);
  }

  #spotAt({ client, clock }: Y.ID): Spot | undefined {
    const item = this.#places.find(Y.createID(client, clock));
    return item instanceof Y.Item && this.#places.isAlive(item) ? { item, clock } : undefined;
  }

  /** Does the right one follow the left one itself, or something the left one follows? */
  #isBefore(left: Spot, right: Spot): boolean {
    const shared = originOf(right);
    const rightId = Y.createID(right.item.id.client, right.clock);
    if (isSameId(shared, Y.createID(left.item.id.client, left.clock))) return true;
    let spot = left;
    for (; this.#steps > 0; this.#steps -= 1) {
      const { item } = spot;
      // The left one stands behind the right one, or is it.
      if (right.item.id.client === item.id.client && right.clock >= item.id.clock && right.clock <= spot.clock) return false;
      // It was checked against the same right neighbour when it came.
      if (isSameId(item.rightOrigin, rightId)) return true;
      if (shared && shared.client === item.id.client && shared.clock >= item.id.clock && shared.clock < spot.clock) return true;
      if (isSameId(shared, item.origin))
        return shared !== null || isSamePlace(this.#places.placeOf(left.item), this.#places.placeOf(right.item));
      const before = item.origin ? this.#spotAt(item.origin) : undefined;
      if (!before) return false;
      spot = before;
    }
    return false;
  }
}

/**
 * Could an editor have written every new item between the two neighbours it names?
 *
 * Yjs orders a list as a tree: each item stands behind what it follows, and all that follows an item stands together.
 * That everybody arrives at one order rests on the right neighbour being the next one at the time, thus following the
 * left neighbour or one of those before it in the tree. Made-up neighbours tear a tree apart, and then the order depends
 * on who got what first.
 */
export function hasHonestNeighbours(update: DecodedUpdate, doc: Y.Doc): boolean {
  const neighbours = new Neighbours(placesOf(update, doc), limits.neighbourSteps + update.structs.length * limits.neighbourStepsPerStruct);
  return update.structs.every((struct) => {
    if (!(struct instanceof Y.Item)) return true;
    const known = Y.getState(doc.store, struct.id.client);
    if (struct.id.clock + struct.length <= known) return true;
    return neighbours.areHonest(struct, Math.max(known, struct.id.clock));
  });
}
