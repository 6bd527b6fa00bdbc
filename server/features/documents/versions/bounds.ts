import { maxDocumentBytes } from '#shared/features/documents/wire.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Times of versions, in milliseconds. */
export const versionTimes = {
  /** After the first edit that no version holds. */
  activityMs: 10 * minute,
  /** What stood before a restore is kept whole for so long, since one may find out late what it took away. */
  beforeRestoreMs: 90 * day,
  /** Versions are looked through again so long after one was taken: when they leave the first day, and the first week. */
  thinAfterMs: [day + hour, 7 * day + hour],
  /** A blob without a record is swept only when nobody can still be about to store the record. */
  orphanMs: hour,
} as const;

export const versionLimits = {
  /** Unnamed versions of one document, and bytes in them; above either the oldest go. */
  unnamed: 1000,
  unnamedBytes: 1024 * 1024 * 1024,
  /** People named as authors of one version. */
  authors: 200,
  /** Client ids whose owners are looked up for one version. */
  clients: 5000,
  /** Largest content of a version. */
  bytes: 2 * maxDocumentBytes.plain,
} as const;

/** How close versions without a name may lie, by their age: all of the last day, then one an hour, a day, a month. */
const spacings = [
  { until: day, every: 0 },
  { until: 7 * day, every: hour },
  { until: 365 * day, every: day },
  { until: Number.POSITIVE_INFINITY, every: 30 * day },
] as const;

export interface Aging {
  id: string;
  /** ISO 8601. */
  at: string;
  kind: string;
  bytes: number;
}

/** Which of the unnamed versions of a document, given newest first, are to go. Of several too close to each other the newest stays. */
export function versionsToDrop<T extends Aging>(newestFirst: readonly T[], now: Date): T[] {
  const held = new Set<string>();
  let count = 0;
  let bytes = 0;
  return newestFirst.filter((version) => {
    const at = Date.parse(version.at);
    const age = now.getTime() - at;
    const every =
      version.kind === 'beforeRestore' && age <= versionTimes.beforeRestoreMs
        ? 0
        : (spacings.find(({ until }) => age <= until)?.every ?? 0);
    const slot = every === 0 ? version.id : `${every} ${Math.floor(at / every)}`;
    const isKept = !held.has(slot) && count < versionLimits.unnamed && (count === 0 || bytes + version.bytes <= versionLimits.unnamedBytes);
    if (!isKept) return true;
    held.add(slot);
    count += 1;
    bytes += version.bytes;
    return false;
  });
}
