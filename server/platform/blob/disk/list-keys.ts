import { join } from 'node:path';
import { readFolder } from './files.ts';
import { suffix } from './layout.ts';

interface Wanted {
  prefix: string;
  after: string;
  limit: number;
}

/** Could a key beginning with `start` have the wanted prefix? */
function isTowards(start: string, prefix: string): boolean {
  return start.startsWith(prefix) || prefix.startsWith(start);
}

/**
 * Keys in ascending order without holding more than one folder per level: a folder sorts as its name with a slash, which
 * makes the walk in depth equal to the order of the keys.
 */
export async function listKeys(root: string, wanted: Wanted): Promise<string[]> {
  const found: string[] = [];

  async function walk(folder: string, parent: string): Promise<void> {
    const entries = (await readFolder(folder)).flatMap((entry) => {
      if (entry.isDirectory()) return [{ key: `${parent}${entry.name}/`, name: entry.name, isFolder: true }];
      if (!entry.name.endsWith(suffix)) return [];
      return [{ key: parent + entry.name.slice(0, -suffix.length), name: entry.name, isFolder: false }];
    });
    entries.sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { key, name, isFolder } of entries) {
      if (found.length >= wanted.limit) return;
      if (isFolder) {
        const isBehind = key < wanted.after && !wanted.after.startsWith(key);
        if (isTowards(key, wanted.prefix) && !isBehind) await walk(join(folder, name), key);
      } else if (key.startsWith(wanted.prefix) && key > wanted.after) found.push(key);
    }
  }
  await walk(root, '');
  return found;
}
