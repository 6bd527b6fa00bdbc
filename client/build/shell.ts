import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

const placeholder = '<!-- boot -->';
const assetsPlaceholder = /["'`]__PRECACHE__["'`]/;
const workerFile = 'service-worker.js';

type Bundle = Rolldown.OutputBundle;

function catalogueFiles(bundle: Bundle | undefined): Record<string, string> {
  const files: Record<string, string> = {};
  for (const chunk of Object.values(bundle ?? {})) {
    if (chunk.type !== 'chunk') continue;
    const language = /^\0virtual:catalogue\/(\w+)$/.exec(chunk.facadeModuleId ?? '')?.[1];
    if (language) files[language] = `/${chunk.fileName}`;
  }
  return files;
}

/** A chunk with everything it imports statically, and their CSS. */
function filesOf(bundle: Bundle, start: Rolldown.OutputChunk): string[] {
  const wanted = new Set<string>();
  const visit = (name: string): void => {
    if (wanted.has(name)) return;
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk') return;
    wanted.add(name);
    chunk.imports.forEach(visit);
    chunk.viteMetadata?.importedCss.forEach((css) => wanted.add(css));
  };
  visit(start.fileName);
  return [...wanted].map((name) => `/${name}`);
}

const chunksOf = (bundle: Bundle): Rolldown.OutputChunk[] => Object.values(bundle).filter((file) => file.type === 'chunk');

/** What the first screen needs, whatever the page. */
function firstFiles(bundle: Bundle): string[] {
  return chunksOf(bundle).filter((chunk) => chunk.isEntry && chunk.fileName !== workerFile).flatMap((chunk) => filesOf(bundle, chunk));
}

/** `/s/:space/chat/:channel?` → `^/s/[^/]+/chat(?:/[^/]+)?/?$`; the same meaning as `matchPath`. */
export function patternSource(pattern: string): string {
  const segments = pattern.split('/').filter((segment) => segment !== '').map((segment) => {
    const body = segment.replace(/\?$/, '').replace(/^:.*/, '[^/]+');
    return segment.endsWith('?') ? `(?:/${body})?` : `/${body}`;
  });
  return `^${segments.join('')}/?$`;
}

const routeLine = /oute\(\s*'([^']+)',\s*\(\) => import\('([^']+)'\)/g;

/** Each page's own files, by the pattern of its address: they are fetched beside `main`, not after it. */
function pageFiles(bundle: Bundle | undefined, routesFile: string): [string, string[]][] {
  if (!bundle) return [];
  const first = new Set(firstFiles(bundle));
  return [...readFileSync(routesFile, 'utf8').matchAll(routeLine)].flatMap(([, pattern = '', module = '']): [string, string[]][] => {
    const suffix = module.replace(/^#/, '/').replace(/^\.\//, '/client/app/');
    const chunk = chunksOf(bundle).find((one) => one.moduleIds.some((id) => id.endsWith(suffix)));
    return chunk ? [[patternSource(pattern), filesOf(bundle, chunk).filter((file) => !first.has(file))]] : [];
  });
}

/**
 * Puts the boot script into the page, with the hash a strict Content-Security-Policy needs
 * (`dist/client/csp.json`: `{"scriptHashes": ["'sha256-…'"]}`), tells the service worker the files of this build, and
 * leaves scripts and styles packed beside themselves, so that the server need not pack them again for each visitor.
 */
export function shell({ bootFile, routesFile }: { bootFile: string; routesFile: string }): Plugin {
  let scriptHash = '';
  return {
    name: 'shell',
    transformIndexHtml: {
      order: 'post',
      handler(html, context) {
        const source = readFileSync(bootFile, 'utf8').replace(/^\s*\/\/.*\n/gm, '').trim();
        const script = source
          .replace('__CATALOGUES__', () => JSON.stringify(catalogueFiles(context.bundle)))
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
    writeBundle(options, bundle) {
      for (const file of Object.values(bundle)) {
        if (!/^assets\/.*\.(?:js|css)$/.test(file.fileName)) continue;
        const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        const path = join(options.dir ?? '', file.fileName);
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
      }
    },
  };
}
