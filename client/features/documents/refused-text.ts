import * as Y from 'yjs';

/** From which clock on a client's items count as lost. */
export type LostFrom = (client: number) => number;

/** Items beyond what the hub holds, as its state vector tells. */
export function beyond(stateVector: Map<number, number>): LostFrom {
  return (client) => stateVector.get(client) ?? 0;
}

function lostPart(item: Y.Item, from: LostFrom): string {
  if (item.deleted || !(item.content instanceof Y.ContentString)) return '';
  return item.content.str.slice(Math.max(0, from(item.id.client) - item.id.clock));
}

function textOf(parent: Y.AbstractType<unknown>, from: LostFrom): string {
  let text = '';
  let isJoined = true;
  for (let item = parent._start; item; item = item.right) {
    if (item.deleted) continue;
    const part = lostPart(item, from);
    if (part !== '') {
      text += text !== '' && !isJoined ? ` ${part}` : part;
      isJoined = true;
    } else if (item.countable) {
      isJoined = false;
    }
  }
  return text;
}

/**
 * The text of a document that the hub does not hold, in reading order: one line for each block, a space between
 * separate places of a block, none at its ends. What was typed and deleted again is not in it, nor are formats.
 */
export function refusedText(doc: Y.Doc, from: LostFrom): string {
  const parents = new Set<Y.AbstractType<unknown>>();
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || struct.id.clock + struct.length <= from(client)) continue;
      const { parent } = struct;
      if (struct.parentSub === null && parent instanceof Y.AbstractType && struct.content instanceof Y.ContentString) parents.add(parent);
    }
  }
  return [...parents]
    .map((parent) => textOf(parent, from).trim())
    .filter((text) => text !== '')
    .join('\n');
}
