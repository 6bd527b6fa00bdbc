import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { awarenessMessage, circularUpdate } from '../service/documents-client.ts';

export function bytesOf(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}
export const numbers = (...values: number[]) =>
  bytesOf((encoder) => {
    for (const value of values) encoding.writeVarUint(encoder, value);
  });
const huge = 2 ** 40;

function docUpdate(write: (doc: Y.Doc) => void, clientId?: number): Uint8Array {
  const doc = new Y.Doc();
  if (clientId !== undefined) doc.clientID = clientId;
  write(doc);
  return Y.encodeStateAsUpdate(doc);
}

/** Updates that claim, hide or reach too much (the study's battery, 43 to 51). */
export function* hostileUpdates(): Generator<Uint8Array> {
  yield numbers(huge, 1, 1, 0);
  yield numbers(1, huge, 1, 0);
  yield bytesOf((encoder) => {
    for (const value of [1, 1, 5, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 4);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 'text');
    encoding.writeVarUint(encoder, huge);
  });
  // A struct of no length, a collected range of enormous length, and a clock near the end of numbers.
  yield bytesOf((encoder) => {
    for (const value of [1, 1, 5, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, 0);
  });
  yield bytesOf((encoder) => {
    for (const value of [1, 1, 5, 0]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 2 ** 52);
    encoding.writeVarUint(encoder, 0);
  });
  yield bytesOf((encoder) => {
    for (const value of [1, 1, 5, 2 ** 52]) encoding.writeVarUint(encoder, value);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, 0);
  });
  // Delete sets: of everybody, of nobody, in great number.
  yield numbers(0, 1, 5, 1, 0, 2 ** 31);
  yield numbers(0, huge);
  yield numbers(0, 1, 5, huge);
  yield bytesOf((encoder) => {
    for (const value of [0, 1, 5, 200_000]) encoding.writeVarUint(encoder, value);
    for (let i = 0; i < 200_000; i += 1) {
      encoding.writeVarUint(encoder, i);
      encoding.writeVarUint(encoder, 1);
    }
  });
  yield docUpdate((doc) => doc.getText('text').insert(0, 'id'), 2 ** 32);
  yield docUpdate((doc) => doc.getText('text').insert(0, 'id'), 2 ** 53 - 1);
  yield Y.encodeStateAsUpdateV2(new Y.Doc());
  yield docUpdate((doc) => {
    for (let i = 0; i < 10_000; i += 1) doc.getMap(`root${i}`).set('x', 1);
  });
  yield docUpdate((doc) => doc.getMap('__proto__').set('x', 1));
  yield docUpdate((doc) => doc.getMap('map').set('__proto__', { polluted: true }));
  yield docUpdate((doc) => doc.getMap('map').set('constructor', 1));
  yield docUpdate((doc) => doc.getMap('map').set('fine', JSON.parse('{"__proto__":{"polluted":true}}')));
  yield docUpdate((doc) => {
    let parent: Y.XmlFragment = doc.getXmlFragment('content');
    for (let depth = 0; depth < 2000; depth += 1) {
      const child = new Y.XmlElement('blockquote');
      parent.insert(0, [child]);
      parent = child;
    }
  });
  let value: unknown = 1;
  for (let depth = 0; depth < 5000; depth += 1) value = [value];
  yield docUpdate((doc) => doc.getArray('deep').push([value]));
  yield circularUpdate();
  yield deepNodes(20_000);
  yield numbers(0, 1, 5, 2, 10, 1, 0, 1);
  yield oneKey(3_000);
  yield docUpdate((doc) => doc.getText('text').insert(0, 'id'), 0);
  yield docUpdate((doc) => doc.getXmlFragment('content').insert(0, [imageOf('http://169.254.169.254/')]));
  yield docUpdate((doc) => doc.getText('text').applyDelta([{ insert: 'x', attributes: { link: { href: 'vbscript:x' }, onerror: 'x' } }]));
  yield docUpdate((doc) => doc.getMap('map').set('big', 'x'.repeat(900_000)));
}

function imageOf(src: string): Y.XmlElement {
  const image = new Y.XmlElement('image');
  image.setAttribute('src', src);
  image.setAttribute('onerror', 'alert(1)');
  return image;
}

/** Types within types by hand: Yjs itself would not get so deep. */
function deepNodes(depth: number): Uint8Array {
  return bytesOf((encoder) => {
    for (const value of [1, depth, 5, 0]) encoding.writeVarUint(encoder, value);
    for (let i = 0; i < depth; i += 1) {
      encoding.writeUint8(encoder, 7);
      encoding.writeVarUint(encoder, i === 0 ? 1 : 0);
      if (i === 0) encoding.writeVarString(encoder, 'content');
      else for (const value of [5, i - 1]) encoding.writeVarUint(encoder, value);
      // A node of this name.
      encoding.writeVarUint(encoder, 3);
      encoding.writeVarString(encoder, 'blockquote');
    }
    encoding.writeVarUint(encoder, 0);
  });
}

/** Values of one key that all say they follow nothing: for each, Yjs goes through all the others. */
export function oneKey(count: number): Uint8Array {
  return bytesOf((encoder) => {
    for (const value of [1, count, 7, 0]) encoding.writeVarUint(encoder, value);
    for (let i = 0; i < count; i += 1) {
      encoding.writeUint8(encoder, 8 | 0x20);
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarString(encoder, 'map');
      encoding.writeVarString(encoder, 'key');
      encoding.writeVarUint(encoder, 1);
      encoding.writeAny(encoder, 1);
    }
    encoding.writeVarUint(encoder, 0);
  });
}

/** A state vector of so many clients. */
export function longVector(clients: number): Uint8Array {
  return bytesOf((encoder) => {
    encoding.writeVarUint(encoder, clients);
    for (let i = 0; i < clients; i += 1) {
      encoding.writeVarUint(encoder, i);
      encoding.writeVarUint(encoder, 1);
    }
  });
}

/** An awareness message of so many states. */
export function manyStates(count: number): Uint8Array {
  return awarenessMessage(Array.from({ length: count }, (_, i) => ({ clientId: i, clock: 1, state: '{}' })));
}
