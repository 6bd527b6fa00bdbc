import type { ReportFault } from '#server/platform/fault.ts';

/** Keeps the names of faults an adapter told of. */
export function collectFaults(): { report: ReportFault; names: string[] } {
  const names: string[] = [];
  return { names, report: (what) => void names.push(what) };
}
