import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DriverName } from '../../embedded/driver.ts';
import { DamagedRecordError, StoreUnavailableError } from '../../errors.ts';
import { workerUrl } from '../../worker-url.ts';
import type { BackupSource, DataRecord } from '../port.ts';
import type { DumpAnswer, DumpQuestion, DumpStart } from './dump-worker.ts';

function nextAnswer(worker: Worker): Promise<DumpAnswer> {
  return new Promise((resolve, reject) => {
    const off = (): void => {
      worker.off('message', taken).off('error', lost).off('exit', gone);
    };
    function taken(answer: DumpAnswer): void {
      off();
      resolve(answer);
    }
    function lost(error: unknown): void {
      off();
      reject(new StoreUnavailableError('the thread that reads for the backup ended', { cause: error }));
    }
    const gone = (): void => lost(undefined);
    worker.on('message', taken).on('error', lost).on('exit', gone);
  });
}

/**
 * Reads the SQLite file of a hub, running or not, through a connection and a thread of its own: in a read transaction
 * SQLite shows one moment, and nobody waits for it. The write-ahead log grows until it ends.
 */
export function embeddedSource({ dataDir, driver = 'libsql' }: { dataDir: string; driver?: DriverName }): BackupSource {
  return {
    async *dump(): AsyncGenerator<DataRecord[], void> {
      const { url, options } = workerUrl(import.meta.url, 'dump-worker');
      const start: DumpStart = { file: join(dataDir, 'hub.db'), driver };
      const worker = new Worker(url, { ...options, workerData: start });
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      const ask = (question: DumpQuestion): void => worker.postMessage(question);
      try {
        for (;;) {
          const answer = nextAnswer(worker);
          ask('next');
          const got = await answer;
          if ('done' in got) return;
          if ('failed' in got) throw got.failed.isDamage ? new DamagedRecordError(got.failed.message) : new Error(got.failed.message);
          yield got.page;
        }
      } finally {
        ask('close');
        await ended;
      }
    },
  };
}
