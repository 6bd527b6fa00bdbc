import { basename } from 'node:path';
import type { Config } from '../../config.ts';
import type { Logger } from '../../kernel/logger.ts';
import { readKeyFile } from '../../platform/backup/key.ts';
import type { Ports } from '../../kernel/feature.ts';
import type { OpenPorts } from '../../ports.ts';
import { deleteOld } from './backup-files.ts';
import { makeBackup, type MadeBackup } from './make-backup.ts';

/** How the last backups went; one record for all nodes. */
export type BackupState = {
  id: 'state';
  /** Empty: none yet. */
  lastGoodAt: string;
  file: string;
  fileBytes: number;
  seconds: number;
  contentHash: string;
  /** Empty: the last one went well. */
  failedAt: string;
  failure: string;
};

const noState: BackupState = {
  id: 'state',
  lastGoodAt: '',
  file: '',
  fileBytes: 0,
  seconds: 0,
  contentHash: '',
  failedAt: '',
  failure: '',
};
const kind = 'hub.backup';
/** How often this node asks how the backups of others went. */
const lookMs = 60_000;

export interface BackupRequest {
  folder: string;
  keyFile: string;
  onProgress?: (line: string) => void;
}

/** Backups of this hub: on request, and by the calendar where the settings say so. */
export interface Backups {
  /** Makes one; only one at a time on a node. */
  make(request: BackupRequest): Promise<MadeBackup>;
  state(): Promise<BackupState>;
  /** Seconds since the last good backup, as far as this node knows; infinite when there is none. */
  ageSeconds(): number;
  /** Breaks off what is running; nothing of it is left. */
  close(): Promise<void>;
}

interface World {
  config: Config;
  open: Pick<OpenPorts, 'backup'> & { ports: Pick<Ports, 'store' | 'jobs' | 'blobs' | 'clock'> };
  logger: Logger;
  version: string;
}

/** A second backup was asked for while one runs. */
export class BackupRunningError extends Error {
  override name = 'BackupRunningError';
  constructor() {
    super('a backup is being made already');
  }
}

/** Declares its collection; to be called before the store is ready and before the jobs start. */
export function createBackups({ config, open, logger, version }: World): Backups {
  const { store, jobs, blobs, clock } = open.ports;
  const states = store.collection<BackupState>('backupState', { schemaVersion: 1 });
  const stopping = new AbortController();
  let running: Promise<MadeBackup> | undefined;
  let known = noState;

  const read = async (): Promise<BackupState> => (await states.get('state')) ?? noState;
  async function look(): Promise<void> {
    try {
      known = await read();
    } catch (error) {
      logger.warn({ err: error }, 'the state of backups cannot be read');
    }
  }
  async function note(change: Partial<BackupState>): Promise<void> {
    known = { ...(await read()), ...change };
    await store.commit([states.put(known)]);
  }
  const now = (): Date => clock.now();

  async function work({ folder, keyFile, onProgress }: BackupRequest): Promise<MadeBackup> {
    const key = await readKeyFile(keyFile);
    return makeBackup({
      ...{ ...open.backup, blobs, version, key, folder, now, signal: stopping.signal },
      ...(onProgress && { onProgress }),
    });
  }
  async function noted(request: BackupRequest): Promise<MadeBackup> {
    try {
      const made = await work(request);
      const { fileBytes, seconds, contentHash, entries, documents, blobs: files } = made;
      await note({ lastGoodAt: made.createdAt, file: basename(made.path), fileBytes, seconds, contentHash, failedAt: '', failure: '' });
      logger.info({ file: made.path, fileBytes, seconds, entries, documents, files }, 'backup made and verified');
      return made;
    } catch (error) {
      // A hub that stops has no failed backup: the job is taken up by the next start.
      if (stopping.signal.aborted) throw error;
      const failure = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      logger.error({ err: error, folder: request.folder }, 'backup failed; the former ones are untouched');
      await note({ failedAt: now().toISOString(), failure }).catch(() => undefined);
      throw error;
    }
  }
  async function make(request: BackupRequest): Promise<MadeBackup> {
    if (running) throw new BackupRunningError();
    running = noted(request);
    try {
      return await running;
    } finally {
      running = undefined;
    }
  }

  function schedule(settings: NonNullable<Config['backup']>): void {
    jobs.handle(kind, async () => {
      await make({ folder: settings.folder, keyFile: settings.keyFile });
      const deleted = await deleteOld(settings.folder, settings.keep);
      if (deleted.length > 0) logger.info({ files: deleted }, 'old backups deleted');
    });
    jobs.repeat(kind, settings.at, 'UTC');
  }
  if (config.backup) {
    schedule(config.backup);
    // Known from the start, or every restart would look like a hub without backups.
    void look();
  }
  const stopLooking = config.backup ? clock.every(lookMs, () => void look()) : () => undefined;

  return {
    make,
    async state() {
      await look();
      return known;
    },
    ageSeconds: () => (known.lastGoodAt === '' ? Number.POSITIVE_INFINITY : (now().getTime() - Date.parse(known.lastGoodAt)) / 1000),
    async close() {
      stopLooking();
      stopping.abort(new Error('the hub stops'));
      await running?.catch(() => undefined);
    },
  };
}
