import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { catalogueFiles, firstFiles, pageFiles, workerFile } from './bundle-files.ts';

const placeholder = '<!-- boot -->';
const assetsPlaceholder = /["'`]__PRECACHE__["'`]/;

/**
 * Puts the boot script into the page, with the hash a strict Content-Security-Policy needs
 * (`dist/client/csp.json`: `{"scriptHashes": ["'sha256-…'"]}`), and tells the service worker the files of this build.
 */
export function shell({ bootFile, routesFile }: { bootFile: string; routesFile: string }): Plugin {
  let scriptHash = '';
  return {
    name: 'shell',
    transformIndexHtml: {
      order: 'post',
      handler(html, context) {
        const source = readFileSync(bootFile, 'utf8')
          .replace(/^\s*\/\/.*\n/gm, '')
          .trim();
        const script = source
          .replace('__CATALOGUES__', () => JSON.stringify(catalogueFiles(context.bundle)))
          .replace('__TEXTS__', () => JSON.stringify(catalogueFiles(context.bundle, true)))
          .replace('__PAGES__', () => JSON.stringify(pageFiles(context.bundle, routesFile)));
        scriptHash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
        return html.replace(placeholder, () => `<script>${script}</script>`);
      },
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        this.emitFile({ type: 'asset', fileName: 'csp.json', source: JSON.stringify({ scriptHashes: [scriptHash] }) });
        const worker = bundle[workerFile];
        if (worker?.type !== 'chunk') return;
        const files = firstFiles(bundle);
        const html = bundle['index.html'];
        const version = createHash('sha256')
          .update(Object.keys(bundle).sort().join('\n'))
          .update(html?.type === 'asset' ? html.source : '')
          .digest('hex')
          .slice(0, 16);
        worker.code = worker.code.replace(assetsPlaceholder, () => JSON.stringify({ version, files }));
      },
    },
  };
}
