import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { workerUrl } from './worker-url.ts';

test('in the build, a worker is the sibling of what starts it', () => {
  const { url, options } = workerUrl('file:///hub/dist/server/chunk-A1.js', 'sqlite-worker');
  expect(url.href).toBe('file:///hub/dist/server/sqlite-worker.js');
  expect(options).toEqual({});
});

test('in the sources, a worker written in TypeScript runs', async () => {
  // Inside the project: a thread resolves packages from where its file lies.
  mkdirSync('.cache', { recursive: true });
  const folder = mkdtempSync(path.resolve('.cache', 'worker-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    path.join(folder, 'echo-worker.ts'),
    "import { parentPort } from 'node:worker_threads';\nconst answer: number = 42;\nparentPort?.postMessage(answer);\n",
  );

  const { url, options } = workerUrl(pathToFileURL(path.join(folder, 'store.ts')).href, 'echo-worker');
  const worker = new Worker(url, options);
  onTestFinished(async () => void (await worker.terminate()));
  expect(await once(worker, 'message')).toEqual([42]);
});
