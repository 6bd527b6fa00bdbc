import { parentPort } from 'node:worker_threads';
import * as Y from 'yjs';
import { hasPending, newDoc } from './doc.ts';
import type { FromMergeWorker, ToMergeWorker } from './merger.ts';

/*
 * Applies updates page by page to one document after another. In a thread of its own, since a long history takes
 * seconds, and on the main thread every room would wait for it.
 */
let doc = newDoc();
let isBroken = false;

function take(updates: readonly Uint8Array[]): void {
  if (isBroken) return;
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update);
    }, 'load');
  } catch {
    // Whatever Yjs threw on it: the caller finds the place.
    isBroken = true;
  }
}

function finish(): FromMergeWorker {
  if (isBroken || hasPending(doc)) return { broken: true };
  return { state: Y.encodeStateAsUpdate(doc), vector: Y.encodeStateVector(doc) };
}

parentPort?.on('message', (message: ToMergeWorker) => {
  if ('updates' in message) return take(message.updates);
  const answer: FromMergeWorker = 'finish' in message ? finish() : { broken: true };
  doc.destroy();
  doc = newDoc();
  isBroken = false;
  parentPort?.postMessage(answer);
});
