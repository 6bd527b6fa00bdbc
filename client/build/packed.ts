import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { catalogueFiles, firstFiles, pageFiles, type Bundle } from './bundle-files.ts';

/** Design §7: JavaScript of the first load of a chat room, gz, with the live connection. */
const maxFirstLoadBytes = 200_000;
const room = '/s/x/chat/y';

function firstLoadOf(bundle: Bundle, routesFile: string): string[] {
  const page = pageFiles(bundle, routesFile).find(([pattern]) => new RegExp(pattern).test(room))?.[1] ?? [];
  const socket = Object.values(bundle).find(
    (file) => file.type === 'chunk' && file.moduleIds.some((id) => id.includes('/socket.io-client/')),
  );
  const live = socket ? [`/${socket.fileName}`] : [];
  return [...new Set([...firstFiles(bundle), ...page, ...live])].filter((file) => file.endsWith('.js'));
}

/**
 * Leaves scripts and styles packed beside themselves, so that the server need not pack them again for each visitor,
 * and stops a build whose first load of a chat room is too heavy for a slow line.
 */
export function packed({ routesFile }: { routesFile: string }): Plugin {
  return {
    name: 'packed',
    writeBundle(options, bundle) {
      const sizes = new Map<string, number>();
      for (const file of Object.values(bundle)) {
        if (!/^assets\/.*\.(?:js|css)$/.test(file.fileName)) continue;
        const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        const path = join(options.dir ?? '', file.fileName);
        const gz = gzipSync(content, { level: 9 });
        sizes.set(`/${file.fileName}`, gz.length);
        writeFileSync(`${path}.gz`, gz);
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
      }
      const words = Math.max(0, ...Object.values(catalogueFiles(bundle)).map((file) => sizes.get(file) ?? 0));
      const bytes = firstLoadOf(bundle, routesFile).reduce((sum, file) => sum + (sizes.get(file) ?? 0), words);
      this.info(`first load of a chat room: ${(bytes / 1_000).toFixed(1)} kB of JavaScript (gz), at most ${maxFirstLoadBytes / 1_000}`);
      if (bytes > maxFirstLoadBytes) this.error('the first load of a chat room is over its budget; see client/README.md, "Bytes"');
    },
  };
}
