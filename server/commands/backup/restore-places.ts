import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { listKeys } from '../../platform/blob/disk/list-keys.ts';
import { diskBlobs } from '../../platform/blob/disk/blob.ts';
import type { BlobStore } from '../../platform/blob/port.ts';
import { embeddedSource } from '../../platform/backup/embedded/source.ts';
import { embeddedTarget } from '../../platform/backup/embedded/target.ts';
import type { BackupSource, BackupTarget } from '../../platform/backup/port.ts';
import { openEmbedded } from '../../platform/embedded/open-embedded.ts';
import type { Log } from '../../platform/log/port.ts';

/** Where a restore writes to, by the settings: what `openPorts` is for a hub that runs. */
export interface RestorePlace {
  target: BackupTarget;
  source: BackupSource;
  /** Why nothing may be restored here; writes nothing. */
  refusal(): Promise<string | undefined>;
  openBlobs(): Promise<BlobStore>;
  /** The log of what was loaded; ends the loading. */
  withLog<T>(work: (log: Log) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

function embeddedPlace(dataDir: string): RestorePlace {
  const target = embeddedTarget({ dataDir });
  const files = join(dataDir, 'files');
  return {
    target,
    source: embeddedSource({ dataDir }),
    async refusal() {
      const reason = await target.refusal();
      if (reason !== undefined) return reason;
      const found = await listKeys(join(files, 'blobs'), { prefix: '', after: '', limit: 1 });
      return found.length === 0 ? undefined : `${files} holds files already. Restore into an empty folder (DATA_DIR).`;
    },
    openBlobs: () => diskBlobs(files),
    async withLog(work) {
      await target.close();
      const { log, close } = await openEmbedded({ dataDir });
      try {
        return await work(log);
      } finally {
        await close();
      }
    },
    close: () => target.close(),
  };
}

async function mongoPlace(url: string): Promise<RestorePlace> {
  const { connectMongo } = await import('../../platform/mongo/open-mongo.ts');
  const { gridFsBlobs } = await import('../../platform/blob/gridfs/blob.ts');
  const { createMongoLog } = await import('../../platform/log/mongo/log.ts');
  const { mongoSource } = await import('../../platform/backup/mongo/source.ts');
  const { mongoTarget } = await import('../../platform/backup/mongo/target.ts');
  const core = await connectMongo({ url });
  const target = mongoTarget(core);
  return {
    target,
    source: mongoSource(core),
    refusal: () => target.refusal(),
    openBlobs: () => gridFsBlobs(core.db),
    async withLog(work) {
      const log = await createMongoLog(core);
      try {
        return await work(log);
      } finally {
        await log.close();
      }
    },
    close: () => core.close(),
  };
}

/** @throws StoreUnavailableError, NotAReplicaSetError */
export function restorePlace(config: Config): Promise<RestorePlace> {
  return config.mongoUrl === undefined ? Promise.resolve(embeddedPlace(config.dataDir)) : mongoPlace(config.mongoUrl);
}
