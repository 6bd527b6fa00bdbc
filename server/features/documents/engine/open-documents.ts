import type { DocumentKind } from '#shared/features/documents/contract.ts';
import { LiveDocument, type DocumentWorld } from './live-document.ts';

export interface OpenDocumentsEvents {
  /** Could not be loaded or stored: its connections must come again. */
  failed(document: LiveDocument): void;
  /** These people wrote in it on this node. */
  edited(documentId: string, userIds: ReadonlySet<string>): void;
  /** Rights on the document changed. */
  accessChanged(document: LiveDocument): Promise<void>;
  /** A new snapshot is worth while: so many updates came since the last one. */
  outgrown(documentId: string, updates: number): void;
}

/** The documents this node has in memory: each once, however many open it at the same moment. */
export class OpenDocuments {
  readonly #world: DocumentWorld;
  readonly #events: OpenDocumentsEvents;
  readonly #documents = new Map<string, LiveDocument>();

  constructor(world: DocumentWorld, events: OpenDocumentsEvents) {
    this.#world = world;
    this.#events = events;
  }

  get size(): number {
    return this.#documents.size;
  }

  /** The one instance; it may still be loading. */
  get(id: string, kind: DocumentKind): LiveDocument {
    const known = this.#documents.get(id);
    if (known && !known.isClosed) return known;
    const document: LiveDocument = new LiveDocument({ id, kind }, this.#world, {
      failed: (error) => this.#fail(document, error),
      edited: (userIds) => this.#events.edited(id, userIds),
      accessChanged: () => {
        this.#events
          .accessChanged(document)
          .catch((error: unknown) => this.#world.logger.error({ err: error, documentId: id }, 'rights could not be checked anew'));
      },
      outgrown: (updates) => this.#events.outgrown(id, updates),
      unloaded: () => this.#drop(document),
    });
    this.#documents.set(id, document);
    document.ready.catch((error: unknown) => this.#fail(document, error));
    return document;
  }

  async whenIdle(): Promise<void> {
    await Promise.all([...this.#documents.values()].map((document) => document.whenIdle()));
  }

  close(): void {
    for (const document of this.#documents.values()) document.close();
    this.#documents.clear();
  }

  #fail(document: LiveDocument, error: unknown): void {
    if (this.#documents.get(document.id) !== document) return;
    this.#world.logger.error({ err: error, documentId: document.id }, 'a document could not be loaded or stored');
    this.#drop(document);
    document.close();
    this.#events.failed(document);
  }

  #drop(document: LiveDocument): void {
    if (this.#documents.get(document.id) === document) this.#documents.delete(document.id);
  }
}
