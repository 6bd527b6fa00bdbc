import type { JsonObject } from '#shared/kernel/json.ts';

export interface Job {
  /** Equal ids are one job: a second `schedule` of a waiting or done job changes nothing. */
  id: string;
  kind: string;
  /** ISO 8601; runs then or soon after. */
  dueAt: string;
  data: JsonObject;
}

/** Later work, leased through the store: each job runs to its end exactly once across nodes; a node that dies in mid-run gives its lease up after 60 s and the job runs again, so a handler must be idempotent. */
export interface Jobs {
  schedule(job: Job): Promise<void>;
  cancel(id: string): Promise<void>;
  /** One handler per kind. A handler that throws is tried again with growing pauses, at most 8 times, then kept as failed. */
  handle(kind: string, handler: (job: Job) => Promise<void>): void;
  /** Repeats by a cron pattern (croner) in a time zone, once across nodes for each due time. */
  repeat(kind: string, pattern: string, timeZone: string): void;
  /** Failed jobs, newest first, for the administrator. */
  failed(limit: number): Promise<(Job & { error: string; failedAt: string })[]>;
  start(): void;
  /** Stops taking jobs and waits for those running (bounded by the drain). */
  close(): Promise<void>;
}
