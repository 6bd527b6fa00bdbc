import * as z from 'zod/mini';
import { systemClock } from '#server/platform/clock/system/clock.ts';
import { storeJobs } from '#server/platform/jobs/store-jobs.ts';
import { openMongo } from '#server/platform/mongo/open-mongo.ts';

/* A node in a process of its own, for tests that kill it. Jobs of kind `slow` take a while. */
const { url, leaseMs } = z.object({ url: z.string(), leaseMs: z.number() }).parse(JSON.parse(process.env['JOBS'] ?? ''));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const mongo = await openMongo({ url });
const jobs = storeJobs({
  store: mongo.store,
  clock: systemClock(),
  report: (what, error) => console.error(what, error),
  leaseMs,
  pollMs: 50,
});
jobs.handle('slow', async (job) => {
  say(`begin ${job.id}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  say(`end ${job.id}`);
});
await mongo.store.ready();
jobs.start();
say('ready');
