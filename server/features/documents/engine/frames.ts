import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { maxStateVectorBytes, messageTypes, syncTypes } from '#shared/features/documents/wire.ts';

/** What a client may send. */
export type Frame =
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'update'; isStep2: boolean; update: Uint8Array }
  | { kind: 'awareness'; states: Uint8Array }
  | { kind: 'queryAwareness' };

/** The frame is none of the protocol: the sender is closed. */
export class FrameError extends Error {
  override name = 'FrameError';
}

function readSync(decoder: decoding.Decoder): Frame {
  const type = decoding.readVarUint(decoder);
  // A view into the frame: ws hands over a buffer of its own for each message.
  const payload = decoding.readVarUint8Array(decoder);
  if (type === syncTypes.step1) {
    if (payload.byteLength > maxStateVectorBytes) throw new FrameError('state vector too large');
    return { kind: 'step1', stateVector: payload };
  }
  if (type === syncTypes.step2 || type === syncTypes.update) return { kind: 'update', isStep2: type === syncTypes.step2, update: payload };
  throw new FrameError('unknown sync type');
}

function readBody(decoder: decoding.Decoder): Frame {
  const type = decoding.readVarUint(decoder);
  if (type === messageTypes.sync) return readSync(decoder);
  if (type === messageTypes.awareness) return { kind: 'awareness', states: decoding.readVarUint8Array(decoder) };
  if (type === messageTypes.queryAwareness) return { kind: 'queryAwareness' };
  throw new FrameError('unknown message type');
}

/** @throws FrameError for anything but one whole, known message */
export function readFrame(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes);
  let frame: Frame;
  try {
    frame = readBody(decoder);
  } catch (error) {
    throw error instanceof FrameError ? error : new FrameError('cut or garbled');
  }
  if (decoding.hasContent(decoder)) throw new FrameError('trailing bytes');
  return frame;
}

function syncFrame(type: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.sync);
  encoding.writeVarUint(encoder, type);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

export const step1Frame = (stateVector: Uint8Array) => syncFrame(syncTypes.step1, stateVector);
export const step2Frame = (update: Uint8Array) => syncFrame(syncTypes.step2, update);
export const updateFrame = (update: Uint8Array) => syncFrame(syncTypes.update, update);

export function awarenessFrame(states: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.awareness);
  encoding.writeVarUint8Array(encoder, states);
  return encoding.toUint8Array(encoder);
}

function numbersFrame(...numbers: number[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const number of numbers) encoding.writeVarUint(encoder, number);
  return encoding.toUint8Array(encoder);
}
/** The connection's first `n` updates are decided. */
export const decidedFrame = (n: number) => numbersFrame(messageTypes.decided, n);
/** The connection's `n`th update was refused. */
export const refusedFrame = (n: number, code: number) => numbersFrame(messageTypes.refused, n, code);
