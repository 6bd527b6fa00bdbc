import { setImmediate as turn } from 'node:timers/promises';
import * as Y from 'yjs';
import { lessonRoots, maxDocumentBytes } from '#shared/features/documents/wire.ts';
import { LessonWriter, type WriterTools } from '../lesson-writer.ts';
import { readLesson } from './read-lesson.ts';
import { planRewrite, rewriteLesson } from './write-lesson.ts';

/** With what came back the lesson would be larger than one may be. Nothing was stored. */
export class TooLargeToRestoreError extends Error {
  override name = 'TooLargeToRestoreError';
}

/**
 * Makes a lesson say again what a stored state of it said: as one more edit, in the name of a person, which touches only
 * what differs and which every client receives. Answers whether anything differed.
 *
 * @throws TooLargeToRestoreError
 */
export async function restoreLesson(
  tools: WriterTools,
  { documentId, userId, content }: { documentId: string; userId: string; content: Y.Doc },
): Promise<boolean> {
  const wanted = { blocks: readLesson(content), meta: content.getMap(lessonRoots.meta).toJSON() };
  const writer = await LessonWriter.open(tools, { documentId, userId });
  try {
    const present = readLesson(writer.doc);
    await turn();
    const plan = planRewrite(present, wanted);
    await turn();
    const before = Y.encodeSnapshot(Y.snapshot(writer.doc));
    await writer.write(() => {
      rewriteLesson(writer.doc, plan);
      if (Y.encodeStateAsUpdate(writer.doc).byteLength > maxDocumentBytes.lesson) throw new TooLargeToRestoreError();
    });
    return !Buffer.from(before).equals(Buffer.from(Y.encodeSnapshot(Y.snapshot(writer.doc))));
  } finally {
    writer.doc.destroy();
  }
}
