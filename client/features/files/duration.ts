import type { Format } from '#client/kernel/i18n-dates.ts';

/** 0:07, 2:59; in the reader's digits. Put it into `<Ltr>`. */
export function durationText(durationMs: number, format: Pick<Format, 'number'>): string {
  const seconds = Math.round(durationMs / 1000);
  const rest = seconds % 60;
  const minutes = format.number(Math.floor(seconds / 60));
  return `${minutes}:${rest < 10 ? format.number(0) : ''}${format.number(rest)}`;
}
