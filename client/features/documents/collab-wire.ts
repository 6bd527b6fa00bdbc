import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { messageTypes, syncTypes } from '#shared/features/documents/wire.ts';

/** What an outgoing frame is to the count of update messages. */
export function isUpdateMessage(frame: Uint8Array): 'step2' | 'update' | undefined {
  const decoder = decoding.createDecoder(frame);
  if (decoding.readVarUint(decoder) !== messageTypes.sync) return undefined;
  const type = decoding.readVarUint(decoder);
  if (type === syncTypes.step2) return 'step2';
  return type === syncTypes.update ? 'update' : undefined;
}

/** "I have nothing you lack": the answer of a page that only reads, whatever its rendering wrote into the document. */
export function emptyStep2(): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.sync);
  encoding.writeVarUint(encoder, syncTypes.step2);
  encoding.writeVarUint8Array(encoder, new Uint8Array([0, 0]));
  return encoding.toUint8Array(encoder);
}

export interface SocketTap {
  isReadOnly(): boolean;
  /** A connection is being made: counting starts anew. */
  opening(): void;
  /** An update message leaves. */
  sent(kind: 'step2' | 'update'): void;
}

/** A WebSocket class that counts the update messages it sends, and sends none when the page only reads. */
export function tappedSocket(Base: typeof WebSocket, tap: SocketTap): typeof WebSocket {
  return class extends Base {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      tap.opening();
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      const kind = data instanceof Uint8Array ? isUpdateMessage(data) : undefined;
      if (!kind) return super.send(data);
      if (tap.isReadOnly()) {
        if (kind === 'update') return;
        tap.sent(kind);
        return super.send(emptyStep2());
      }
      tap.sent(kind);
      super.send(data);
    }
  };
}
