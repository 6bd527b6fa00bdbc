import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { createAudit, type Verification } from '../../kernel/audit.ts';
import { blobLoader, dumpBlobs } from '../../platform/backup/blob-records.ts';
import { readKeyFile } from '../../platform/backup/key.ts';
import type { BackupRecord, DataRecord, HubRecord } from '../../platform/backup/port.ts';
import { openBackup, verifyBackup, type OpenBackup } from '../../platform/backup/read-backup.ts';
import { BackupRefusedError } from '../../platform/backup/refused.ts';
import { createTally, tallied, type Summary } from '../../platform/backup/tally.ts';
import type { BlobStore } from '../../platform/blob/port.ts';
import type { Clock } from '../../platform/clock/port.ts';
import { keepSecret, secretCheck } from '../../ports.ts';
import { restorePlace, type RestorePlace } from './restore-places.ts';
import { applied, onRestore } from './what-comes-back.ts';

export interface RestoreJob {
  config: Config;
  clock: Clock;
  version: string;
  /** Versions of the collections that this program knows. */
  knownVersions(): Promise<ReadonlyMap<string, number>>;
  file: string;
  keyFile: string;
  /** Goes on although second factors and unsent letters cannot be read with the secret of this hub. */
  allowOtherSecret: boolean;
  onProgress?: (line: string) => void;
}

export interface Restored extends Summary {
  createdAt: string;
  seconds: number;
  audit: Verification;
}

/** What the first reading of a backup finds out besides that it is whole. */
interface Looked {
  summary: Summary;
  hub: HubRecord | undefined;
  /** Highest version of documents, by collection. */
  versions: Map<string, number>;
}

async function lookThrough(backup: OpenBackup): Promise<Looked> {
  const versions = new Map<string, number>();
  let hub: HubRecord | undefined;
  let collection = '';
  const summary = await verifyBackup(backup, (record) => {
    if (record.kind === 'hub') hub = record;
    else if (record.kind === 'collection') collection = record.name;
    else if (record.kind === 'document') versions.set(collection, Math.max(record.version, versions.get(collection) ?? 0));
  });
  return { summary, hub, versions };
}

const parts = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10) || 0);

function isNewer(theirs: string, ours: string): boolean {
  const [a, b] = [parts(theirs), parts(ours)];
  for (const [index, part] of a.entries()) if (part !== (b[index] ?? 0)) return part > (b[index] ?? 0);
  return false;
}

function refuseNewer(backup: OpenBackup, version: string): void {
  if (!isNewer(backup.version, version)) return;
  throw new BackupRefusedError('newer', `This backup is of version ${backup.version}; this program is ${version}. Use the newer program.`);
}

/** @throws BackupRefusedError when this program is older than the data */
async function refuseNewerData({ versions }: Looked, { knownVersions }: RestoreJob): Promise<void> {
  const known = await knownVersions();
  for (const [collection, found] of versions) {
    const ours = known.get(collection);
    if (ours === undefined || found <= ours) continue;
    throw new BackupRefusedError(
      'newer',
      `${collection} is of version ${found} in this backup; this program knows ${ours}. Use the newer program.`,
    );
  }
}

/** The secret that the restored hub will have; undefined: the one that comes with the backup. */
async function secretHere({ config }: RestoreJob): Promise<string | undefined> {
  if (config.sessionSecret !== undefined) return config.sessionSecret;
  return readFile(join(config.dataDir, 'session-secret'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

async function checkSecret({ hub }: Looked, job: RestoreJob): Promise<{ keep?: string }> {
  const here = await secretHere(job);
  if (here === undefined && hub?.secret) return { keep: hub.secret };
  if (job.allowOtherSecret || (here !== undefined && secretCheck(here) === hub?.secretCheck)) return {};
  throw new BackupRefusedError(
    'otherSecret',
    'SESSION_SECRET is not the one of the hub that was backed up: nobody’s second factor could be read, so nobody with one could sign in. ' +
      'Set the former secret; or, if it is lost, restore with --other-secret.',
  );
}

const isData = (record: BackupRecord): record is DataRecord => ['stream', 'entry', 'collection', 'document'].includes(record.kind);

/** Log and store first, then the files: the loader of the data takes pages until the first file. */
async function load(pages: AsyncGenerator<readonly BackupRecord[]>, place: RestorePlace, blobs: BlobStore): Promise<void> {
  let rest: readonly BackupRecord[] = [];
  async function* data(): AsyncGenerator<DataRecord[]> {
    for (;;) {
      const next = await pages.next();
      if (next.done) return;
      const records = next.value.filter(({ kind }) => kind !== 'hub');
      const end = records.findIndex((record) => !isData(record));
      yield records.slice(0, end < 0 ? records.length : end).filter(isData);
      if (end < 0) continue;
      rest = records.slice(end);
      return;
    }
  }
  await place.target.load(data());
  const loader = blobLoader(blobs);
  async function store(records: readonly BackupRecord[]): Promise<void> {
    for (const record of records)
      if (record.kind === 'blob' || record.kind === 'piece' || record.kind === 'dropped') await loader.add(record);
  }
  await store(rest);
  for (let next = await pages.next(); !next.done; next = await pages.next()) await store(next.value);
  await loader.end();
}

async function hashOfPlace(place: RestorePlace, blobs: BlobStore): Promise<string> {
  const tally = createTally();
  for (const pages of [place.source.dump(), dumpBlobs(blobs)]) for await (const page of pages) page.forEach((record) => tally.add(record));
  return tally.result().contentHash;
}

/** An entry of its own in the chain, and the whole chain looked at. */
function noteInAudit(place: RestorePlace, job: RestoreJob, backup: OpenBackup): Promise<Verification> {
  return place.withLog(async (log) => {
    const audit = createAudit({ log, clock: job.clock });
    const fields = { backupOf: backup.createdAt, version: backup.version };
    await audit.record({ actorId: 'command', operation: 'hub.restored', scopeId: 'hub', fields });
    return audit.verify();
  });
}

/** @param keep  the secret that came with the backup, where the hub has none of its own */
async function fillPlace(place: RestorePlace, job: RestoreJob, { backup, keep }: { backup: OpenBackup; keep?: string }) {
  const tell = job.onProgress ?? (() => undefined);
  const blobs = await place.openBlobs();
  const tally = createTally();
  try {
    await load(tallied(applied(backup.pages(), onRestore(job.clock.now())), tally), place, blobs);
    tell('Loaded. Reading it back to compare.');
    if ((await hashOfPlace(place, blobs)) !== tally.result().contentHash) {
      throw new Error('what was loaded is not what the backup holds; this hub must not be started');
    }
  } finally {
    await blobs.close();
  }
  if (keep !== undefined) await keepSecret(job.config.dataDir, keep);
  const audit = await noteInAudit(place, job, backup);
  await place.target.finish();
  return { summary: tally.result(), audit };
}

/**
 * Fills an empty hub from a backup. Reads the whole file first, and writes nothing unless every byte of it is right; then
 * loads it, reads it back and compares. A restore that is cut off leaves a hub that refuses to start.
 *
 * @throws BackupRefusedError, KeyFileError, DataFolderBusyError
 */
export async function restore(job: RestoreJob): Promise<Restored> {
  const begun = performance.now();
  const backup = await openBackup(job.file, await readKeyFile(job.keyFile));
  const place = await restorePlace(job.config);
  try {
    refuseNewer(backup, job.version);
    const reason = await place.refusal();
    if (reason !== undefined) throw new BackupRefusedError('notEmpty', reason);
    job.onProgress?.('Reading the whole backup before anything is written.');
    const looked = await lookThrough(backup);
    await refuseNewerData(looked, job);
    const secret = await checkSecret(looked, job);
    job.onProgress?.('Every byte is as it was written. Loading it.');
    const { summary, audit } = await fillPlace(place, job, { backup, ...secret });
    return { ...summary, createdAt: backup.createdAt, seconds: (performance.now() - begun) / 1000, audit };
  } finally {
    await place.close();
    await backup.close();
  }
}
