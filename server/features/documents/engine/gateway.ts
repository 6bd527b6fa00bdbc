import type { WebSocket } from 'ws';
import type { Actor } from '#shared/access/can.ts';
import { closeCodes, type documents, type DocumentKind } from '#shared/features/documents/contract.ts';
import { caretColourOf, maxDocumentBytes } from '#shared/features/documents/wire.ts';
import type { Tools } from '../../../kernel/feature.ts';
import type { Gateway, GatewayTools } from '../../../kernel/gateway.ts';
import { newId } from '../../../platform/ids/ids.ts';
import { documentsRepository } from '../repository.ts';
import { editNotes, type EditNotes } from '../versions/edit-notes.ts';
import { Connection } from './connection.ts';
import { Compactor } from './compactor.ts';
import { checkVersions, enter, parseAsked, Refusal, type Asked } from './handshake.ts';
import { times } from './limits.ts';
import type { DocumentWorld, LiveDocument } from './live-document.ts';
import { createMerger, type Merger } from './merger.ts';
import { OpenDocuments } from './open-documents.ts';
import type { Right } from './peer.ts';
import { createRevocation, type Revocation } from './revocation.ts';
import { acceptSocket, ignore, refuseSocket, socketServer, type Upgrade } from './sockets.ts';
import { createTouches, type Touches } from './touches.ts';

export interface CollabOptions {
  /** Name shown beside a caret. */
  nameOf(userId: string): Promise<string>;
}

/** 1013: try again later. */
const tooMany = 1013;

interface Admitted {
  asked: Asked;
  actor: Actor;
  right: Right;
  kind: DocumentKind;
  name: string;
  leave: () => void;
}

/** The endpoint `/collab/:documentId`. */
class CollabGateway implements Gateway {
  readonly #tools: Tools<typeof documents>;
  readonly #gatewayTools: GatewayTools;
  readonly #options: CollabOptions;
  readonly #repository: ReturnType<typeof documentsRepository>;
  readonly #connections = new Set<Connection>();
  readonly #open: OpenDocuments;
  readonly #merger: Merger;
  readonly #compactor: Compactor;
  readonly #revocation: Revocation;
  readonly #touches: Touches;
  readonly #versions: EditNotes;
  readonly #servers = {
    lesson: socketServer(maxDocumentBytes.lesson),
    tree: socketServer(maxDocumentBytes.tree),
    plain: socketServer(maxDocumentBytes.plain),
  };
  readonly #stops: (() => void)[];
  #isDraining = false;

  constructor(tools: Tools<typeof documents>, gatewayTools: GatewayTools, options: CollabOptions) {
    const { clock, logger } = tools;
    this.#tools = tools;
    this.#gatewayTools = gatewayTools;
    this.#options = options;
    this.#repository = documentsRepository(tools.store);
    this.#versions = editNotes(tools);
    this.#touches = createTouches(clock, (documentId, userIds) => this.#touch(documentId, userIds));
    this.#revocation = createRevocation(gatewayTools, this.#connections, (error) => this.#codeOf(error));
    const newIdNow = (): string => newId(clock.now());
    const merger = createMerger(clock);
    this.#merger = merger;
    this.#compactor = new Compactor({
      log: tools.log,
      clock,
      newId: newIdNow,
      logger,
      made: (outcome) => this.#count('snapshots', { outcome }),
    });
    const world: DocumentWorld = { ports: tools, feed: tools.feed, logger, nodeId: newIdNow(), newId: newIdNow, merger };
    this.#open = new OpenDocuments(world, {
      failed: (document) => this.#closeAll(document),
      edited: (documentId, userIds) => this.#touches.edited(documentId, userIds),
      outgrown: (documentId, updates) => this.#compactor.request(documentId, updates),
      accessChanged: (document) => this.#revocation.recheckWhere((connection) => connection.document === document),
    });
    this.#stops = [
      tools.access.onChange(({ userIds, sessionIds }) =>
        this.#revocation.recheckWhere(({ userId, sessionId }) => userIds.includes(userId) || sessionIds.includes(sessionId)),
      ),
      clock.every(times.sweepMs, () => {
        for (const connection of this.#connections) connection.sweep();
      }),
      clock.every(times.recheckMs, () => void this.#revocation.recheckWhere(() => true)),
    ];
  }

  handleUpgrade(...[request, socket, head]: Parameters<Gateway['handleUpgrade']>): void {
    socket.on('error', ignore);
    this.#accept({ request, socket, head }).catch((error: unknown) => {
      this.#tools.logger.error({ err: error }, 'an upgrade failed');
      socket.destroy();
    });
  }

  counts(): { connections: number; documents: number } {
    return { connections: this.#connections.size, documents: this.#open.size };
  }

  async drain(deadlineMs: number): Promise<void> {
    const { clock } = this.#tools;
    this.#isDraining = true;
    for (const stop of this.#stops) stop();
    const deadline = new Promise<void>((resolve) => {
      clock.after(deadlineMs, resolve);
    });
    // Not all at once: a thousand clients coming back in the same instant would meet the next server cold.
    const jitterMs = Math.min(times.restartJitterMs, deadlineMs / 2);
    const allClosed = Promise.all(
      [...this.#connections].map(async (connection) => {
        await new Promise<void>((resolve) => {
          clock.after(Math.random() * jitterMs, resolve);
        });
        await connection.closeForRestart();
      }),
    );
    await Promise.race([allClosed, deadline]);
    await Promise.race([Promise.all([this.#open.whenIdle(), this.#touches.flush()]), deadline]);
    for (const connection of this.#connections) connection.close(closeCodes.restarting);
    this.#open.close();
    await Promise.race([this.#compactor.close(), deadline]);
    await this.#merger.close();
  }

  async #accept(upgrade: Upgrade): Promise<void> {
    const { clock } = this.#tools;
    let admitted: Admitted;
    const stopWaiting = clock.after(times.decideMs, () => upgrade.socket.destroy());
    try {
      admitted = await this.#admit(upgrade);
    } catch (error) {
      return await refuseSocket(this.#codeOf(error), upgrade, clock);
    } finally {
      stopWaiting();
    }
    const webSocket = await acceptSocket(this.#servers[admitted.kind], upgrade);
    if (!webSocket) return admitted.leave();
    webSocket.on('close', admitted.leave);
    await this.#serve(admitted, webSocket).catch((error: unknown) => {
      webSocket.resume();
      webSocket.close(this.#codeOf(error));
    });
  }

  async #admit({ request }: Upgrade): Promise<Admitted> {
    if (this.#isDraining) throw new Refusal(closeCodes.restarting);
    const asked = parseAsked(request);
    const { actor, right } = await enter(this.#gatewayTools, await this.#gatewayTools.identify(request), asked.documentId);
    const record = await this.#repository.findById(asked.documentId);
    if (!record) throw new Refusal(closeCodes.unknownDocument);
    checkVersions(asked, record);
    const name = await this.#options.nameOf(actor.userId);
    const leave = this.#gatewayTools.admit(request, actor);
    if (leave === false) throw new Refusal(tooMany);
    return { asked, actor, right, kind: record.kind, name, leave };
  }

  async #serve(admitted: Admitted, webSocket: WebSocket): Promise<void> {
    let isClosed = false;
    webSocket.on('close', () => {
      isClosed = true;
    });
    // What the client sends waits in the network until the document is there.
    webSocket.pause();
    const changesBefore = this.#revocation.changes;
    const document = this.#open.get(admitted.asked.documentId, admitted.kind);
    await document.ready;
    if (isClosed) return;
    const connection = this.#connect(admitted, webSocket, document);
    if (this.#isDraining) connection.close(closeCodes.restarting);
    else if (this.#revocation.changes !== changesBefore) void this.#revocation.recheck(connection);
    webSocket.resume();
  }

  #connect({ asked, actor, right, name }: Admitted, socket: WebSocket, document: LiveDocument): Connection {
    const { clock, logger, config, presence } = this.#tools;
    const connection = new Connection({
      socket,
      id: newId(clock.now()),
      user: { id: actor.userId, name, colour: caretColourOf(actor.userId) },
      sessionId: actor.sessionId,
      document,
      right,
      wantsAcks: asked.wantsAcks,
      rate: config.hasLimits ? config.collabRate : undefined,
      clock,
      logger,
      refused: (reason) => this.#count('refusals', { reason }),
    });
    const lease = { place: `document:${document.id}`, userId: actor.userId, connectionId: connection.id };
    this.#connections.add(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      connection.detach();
      presence.leave(lease).catch(ignore);
    });
    presence.enter(lease).catch((error: unknown) => logger.warn({ err: error }, 'presence in a document was not noted'));
    document.attach(connection);
    return connection;
  }

  #count(what: 'refusals' | 'snapshots', labels: Record<string, string>): void {
    const help = { refusals: 'Updates of documents that were refused', snapshots: 'Attempts at a snapshot of a document' };
    this.#gatewayTools.count(`hub_document_${what}_total`, help[what], labels);
  }

  #closeAll(document: LiveDocument): void {
    for (const connection of this.#connections) if (connection.document === document) connection.close(closeCodes.loadFailed);
  }

  async #touch(documentId: string, userIds: ReadonlySet<string>): Promise<void> {
    const at = this.#tools.clock.now();
    await Promise.all([this.#repository.touch(documentId, at.toISOString()), this.#versions.noteEdit(documentId, userIds)]).catch(
      (error: unknown) => this.#tools.logger.warn({ err: error, documentId }, 'the time of the last edit was not noted'),
    );
  }

  #codeOf(error: unknown): number {
    if (error instanceof Refusal) return error.closeCode;
    this.#tools.logger.error({ err: error }, 'a document connection could not be opened or checked');
    return closeCodes.loadFailed;
  }
}

/** Serves `/collab/:documentId`; docs/spec/documents.md. */
export function createCollabGateway(tools: Tools<typeof documents>, gatewayTools: GatewayTools, options: CollabOptions): Gateway {
  return new CollabGateway(tools, gatewayTools, options);
}
