import { statfs } from 'node:fs/promises';
import { admin } from '#shared/features/admin/contract.ts';
import { defineFeature, type Feature, type Service, type Tools } from '../../kernel/feature.ts';
import type { Job } from '../../platform/jobs/port.ts';

export { createNodes, type Nodes } from './nodes.ts';

type Admin = typeof admin;
/** What only the composition root knows. */
export interface AdminFacts {
  version: string;
  startedAt: string;
  /** Kind of the jobs that send letters. */
  mailJobKind: string;
  countNodes(): Promise<number>;
  /** How the last backups went; times are ISO 8601. */
  backup(): Promise<{ lastGoodAt: string | null; fileBytes: number; failedAt: string | null }>;
  counts(): { sockets: number; documentConnections: number; openDocuments: number };
}

/** Below a tenth, or a gigabyte, the administrator is warned. */
const nearlyFullShare = 0.1;
const nearlyFullBytes = 1_000_000_000;
const maxFailures = 100;

async function disk(folder: string) {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const total = blocks * bsize;
    return { diskFreeBytes: free, diskTotalBytes: total, isDiskNearlyFull: free < nearlyFullBytes || free < total * nearlyFullShare };
  } catch {
    // Some file systems do not tell; that is no reason to fail the page.
    return { diskFreeBytes: null, diskTotalBytes: null, isDiskNearlyFull: false };
  }
}

const textOf = (job: Job, field: string) => (typeof job.data[field] === 'string' ? job.data[field] : '');

function adminService(tools: Tools<Admin>, facts: () => AdminFacts): Service<Admin> {
  const { config, bus, mail, jobs } = tools;
  const failures = async () => (await jobs.failed(maxFailures)).filter(({ kind }) => kind === facts().mailJobKind);
  return {
    async getHealth() {
      const letters = await failures();
      const { counts, countNodes, backup, startedAt, version } = facts();
      return {
        ...counts(),
        ...(await disk(config.dataDir)),
        nodes: await countNodes(),
        backup: await backup(),
        startedAt,
        version,
        store: config.mongoUrl === undefined ? 'embedded' : 'mongo',
        bus: config.redisUrl === undefined ? 'memory' : 'redis',
        isBusConnected: bus.connected,
        mailKind: mail.kind,
        isMailHanded: letters.length === 0,
      };
    },
    async listMailFailures() {
      const letters = await failures();
      return {
        items: letters.map((job) => ({
          id: job.id,
          to: textOf(job, 'to'),
          subject: textOf(job, 'subject'),
          error: job.error.slice(0, 300),
          failedAt: job.failedAt,
        })),
      };
    },
    async retryMail(ctx, { letterId }) {
      const letter = (await failures()).find(({ id }) => id === letterId);
      if (!letter) throw ctx.fail('unknownLetter');
      const { error: _error, failedAt: _failedAt, ...job } = letter;
      await jobs.cancel(job.id);
      await jobs.schedule({ ...job, dueAt: ctx.now.toISOString() });
      return {};
    },
  };
}

/** `facts` is asked when somebody looks: the counts exist only once the server does. */
export function adminFeature(facts: () => AdminFacts): Feature<Admin> {
  return defineFeature({ contract: admin, service: (tools) => adminService(tools, facts) });
}
