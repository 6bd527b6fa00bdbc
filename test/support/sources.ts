import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The text of a file of the project. */
export function readProjectFile(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Files under the folders whose path matches, as paths from the project's folder; a folder that is not there has none. */
export function projectFiles(folders: readonly string[], pattern: RegExp): string[] {
  return folders.flatMap((folder) => filesUnder(folder).filter((file) => pattern.test(file))).sort();
}

function filesUnder(folder: string): string[] {
  try {
    return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  } catch {
    return [];
  }
}

/** Lines of these files that match, as `file:line: text`. */
export function linesWith(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    readProjectFile(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}
