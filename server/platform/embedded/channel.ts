import { Worker } from 'node:worker_threads';
import { DataFolderBusyError, DamagedRecordError, StorageFullError, StoreUnavailableError } from '../errors.ts';
import { workerUrl } from '../worker-url.ts';
import { packer, unpacker } from './packing.ts';
import type { Batch, BatchResult, FromWorker, RawFailure, RequestKind, Requests, ToWorker, WorkerStart } from './protocol.ts';

/** Requests in one batch, hence in one transaction. */
const maxBatchRequests = 1000;
/** Byte strings in one batch. */
const maxBatchBytes = 16 * 1024 * 1024;
/** Requests that wait; beyond it they are refused, since a caller that outruns the disk must hear of it. */
const maxWaiting = 50_000;
/** Batches at the worker: while one is on its way to the disk the next is already there. */
const maxInFlight = 2;

/** What a caller adds to a request besides its input: byte strings out, and how to read those that come back. */
export interface Call<K extends RequestKind, T> {
  kind: K;
  input: Requests[K]['in'];
  bytes?: (Uint8Array | null)[];
  /** Reads the answer; `take` gives the byte strings in order. Called for every answer, so that none is left for the next. */
  read(out: Requests[K]['out'], take: (length: number) => Uint8Array): T;
  refused?(failure: RawFailure, take: (length: number) => Uint8Array): Error | undefined;
}

/** The way to one worker thread. Calls of one tick go in one message; calls that come while it works wait for the next. */
export interface Channel {
  call<K extends RequestKind, T>(call: Call<K, T>): Promise<T>;
  /** Waits for what was called before. */
  close(): Promise<void>;
}

interface Waiting {
  kind: RequestKind;
  input: unknown;
  bytes: (Uint8Array | null)[];
  byteLength: number;
  done(out: unknown, take: (length: number) => Uint8Array): void;
  failed(failure: RawFailure, take: (length: number) => Uint8Array): void;
  lost(error: Error): void;
}

/** The platform's error for a failure that no port knows. */
export function errorOf(failure: RawFailure): Error {
  if (failure.kind === 'full') return new StorageFullError();
  if (failure.kind === 'damaged') return new DamagedRecordError(failure.message);
  if (failure.kind === 'unavailable') return new StoreUnavailableError(failure.message);
  return new Error('message' in failure ? failure.message : failure.kind);
}

function waitingFor<K extends RequestKind, T>(
  call: Call<K, T>,
  settle: { resolve(value: T): void; reject(error: unknown): void },
): Waiting {
  const bytes = call.bytes ?? [];
  return {
    kind: call.kind,
    input: call.input,
    bytes,
    byteLength: bytes.reduce((sum, part) => sum + (part?.byteLength ?? 0), 0),
    done(out, take) {
      try {
        // The worker answers a request of kind K with K's output; a thread's message cannot carry that.
        settle.resolve(call.read(out as Requests[K]['out'], take));
      } catch (error) {
        settle.reject(error);
      }
    },
    failed: (failure, take) => settle.reject(call.refused?.(failure, take) ?? errorOf(failure)),
    lost: (error) => settle.reject(error),
  };
}

/** Starts a worker thread. @throws DataFolderBusyError, DamagedRecordError, StorageFullError */
export async function startChannel(start: WorkerStart, dataDir: string): Promise<Channel> {
  const { url, options } = workerUrl(import.meta.url, 'sqlite-worker');
  const worker = new Worker(url, { ...options, workerData: start });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: FromWorker) => {
      if ('ready' in message) return resolve();
      void worker.terminate();
      reject('failed' in message ? errorOf(message.failed) : new DataFolderBusyError(dataDir));
    });
  });
  worker.removeAllListeners('error');
  return channelOver(worker);
}

function channelOver(worker: Worker): Channel {
  const waiting: Waiting[] = [];
  const inFlight: Waiting[][] = [];
  let scheduled = false;
  let ended: Error | undefined;
  let whenEmpty: (() => void) | undefined;

  function nextBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const request of waiting) {
      bytes += request.byteLength;
      if (count >= maxBatchRequests || (count > 0 && bytes > maxBatchBytes)) break;
      count += 1;
    }
    return waiting.splice(0, count);
  }

  function flush(): void {
    scheduled = false;
    while (!ended && waiting.length > 0 && inFlight.length < maxInFlight) {
      const group = nextBatch();
      const pack = packer();
      for (const request of group) for (const part of request.bytes) if (part) pack.add(part);
      const bytes = pack.finish();
      const requests = group.map(({ kind, input }): Batch['requests'][number] => [kind, input]);
      const message: ToWorker = { batch: bytes ? { requests, bytes } : { requests } };
      inFlight.push(group);
      worker.postMessage(message, bytes ? [bytes] : []);
    }
    if (waiting.length === 0 && inFlight.length === 0) whenEmpty?.();
  }

  function settle({ results, bytes }: BatchResult): void {
    const take = unpacker(bytes);
    for (const [index, request] of (inFlight.shift() ?? []).entries()) {
      const result = results[index];
      if (result?.[0]) request.done(result[1], take);
      else request.failed(result ? result[1] : { kind: 'internal', message: 'no result' }, take);
    }
    flush();
  }

  function end(error: Error): void {
    ended ??= error;
    for (const request of [...inFlight.splice(0).flat(), ...waiting.splice(0)]) request.lost(ended);
    whenEmpty?.();
  }

  worker.on('message', (message: FromWorker) => {
    if ('result' in message) settle(message.result);
  });
  worker.on('error', (error) => end(new StoreUnavailableError('the storage thread ended', { cause: error })));
  worker.on('exit', () => end(new StoreUnavailableError('the storage thread ended')));

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        if (waiting.length >= maxWaiting) return reject(new StoreUnavailableError('too many requests wait for the disk'));
        waiting.push(waitingFor(call, { resolve, reject }));
        if (scheduled) return;
        // The rest of this turn of the event loop joins the same batch.
        scheduled = true;
        setImmediate(flush);
      }),
    async close() {
      if (ended) return;
      if (waiting.length > 0 || inFlight.length > 0) await new Promise<void>((resolve) => (whenEmpty = resolve));
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const message: ToWorker = { close: true };
      worker.postMessage(message);
      await exited;
    },
  };
}
