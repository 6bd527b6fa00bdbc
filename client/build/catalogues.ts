import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';
import { isLazyFeature } from '../../shared/i18n/catalogue.ts';

const prefix = 'virtual:catalogue/';
const resolvedPrefix = `\0${prefix}`;

type Compiled = string | object;
interface Tree {
  [key: string]: string | Tree;
}
interface CompiledTree {
  [key: string]: Compiled | CompiledTree;
}

/** Parse one ICU text; a text without arguments stays a plain string, which most are. */
export function compileMessage(text: string, where: string): Compiled {
  let ast;
  try {
    ast = parse(text, { ignoreTag: false, captureLocation: false, requiresOtherClause: true });
  } catch (cause) {
    throw new Error(`${where}: not ICU MessageFormat: ${JSON.stringify(text)}`, { cause });
  }
  const [first] = ast;
  if (ast.length === 0) return '';
  if (ast.length === 1 && first?.type === 0) return first.value;
  return ast;
}

export function compileTree(tree: Tree, where: string): CompiledTree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => {
      const path = `${where}.${key}`;
      return [key, typeof value === 'string' ? compileMessage(value, path) : compileTree(value, path)];
    }),
  );
}

/** Texts only the server speaks: its letters. */
const serverOnly = new Set(['letters.json']);

/** All features of one language: `{feature: {key: text | AST}}`. */
export function readCatalogue(root: string, language: string): Record<string, CompiledTree> {
  const folder = join(root, language);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !serverOnly.has(name))
    .sort();
  return Object.fromEntries(
    files.map((name) => {
      const feature = name.slice(0, -'.json'.length);
      const tree: Tree = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return [feature, compileTree(tree, `${language}/${name}`)];
    }),
  );
}

/** What `virtual:catalogue/<part>` holds: `ar` is all that the first load needs of a language, `ar/help` one feature that comes with its page. */
export function readPart(root: string, part: string): Record<string, CompiledTree> | CompiledTree {
  const [language = '', feature] = part.split('/');
  const all = readCatalogue(root, language);
  if (feature === undefined) return Object.fromEntries(Object.entries(all).filter(([name]) => !isLazyFeature(name)));
  const texts = all[feature];
  if (!texts) throw new Error(`no texts of ${part}`);
  return texts;
}

/**
 * Serves `virtual:catalogue/<language>` and `virtual:catalogue/<language>/<feature>`: `shared/i18n/<language>/*.json`
 * compiled to ASTs, so the ICU parser (11 kB gz) never reaches a phone and each part is one chunk.
 */
export function catalogues(root: string): Plugin {
  return {
    name: 'catalogues',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(resolvedPrefix)) return undefined;
      const part = id.slice(resolvedPrefix.length);
      const folder = join(root, part.split('/')[0] ?? '');
      for (const name of readdirSync(folder)) this.addWatchFile(join(folder, name));
      const json = JSON.stringify(readPart(root, part));
      // JSON.parse of one string is read about twice as fast as an object literal by old phones' engines.
      return `export default JSON.parse(${JSON.stringify(json)});`;
    },
    handleHotUpdate({ file, server }) {
      if (file.startsWith(root) && file.endsWith('.json')) server.ws.send({ type: 'full-reload' });
    },
  };
}
