import { readFileSync } from 'node:fs';
import type { Rolldown } from 'vite';
import { isLazyFeature } from '../../shared/i18n/catalogue.ts';

export const workerFile = 'service-worker.js';

export type Bundle = Rolldown.OutputBundle;

/** The chunk of each language's texts, by language; with `isLazy` those that come with their pages, by `<language>/<feature>`. */
export function catalogueFiles(bundle: Bundle | undefined, isLazy = false): Record<string, string> {
  const files: Record<string, string> = {};
  for (const chunk of Object.values(bundle ?? {})) {
    if (chunk.type !== 'chunk') continue;
    const part = /^\0virtual:catalogue\/([\w/]+)$/.exec(chunk.facadeModuleId ?? '')?.[1];
    if (part !== undefined && part.includes('/') === isLazy) files[part] = `/${chunk.fileName}`;
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
export function firstFiles(bundle: Bundle): string[] {
  return chunksOf(bundle)
    .filter((chunk) => chunk.isEntry && chunk.fileName !== workerFile)
    .flatMap((chunk) => filesOf(bundle, chunk));
}

/** `/s/:space/chat/:channel?` → `^/s/[^/]+/chat(?:/[^/]+)?/?$`; the same meaning as `matchPath`. */
export function patternSource(pattern: string): string {
  const segments = pattern
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => {
      const body = segment.replace(/\?$/, '').replace(/^:.*/, '[^/]+');
      return segment.endsWith('?') ? `(?:/${body})?` : `/${body}`;
    });
  return `^${segments.join('')}/?$`;
}

const routeLine = /oute\(\s*'([^']+)',\s*\(\) => import\('([^']+)'\)/g;

/** Pattern of the address, files, and the feature whose texts come with it. */
export type PageFiles = [pattern: string, files: string[], texts?: string];

/** Each page's own files, by the pattern of its address: they are fetched beside `main`, not after it. */
export function pageFiles(bundle: Bundle | undefined, routesFile: string): PageFiles[] {
  if (!bundle) return [];
  const first = new Set(firstFiles(bundle));
  return [...readFileSync(routesFile, 'utf8').matchAll(routeLine)].flatMap(([, pattern = '', module = '']): PageFiles[] => {
    const suffix = module.replace(/^#/, '/').replace(/^\.\//, '/client/app/');
    const chunk = chunksOf(bundle).find((one) => one.moduleIds.some((id) => id.endsWith(suffix)));
    if (!chunk) return [];
    const source = patternSource(pattern);
    const files = filesOf(bundle, chunk).filter((file) => !first.has(file));
    const feature = /\/features\/([\w-]+)\//.exec(module)?.[1] ?? '';
    return [isLazyFeature(feature) ? [source, files, feature] : [source, files]];
  });
}
