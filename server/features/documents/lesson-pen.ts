import * as Y from 'yjs';
import { caretColourOf, type AwarenessUser } from '#shared/features/documents/wire.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { Bus } from '../../platform/bus/port.ts';
import { newId } from '../../platform/ids/ids.ts';
import { writeStates } from './engine/awareness.ts';
import { indexOfBlock, putBlocks } from './lesson-blocks.ts';
import { LessonWriter, rightToLeft, type WriterTools } from './lesson-writer.ts';
import { documentsRepository } from './repository.ts';

/** A paragraph of one's own at the end of a lesson, with a caret in it that others see. */
export interface LessonPen {
  /** Adds to the end of the paragraph; the caret follows. */
  write(chunk: string): Promise<void>;
  /** Takes the paragraph away as a forward edit, and the caret with it. */
  erase(): Promise<void>;
}

/** A caret without a connection, told to every node that has the document open. */
class Caret {
  readonly #world: { bus: Bus; documentId: string; clientId: number; user: AwarenessUser };
  readonly #nodeId = newId();
  #clock = 0;

  constructor(world: { bus: Bus; documentId: string; clientId: number; user: AwarenessUser }) {
    this.#world = world;
  }

  showAtEndOf(text: Y.XmlText): void {
    const end = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, text.length));
    this.#tell({ user: this.#world.user, cursor: { anchor: end, head: end } });
  }

  hide(): void {
    this.#tell(null);
  }

  #tell(state: unknown): void {
    const { bus, documentId, clientId, user } = this.#world;
    this.#clock += 1;
    const states = writeStates([{ clientId, clock: this.#clock, state: JSON.stringify(state) }]);
    bus.publish(`awareness:${documentId}`, { node: this.#nodeId, users: [user.id], states: Buffer.from(states).toString('base64') });
  }
}

class Pen implements LessonPen {
  readonly #writer: LessonWriter;
  readonly #caret: Caret;
  #blockId = '';

  constructor(writer: LessonWriter, caret: Caret) {
    this.#writer = writer;
    this.#caret = caret;
  }

  async begin(dir: Direction): Promise<void> {
    await this.#writer.write((content) => {
      [this.#blockId = ''] = putBlocks(content, [{ type: 'paragraph', text: '' }], dir);
    });
    this.#show();
  }

  async write(chunk: string): Promise<void> {
    await this.#writer.catchUp();
    await this.#writer.write(() => {
      const text = this.#text();
      text?.insert(text.length, chunk);
    });
    this.#show();
  }

  async erase(): Promise<void> {
    try {
      await this.#writer.catchUp();
      await this.#writer.write((content) => {
        const at = indexOfBlock(content, this.#blockId);
        if (at >= 0) content.delete(at, 1);
      });
    } finally {
      this.#caret.hide();
      this.#writer.doc.destroy();
    }
  }

  /** Undefined when somebody took the paragraph away. */
  #text(): Y.XmlText | undefined {
    const { content } = this.#writer;
    const at = indexOfBlock(content, this.#blockId);
    const block: unknown = at < 0 ? undefined : content.get(at);
    const text: unknown = block instanceof Y.XmlElement ? block.get(0) : undefined;
    return text instanceof Y.XmlText ? text : undefined;
  }

  #show(): void {
    const text = this.#text();
    if (text) this.#caret.showAtEndOf(text);
  }
}

/** Puts an empty paragraph at the end of a lesson, with the caret of a person. */
export async function openLessonPen(tools: WriterTools, about: { documentId: string; userId: string; name: string }): Promise<LessonPen> {
  const { documentId, userId, name } = about;
  const record = await documentsRepository(tools.store).findById(documentId);
  if (record?.kind !== 'lesson') throw new Error(`${documentId} is no lesson`);
  const writer = await LessonWriter.open(tools, { documentId, userId });
  const user = { id: userId, name, colour: caretColourOf(userId) };
  const pen = new Pen(writer, new Caret({ bus: tools.bus, documentId, clientId: writer.doc.clientID, user }));
  await pen.begin(rightToLeft.test(record.language) ? 'rtl' : 'ltr');
  return pen;
}
