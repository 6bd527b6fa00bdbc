import * as Y from 'yjs';
import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { childrenOf, markAttributes, nodeAttributes, type AttributeRules } from '#shared/features/documents/schema.ts';
import { lessonRoots, treeRoots } from '#shared/features/documents/wire.ts';
import { limits } from './limits.ts';
import { placesOf, type Place, type Places } from './places.ts';
import type { DecodedUpdate } from './update.ts';

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
const maxMetaTextLength = 2000;

/** A key that could reach an object's prototype when somebody copies the map into an object. */
const isSafeKey = (key: string) => !forbiddenKeys.has(key);

function isSafeValue(value: unknown, depth = 0): boolean {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return true;
  if (depth >= limits.maxDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isSafeValue(item, depth + 1));
  // lib0 assigns keys one by one, so a decoded `__proto__` shows as a foreign prototype.
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(([key, item]) => isSafeKey(key) && isSafeValue(item, depth + 1));
}

function valuesOf(content: Y.Item['content']): unknown[] {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr;
  if (content instanceof Y.ContentEmbed) return [content.embed];
  if (content instanceof Y.ContentFormat) return [content.value];
  return [];
}

/** What holds for every kind: no key and no value that could harm whoever turns it into objects. */
function isSafeItem(item: Y.Item): boolean {
  if (item.parentSub !== null && !isSafeKey(item.parentSub)) return false;
  if (item.content instanceof Y.ContentFormat && !isSafeKey(item.content.key)) return false;
  return valuesOf(item.content).every((value) => isSafeValue(value));
}

function hasOnly(given: unknown, rules: AttributeRules): boolean {
  if (given === null || typeof given !== 'object') return false;
  return Object.entries(given).every(([name, value]) => value === null || (Object.hasOwn(rules, name) && rules[name]?.(value) === true));
}

function isMark(content: Y.ContentFormat): boolean {
  const rules = Object.hasOwn(markAttributes, content.key) ? markAttributes[content.key] : undefined;
  return rules !== undefined && (content.value === null || hasOnly(content.value, rules));
}

function isAttribute(nodeName: string, key: string, content: Y.Item['content']): boolean {
  if (!(content instanceof Y.ContentAny) || content.arr.length !== 1) return false;
  return hasOnly({ [key]: content.arr[0] }, nodeAttributes[nodeName] ?? {}) && Object.hasOwn(nodeAttributes[nodeName] ?? {}, key);
}

function isChild(nodeName: string, content: Y.Item['content']): boolean {
  if (!(content instanceof Y.ContentType)) return false;
  const children = childrenOf.get(nodeName);
  if (content.type instanceof Y.XmlElement) return children?.has(content.type.nodeName) === true;
  return content.type instanceof Y.XmlText && children?.has('text') === true;
}

function isMeta({ key }: Place, content: Y.Item['content']): boolean {
  if (key === null || !(content instanceof Y.ContentAny) || content.arr.length !== 1) return false;
  const [value]: unknown[] = content.arr;
  return (
    value === null ||
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    (typeof value === 'string' && value.length <= maxMetaTextLength)
  );
}

function fitsLesson({ content }: Y.Item, place: Place): boolean {
  const { owner, key } = place;
  if (owner === lessonRoots.meta) return isMeta(place, content);
  if (owner === lessonRoots.content) return key === null && isChild('doc', content);
  if (typeof owner === 'string' || !(owner.content instanceof Y.ContentType)) return false;
  const { type } = owner.content;
  if (type instanceof Y.XmlText)
    return key === null && (content instanceof Y.ContentString || (content instanceof Y.ContentFormat && isMark(content)));
  if (!(type instanceof Y.XmlElement)) return false;
  return key === null ? isChild(type.nodeName, content) : isAttribute(type.nodeName, key, content);
}

const treeContents = [Y.ContentAny, Y.ContentString, Y.ContentFormat];
const treeTypes = [Y.Map, Y.Array, Y.Text];

function fitsTree({ content }: Y.Item, place: Place): boolean {
  const { owner } = place;
  if (typeof owner === 'string' && owner !== treeRoots.nodes && owner !== treeRoots.meta) return false;
  if (content instanceof Y.ContentType) return treeTypes.some((type) => content.type.constructor === type);
  return treeContents.some((type) => content instanceof type);
}

const fits: Record<Exclude<DocumentKind, 'plain'>, (item: Y.Item, place: Place) => boolean> = { lesson: fitsLesson, tree: fitsTree };

function isAllowed(item: Y.Item, kind: DocumentKind, places: Places): boolean {
  const maxDepth = kind === 'plain' ? limits.maxPlainDepth : limits.maxDepth;
  if (item.content instanceof Y.ContentType && places.isDeeper(item, maxDepth)) return false;
  if (kind === 'plain') return true;
  const place = places.placeOf(item);
  // Without a place it will not be integrated as content; deleted content holds nothing.
  if (!place || item.content instanceof Y.ContentDeleted) return true;
  return fits[kind](item, place);
}

/** Yjs looks every root up by going through all of them, so their number must be bounded. */
function hasRoomForRoots(update: DecodedUpdate, doc: Y.Doc): boolean {
  const added = new Set<string>();
  for (const struct of update.structs) {
    const parent: unknown = struct instanceof Y.Item ? struct.parent : undefined;
    if (typeof parent === 'string' && !doc.share.has(parent)) added.add(parent);
  }
  return added.size === 0 || doc.share.size + added.size <= limits.maxRoots;
}

/** Does what the update adds keep to the document's kind? What the document has already is not looked at again. */
export function hasAllowedShape(update: DecodedUpdate, doc: Y.Doc, kind: DocumentKind): boolean {
  if (!hasRoomForRoots(update, doc)) return false;
  const places = placesOf(update, doc);
  return update.structs.every((struct) => {
    if (!(struct instanceof Y.Item) || struct.id.clock + struct.length <= Y.getState(doc.store, struct.id.client)) return true;
    return isSafeItem(struct) && isAllowed(struct, kind, places);
  });
}
