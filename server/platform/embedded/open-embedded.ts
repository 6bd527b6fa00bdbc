import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmbeddedLog } from '../log/embedded/log.ts';
import type { Log } from '../log/port.ts';
import { createEmbeddedStore } from '../store/embedded/store.ts';
import type { Store } from '../store/port.ts';
import { StoreUnavailableError } from '../errors.ts';
import { startChannel, type Channel } from './channel.ts';
import type { DriverName } from './driver.ts';

export interface EmbeddedOptions {
  /** Made when missing. Holds `hub.db` with its write-ahead log, and `hub.lock`. One server at a time. */
  dataDir: string;
  /** `libsql` unless told; `node` is Node's own SQLite (Node 22.13 and later). */
  driver?: DriverName;
  /** The database does not grow beyond this many bytes; writes then answer StorageFullError. 0 or absent: the disk decides. */
  maxBytes?: number;
}

/** The two threads on one data folder: one writes, in group commits, the other reads beside it. */
export interface EmbeddedCore {
  writer: Channel;
  reader: Channel;
  close(): Promise<void>;
}

/** Takes the data folder. @throws DataFolderBusyError, DamagedRecordError, StorageFullError */
export async function openCore({ dataDir, driver = 'libsql', maxBytes = 0 }: EmbeddedOptions): Promise<EmbeddedCore> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const start = { file: join(dataDir, 'hub.db'), driver, maxBytes };
  // Both at once: a start is waited for, and a thread takes a while. The reader touches nothing before it is asked.
  const [writer, reader] = await Promise.allSettled([
    startChannel({ ...start, lockFile: join(dataDir, 'hub.lock') }, dataDir),
    startChannel(start, dataDir),
  ]);
  if (writer.status === 'fulfilled' && reader.status === 'fulfilled') return coreOf(writer.value, reader.value);
  for (const channel of [reader, writer]) if (channel.status === 'fulfilled') await channel.value.close();
  throw writer.status === 'rejected' ? writer.reason : new StoreUnavailableError('the reading thread did not start', { cause: reader });
}

function coreOf(writer: Channel, reader: Channel): EmbeddedCore {
  return {
    writer,
    reader,
    async close() {
      await reader.close();
      await writer.close();
    },
  };
}

export interface Embedded {
  log: Log;
  store: Store;
  /** Waits for everything that was accepted, then gives the data folder back. */
  close(): Promise<void>;
}

/** Log and store on one SQLite file. @throws DataFolderBusyError, DamagedRecordError, StorageFullError */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const core = await openCore(options);
  const log = createEmbeddedLog(core);
  const store = createEmbeddedStore(core);
  return {
    log,
    store,
    async close() {
      await Promise.all([log.close(), store.close()]);
      await core.close();
    },
  };
}
