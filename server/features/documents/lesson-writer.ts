import * as Y from 'yjs';
import { lessonRoots } from '#shared/features/documents/wire.ts';
import type { documents } from '#shared/features/documents/contract.ts';
import type { Tools } from '../../kernel/feature.ts';
import { HeadMovedError } from '../../platform/log/port.ts';
import { newId } from '../../platform/ids/ids.ts';
import { createClientOwners } from './engine/client-owners.ts';
import { appendUpdate, documentStream, entryTypes, UpdateAssembly } from './engine/entries.ts';
import { loadDocument } from './engine/load.ts';
import { hasAllowedShape } from './engine/shape.ts';
import { decodeUpdate } from './engine/update.ts';
import { putBlocks, type LessonBlock } from './lesson-blocks.ts';
import { documentsRepository } from './repository.ts';

export type WriterTools = Pick<Tools<typeof documents>, 'log' | 'store' | 'feed' | 'bus' | 'clock'>;

export interface LessonToWrite {
  documentId: string;
  /** The person in whose name it is written. */
  userId: string;
  blocks: readonly LessonBlock[];
  /** Refuse unless nobody has written anything; of two that try at once, one does. */
  onlyWhenEmpty?: boolean;
}

/** Somebody has written in the lesson already. Nothing was changed. */
export class LessonNotEmptyError extends Error {
  override name = 'LessonNotEmptyError';
}

const readBatch = 1000;
/** Languages whose lessons run from right to left. */
export const rightToLeft = /^(ar|fa|ur|he|ps|ckb)\b/;

/**
 * A client of the log without a socket: writes Y operations under its own client id by the same append that connections
 * use, so every node that has the lesson open takes them in like another node's.
 */
export class LessonWriter {
  readonly #tools: WriterTools;
  readonly #documentId: string;
  readonly #userId: string;
  readonly #assembly = new UpdateAssembly();
  readonly doc: Y.Doc;
  #head: number;
  #isClaimed = false;

  private constructor(tools: WriterTools, about: { documentId: string; userId: string }, loaded: { doc: Y.Doc; head: number }) {
    this.#tools = tools;
    this.#documentId = about.documentId;
    this.#userId = about.userId;
    this.doc = loaded.doc;
    this.#head = loaded.head;
  }

  static async open(tools: WriterTools, about: { documentId: string; userId: string }): Promise<LessonWriter> {
    const loaded = await loadDocument(tools.log, documentStream(about.documentId));
    if (loaded.damagedAt !== undefined) throw new Error(`document ${about.documentId} is damaged at entry ${loaded.damagedAt}`);
    return new LessonWriter(tools, about, loaded);
  }

  get content(): Y.XmlFragment {
    return this.doc.getXmlFragment(lessonRoots.content);
  }

  async catchUp(): Promise<void> {
    for (;;) {
      const entries = await this.#tools.log.read(documentStream(this.#documentId), this.#head, readBatch);
      const [first] = entries;
      if (!first) return;
      if (first.seq > this.#head + 1) await this.#loadAgain();
      this.doc.transact(() => {
        for (const entry of entries) {
          const update = entry.type === entryTypes.update ? this.#assembly.take(entry) : undefined;
          if (update) Y.applyUpdate(this.doc, update);
        }
      }, 'log');
      this.#head = entries.at(-1)?.seq ?? this.#head;
    }
  }

  /** Entries were trimmed before they were read here. */
  async #loadAgain(): Promise<void> {
    const { doc, head } = await loadDocument(this.#tools.log, documentStream(this.#documentId));
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(doc), 'log');
    this.#head = head;
    doc.destroy();
  }

  /**
   * One transaction, checked like everybody's, stored.
   *
   * @throws HeadMovedError when `onlyAtHead` and somebody else appended since
   */
  async write(change: (content: Y.XmlFragment) => void, onlyAtHead = false): Promise<void> {
    const before = new Y.Doc();
    Y.applyUpdate(before, Y.encodeStateAsUpdate(this.doc));
    const vector = Y.encodeStateVector(this.doc);
    this.doc.transact(() => change(this.content), 'writer');
    const bytes = Y.encodeStateAsUpdate(this.doc, vector);
    const decoded = decodeUpdate(bytes);
    const isAllowed = decoded !== undefined && hasAllowedShape(decoded, before, 'lesson');
    before.destroy();
    if (!isAllowed) throw new Error('these blocks do not fit the schema of lessons');
    if (decoded.isEmpty) return;
    await this.#claim();
    await this.#append(bytes, onlyAtHead);
  }

  async #claim(): Promise<void> {
    if (this.#isClaimed) return;
    const owners = createClientOwners({ store: this.#tools.store, documentId: this.#documentId });
    await owners.claim(new Map([[this.doc.clientID, this.#userId]]), new Set());
    if (owners.ownerOf(this.doc.clientID) !== this.#userId) throw new Error('the client id of the writer belongs to somebody else');
    this.#isClaimed = true;
  }

  async #append(bytes: Uint8Array, onlyAtHead: boolean): Promise<void> {
    const { log, feed, clock } = this.#tools;
    const stream = documentStream(this.#documentId);
    const at = clock.now().toISOString();
    if (!onlyAtHead)
      return appendUpdate(log, { stream, bytes, actor: this.#userId, at, group: newId(clock.now()) }, (entries) =>
        feed.appended(stream, entries),
      );
    const stored = await log.append(stream, [{ type: entryTypes.update, at, actor: this.#userId, data: {}, bytes }], this.#head);
    feed.appended(
      stream,
      stored.map(({ entry }) => entry),
    );
  }
}

/**
 * Writes blocks into a lesson, touching only those concerned.
 *
 * @returns ids of the blocks, in the order given
 * @throws LessonNotEmptyError with `onlyWhenEmpty`
 */
export async function writeLesson(
  tools: WriterTools,
  { documentId, userId, blocks, onlyWhenEmpty = false }: LessonToWrite,
): Promise<string[]> {
  const record = await documentsRepository(tools.store).findById(documentId);
  if (record?.kind !== 'lesson') throw new Error(`${documentId} is no lesson`);
  const writer = await LessonWriter.open(tools, { documentId, userId });
  let ids: string[] = [];
  try {
    if (onlyWhenEmpty && writer.content.length > 0) throw new LessonNotEmptyError();
    await writer.write((content) => {
      ids = putBlocks(content, blocks, rightToLeft.test(record.language) ? 'rtl' : 'ltr');
    }, onlyWhenEmpty);
    return ids;
  } catch (error) {
    throw error instanceof HeadMovedError ? new LessonNotEmptyError() : error;
  } finally {
    writer.doc.destroy();
  }
}
