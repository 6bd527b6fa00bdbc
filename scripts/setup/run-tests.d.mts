export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
  skippedWhy: string[];
}
export function needsOf(args: string[]): { build: boolean; servers: boolean }[];
export function conclude(
  summary: Summary | undefined,
  end: { code: number; missing: string[]; isCi: boolean },
): { exitCode: number; line: string };
