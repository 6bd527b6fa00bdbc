import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../../../platform/clock/port.ts';
import { times } from './limits.ts';

/** An upgrade as Node's HTTP server hands it over. */
export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/** Outer type, inner type and length before the update itself. */
const frameOverhead = 16;
export const ignore = (): void => undefined;

/** @param maxBytes of an update: ws refuses what is larger before it is in memory */
export function socketServer(maxBytes: number): WebSocketServer {
  return new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: maxBytes + frameOverhead });
}

/** Completes the handshake. Undefined when the other side is gone, or asked for something that is no WebSocket. */
export function acceptSocket(server: WebSocketServer, { request, socket, head }: Upgrade): Promise<WebSocket | undefined> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve(undefined));
    server.handleUpgrade(request, socket, head, (webSocket) => {
      // Before anything else: a frame that breaks the protocol is an 'error' event, and without a listener ends the process.
      webSocket.on('error', ignore);
      resolve(webSocket);
    });
  });
}

/** Says why by accepting and then closing, since a client cannot read why an upgrade failed. */
export async function refuseSocket(code: number, upgrade: Upgrade, clock: Clock): Promise<void> {
  const webSocket = await acceptSocket(socketServer(0), upgrade);
  webSocket?.close(code);
  clock.after(times.closeMs, () => webSocket?.terminate());
}
