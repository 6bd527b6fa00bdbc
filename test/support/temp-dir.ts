import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of one's own, removed by the returned function. */
export function tempDir(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `multaqa-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
