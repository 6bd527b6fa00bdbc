const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Times of versions, in milliseconds. */
export const versionTimes = {
  /** After the first edit that no version holds. */
  activityMs: 10 * minute,
  hour,
  day,
  week: 7 * day,
  year: 365 * day,
} as const;
