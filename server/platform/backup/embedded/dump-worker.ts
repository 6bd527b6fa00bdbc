import { parentPort, workerData } from 'node:worker_threads';
import { openConnection, prepareReader, type DriverName } from '../../embedded/driver.ts';
import { Refusal } from '../../embedded/protocol.ts';
import type { DataRecord } from '../port.ts';
import { dumpPages } from './dump-pages.ts';

export interface DumpStart {
  file: string;
  driver: DriverName;
}
export type DumpQuestion = 'next' | 'close';
/** Answers to `next`. */
export type DumpAnswer = { page: DataRecord[] } | { done: true } | { failed: { isDamage: boolean; message: string } };

const port = parentPort;
const start: DumpStart = workerData;

function say(answer: DumpAnswer): void {
  // Each byte string has a buffer of its own, so handing them over copies nothing.
  const buffers =
    'page' in answer
      ? answer.page.flatMap((record) => ('bytes' in record && record.bytes ? [record.bytes.buffer as ArrayBuffer] : []))
      : [];
  port?.postMessage(answer, buffers);
}

function failed(error: unknown): DumpAnswer {
  const isDamage = error instanceof Refusal && error.failure.kind === 'damaged';
  const message = error instanceof Refusal && 'message' in error.failure ? error.failure.message : String(error);
  return { failed: { isDamage, message } };
}

async function serve(): Promise<void> {
  const db = await openConnection(start.driver, start.file, 5000);
  prepareReader(db);
  const pages = dumpPages(db);
  port?.on('message', (question: DumpQuestion) => {
    if (question === 'close') {
      pages.return(undefined);
      db.close();
      port.close();
      return;
    }
    try {
      const next = pages.next();
      say(next.done ? { done: true } : { page: next.value });
    } catch (error) {
      say(failed(error));
    }
  });
}

serve().catch((error: unknown) => say(failed(error)));
