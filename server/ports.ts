import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { newSecret } from './config.ts';
import type { Ports } from './kernel/feature.ts';
import type { Logger } from './kernel/logger.ts';
import { refuseMarked } from './platform/backup/embedded/mark.ts';
import { embeddedSource } from './platform/backup/embedded/source.ts';
import type { BackupSource, HubRecord } from './platform/backup/port.ts';
import { diskBlobs } from './platform/blob/disk/blob.ts';
import { memoryBus } from './platform/bus/memory/bus.ts';
import { redisBus } from './platform/bus/redis/bus.ts';
import type { Clock } from './platform/clock/port.ts';
import { briefReads } from './platform/store/brief-reads.ts';
import { noteDeclarations, runMigrations, type Migration } from './platform/store/migrations.ts';
import type { Store } from './platform/store/port.ts';
import { openEmbedded } from './platform/embedded/open-embedded.ts';
import { storeJobs } from './platform/jobs/store-jobs.ts';
import { deriveKey } from './platform/ids/ids.ts';
import { memoryLimits } from './platform/limits/memory/limits.ts';
import type { Limits } from './platform/limits/port.ts';
import { redisLimits } from './platform/limits/redis/limits.ts';
import { mailbox } from './platform/mail/mailbox/mail.ts';
import { smtpMail } from './platform/mail/smtp/mail.ts';
import { memoryPresence } from './platform/presence/memory/presence.ts';
import { redisPresence } from './platform/presence/redis/presence.ts';
import { clamavScan } from './platform/scan/clamav/scan.ts';
import { noScan } from './platform/scan/none/scan.ts';
import { connectRedis } from './platform/redis/connect.ts';

/** The chosen adapters, and how to give them back. */
export interface OpenPorts {
  ports: Ports;
  limits: Limits;
  /** See `BriefReads`. */
  forgetReads: () => void;
  /** The same on every node of a hub. */
  secret: string;
  /** What a backup of this hub is made of, besides its files. */
  backup: { source: BackupSource; hub: HubRecord };
  close(): Promise<void>;
}

/** How long the start waits for Redis before it goes on without: its loss is survivable, so its absence is too. */
const redisPatienceMs = 3000;

/** Steps between versions of stored documents, oldest first; a feature that raises its `schemaVersion` adds one. */
const migrations: readonly Migration[] = [];

/** A store that brings the documents to the versions of this program before it says it is ready. */
function migrating(given: Store): Store {
  const { store, declared } = noteDeclarations(given);
  return {
    ...store,
    async ready() {
      await runMigrations(store, declared(), migrations);
      await store.ready();
    },
  };
}

async function openStorage(config: Config) {
  if (config.mongoUrl === undefined) {
    await refuseMarked(config.dataDir);
    const embedded = await openEmbedded({ dataDir: config.dataDir });
    const source = embeddedSource({ dataDir: config.dataDir });
    return { ...embedded, source, blobs: await diskBlobs(join(config.dataDir, 'files')) };
  }
  // Loaded only here: the driver costs most of a second, which an embedded hub need not wait for.
  const { openMongo } = await import('./platform/mongo/open-mongo.ts');
  const { gridFsBlobs } = await import('./platform/blob/gridfs/blob.ts');
  const { mongoSource } = await import('./platform/backup/mongo/source.ts');
  const mongo = await openMongo({ url: config.mongoUrl });
  return { ...mongo, source: mongoSource(mongo.core), blobs: await gridFsBlobs(mongo.core.db) };
}

/** Keeps a secret in a data folder that has none, readable by its user alone. */
export async function keepSecret(dataDir: string, secret: string): Promise<void> {
  const path = join(dataDir, 'session-secret');
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, secret, { mode: 0o600, flag: 'wx' });
  await chmod(path, 0o600);
}

/** A secret of one's own for an embedded hub: made once. */
async function keptSecret(dataDir: string): Promise<string> {
  try {
    return (await readFile(join(dataDir, 'session-secret'), 'utf8')).trim();
  } catch {
    const secret = newSecret();
    await keepSecret(dataDir, secret);
    return secret;
  }
}

/** What a backup says of the hub's secret: a kept one goes with it, since second factors are sealed with it. */
function hubRecord(secret: string, isKept: boolean): HubRecord {
  return { kind: 'hub', secretCheck: secretCheck(secret), secret: isKept ? secret : null };
}

/** The same for the same secret, and tells nothing of it. */
export const secretCheck = (secret: string): string => Buffer.from(deriveKey(secret, 'backup check')).toString('base64url');

/** Opens what the configuration names. @throws DataFolderBusyError, NotAReplicaSetError, StoreUnavailableError */
export async function openPorts(world: { config: Config; clock: Clock; logger: Logger; nodeId: string }): Promise<OpenPorts> {
  const { config, clock, logger, nodeId } = world;
  const report = (what: string, error: unknown) => logger.warn({ err: error, what }, 'something went wrong that is made up for');
  const { log, store: plainStore, blobs, source, close: closeStorage } = await openStorage(config);
  const secret = config.sessionSecret ?? (await keptSecret(config.dataDir));
  const link = config.redisUrl === undefined ? undefined : connectRedis({ url: config.redisUrl, clock, report });
  if (link && !(await link.ready(redisPatienceMs)))
    logger.warn({}, 'Redis does not answer; starting without it, news between nodes is slower until it does');
  const bus = link ? redisBus({ link, clock, report }) : memoryBus(report);
  const reads = briefReads(plainStore, { bus });
  const store = migrating(reads.store);
  const presence = link ? redisPresence({ link, bus, clock, report, nodeId }) : memoryPresence({ clock, report });
  const limits = link ? redisLimits({ link, clock }) : memoryLimits(clock);
  const jobs = storeJobs({ store, clock, report });
  const mail =
    config.smtpUrl === undefined
      ? await mailbox({ folder: join(config.dataDir, 'mailbox'), from: config.mailFrom, clock })
      : smtpMail({ url: config.smtpUrl, from: config.mailFrom });
  const scan = config.clamav ? clamavScan(config.clamav) : noScan;

  return {
    ports: { store, log, blobs, presence, bus, jobs, mail, scan, clock },
    limits,
    forgetReads: reads.forget,
    secret,
    backup: { source, hub: hubRecord(secret, config.sessionSecret === undefined) },
    async close() {
      await jobs.close();
      await presence.close();
      await limits.close();
      await bus.close();
      await link?.close();
      await mail.close();
      await blobs.close();
      await closeStorage();
    },
  };
}
