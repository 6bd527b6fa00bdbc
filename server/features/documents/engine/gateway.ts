import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Actor } from '#shared/access/can.ts';
import { closeCodes, type documents, type DocumentKind } from '#shared/features/documents/contract.ts';
import { caretColourOf, maxDocumentBytes } from '#shared/features/documents/wire.ts';
import type { Tools } from '../../../kernel/feature.ts';
import type { Gateway, GatewayTools } from '../../../kernel/gateway.ts';
import { newId } from '../../../platform/ids/ids.ts';
import { documentsRepository } from '../repository.ts';
import { Connection } from './connection.ts';
import { checkVersions, enter, parseAsked, Refusal, type Asked } from './handshake.ts';
import { times } from './limits.ts';
import { OpenDocuments } from './open-documents.ts';
import type { Right } from './peer.ts';

export interface CollabOptions {
  /** Name shown beside a caret. */
  nameOf(userId: string): Promise<string>;
}

/** 1013: try again later. */
const tooMany = 1013;
/** Outer type, inner type and length before the update itself. */
const frameOverhead = 16;
const ignore = (): void => undefined;

interface Admitted {
  asked: Asked;
  actor: Actor;
  right: Right;
  kind: DocumentKind;
  name: string;
  leave: () => void;
}

/** The endpoint `/collab/:documentId`. Refuses by accepting and then closing, since a client cannot read why an upgrade failed. */
export function createCollabGateway(tools: Tools<typeof documents>, gatewayTools: GatewayTools, options: CollabOptions): Gateway {
  const { clock, logger, config, presence } = tools;
  const repository = documentsRepository(tools.store);
  const connections = new Set<Connection>();
  const open = new OpenDocuments(
    { ports: tools, feed: tools.feed, logger, nodeId: newId(clock.now()), newId: () => newId(clock.now()) },
    {
      failed: (documentId) => closeAll(documentId, closeCodes.loadFailed),
      accessChanged: (documentId) => recheckWhere((connection) => connection.document.id === documentId),
    },
  );
  let isDraining = false;
  /** Raised by every change of rights, so that one in the middle of an opening is not missed. */
  let changes = 0;

  // One server per kind: ws refuses what is larger before it is in memory.
  const servers = {
    lesson: serverFor(maxDocumentBytes.lesson), tree: serverFor(maxDocumentBytes.tree), plain: serverFor(maxDocumentBytes.plain), refused: serverFor(0),
  };
  function serverFor(maxBytes: number): WebSocketServer {
    return new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: maxBytes + frameOverhead });
  }

  function closeAll(documentId: string, code: number): void {
    for (const connection of connections) if (connection.document.id === documentId) connection.close(code);
  }

  async function admit(request: IncomingMessage): Promise<Admitted> {
    if (isDraining) throw new Refusal(closeCodes.restarting);
    const asked = parseAsked(request);
    const { actor, right } = await enter(gatewayTools, await gatewayTools.identify(request), asked.documentId);
    const record = await repository.findById(asked.documentId);
    if (!record) throw new Refusal(closeCodes.unknownDocument);
    checkVersions(asked, record);
    const name = await options.nameOf(actor.userId);
    const leave = gatewayTools.admit(request, actor);
    if (leave === false) throw new Refusal(tooMany);
    return { asked, actor, right, kind: record.kind, name, leave };
  }

  function codeOf(error: unknown): number {
    if (error instanceof Refusal) return error.closeCode;
    logger.error({ err: error }, 'a document connection could not be opened');
    return closeCodes.loadFailed;
  }

  function upgrade(server: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<WebSocket | undefined> {
    return new Promise((resolve) => {
      socket.once('close', () => resolve(undefined));
      server.handleUpgrade(request, socket, head, (webSocket) => {
        // Before anything else: a frame that breaks the protocol is an 'error' event, and without a listener ends the process.
        webSocket.on('error', ignore);
        resolve(webSocket);
      });
    });
  }

  async function refuse(code: number, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const webSocket = await upgrade(servers.refused, request, socket, head);
    webSocket?.close(code);
    clock.after(times.closeMs, () => webSocket?.terminate());
  }

  async function serve(admitted: Admitted, webSocket: WebSocket): Promise<void> {
    const { asked, actor, right, kind, name } = admitted;
    let isClosed = false;
    webSocket.on('close', () => { isClosed = true; });
    // What the client sends waits in the network until the document is there.
    webSocket.pause();
    const changesBefore = changes;
    const document = open.get(asked.documentId, kind);
    await document.ready;
    if (isClosed) return;
    const connection = new Connection({
      socket: webSocket, id: newId(clock.now()), user: { id: actor.userId, name, colour: caretColourOf(actor.userId) }, sessionId: actor.sessionId,
      document, right, wantsAcks: asked.wantsAcks, rate: config.hasLimits ? config.collabRate : undefined, clock, logger,
    });
    const lease = { place: `document:${document.id}`, userId: actor.userId, connectionId: connection.id };
    connections.add(connection);
    webSocket.on('close', () => {
      connections.delete(connection);
      connection.detach();
      presence.leave(lease).catch(ignore);
    });
    presence.enter(lease).catch((error: unknown) => logger.warn({ err: error }, 'presence in a document was not noted'));
    document.attach(connection);
    if (isDraining) connection.close(closeCodes.restarting);
    else if (changes !== changesBefore) void recheck(connection);
    webSocket.resume();
  }

  async function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    let admitted: Admitted;
    const stopWaiting = clock.after(times.decideMs, () => socket.destroy());
    try {
      admitted = await admit(request);
    } catch (error) {
      return await refuse(codeOf(error), request, socket, head);
    } finally {
      stopWaiting();
    }
    const webSocket = await upgrade(servers[admitted.kind], request, socket, head);
    if (!webSocket) return admitted.leave();
    webSocket.on('close', admitted.leave);
    await serve(admitted, webSocket).catch((error: unknown) => {
      webSocket.resume();
      webSocket.close(codeOf(error));
    });
  }

  /** Rights as of now: kept, lowered or raised in place, or closed. */
  async function recheck(connection: Connection): Promise<void> {
    try {
      const entered = await enter(gatewayTools, await gatewayTools.actors.current(connection.sessionId), connection.document.id);
      connection.setRight(entered.right);
    } catch (error) {
      connection.setRight('none');
      const code = codeOf(error);
      // It was there a moment ago: what is lost is the right to it.
      connection.close(code === closeCodes.unknownDocument ? closeCodes.notAllowed : code);
    }
  }

  async function recheckWhere(concerned: (connection: Connection) => boolean): Promise<void> {
    changes += 1;
    await Promise.all([...connections].filter(concerned).map(recheck));
  }

  const stops = [
    tools.access.onChange(({ userIds, sessionIds }) => recheckWhere(({ userId, sessionId }) => userIds.includes(userId) || sessionIds.includes(sessionId))),
    clock.every(times.sweepMs, () => { for (const connection of connections) connection.sweep(); }),
    clock.every(times.recheckMs, () => void recheckWhere(() => true)),
  ];

  async function closeForRestart(connection: Connection, jitterMs: number): Promise<void> {
    // Not all at once: a thousand clients coming back in the same instant would meet the next server cold.
    await new Promise<void>((resolve) => { clock.after(Math.random() * jitterMs, resolve); });
    await connection.closeForRestart();
  }

  return {
    handleUpgrade(request, socket, head) {
      socket.on('error', ignore);
      accept(request, socket, head).catch((error: unknown) => {
        logger.error({ err: error }, 'an upgrade failed');
        socket.destroy();
      });
    },
    counts: () => ({ connections: connections.size, documents: open.size }),
    async drain(deadlineMs) {
      isDraining = true;
      for (const stop of stops) stop();
      const deadline = new Promise<void>((resolve) => { clock.after(deadlineMs, resolve); });
      const jitterMs = Math.min(times.restartJitterMs, deadlineMs / 2);
      const allClosed = Promise.all([...connections].map((connection) => closeForRestart(connection, jitterMs)));
      await Promise.race([allClosed, deadline]);
      await Promise.race([open.whenIdle(), deadline]);
      for (const connection of connections) connection.close(closeCodes.restarting);
      open.close();
    },
  };
}
