import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod/mini';
import type { HouseDocument } from '#shared/features/accounts/contract.ts';
import { interfaceLanguages, type InterfaceLanguage } from '#shared/i18n/languages.ts';
import type { AccountRecord, HouseDocumentKind } from './repository.ts';

type Document = z.output<typeof HouseDocument>;

const files: Record<HouseDocumentKind, string> = {
  nonOperationalRule: 'non-operational-rule',
  privacyNotice: 'privacy-notice',
  houseRules: 'house-rules',
};
const kinds = ['nonOperationalRule', 'privacyNotice', 'houseRules'] as const satisfies readonly HouseDocumentKind[];

/** Rules, notice and house rules, per language, as they stand in `docs/house`. */
export interface House {
  list(language: InterfaceLanguage): Document[];
  /** Version in force of each. */
  current(): { kind: HouseDocumentKind; version: number }[];
  hasAccepted(account: Pick<AccountRecord, 'acceptedRules'>): boolean;
}

/** `docs/house` above this file, wherever it was built to. */
function houseFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let level = 0; level < 6; level++, folder = dirname(folder)) {
    if (existsSync(join(folder, 'docs', 'house', 'ar'))) return join(folder, 'docs', 'house');
  }
  throw new Error('docs/house is missing: the rules that everybody accepts are read from there');
}

const shape = /^---\nversion: (\d+)\n---\n+# (.+)\n+([\s\S]+)$/;

function parse(kind: HouseDocumentKind, language: InterfaceLanguage, text: string): Document {
  const [, version, title, markdown] = shape.exec(text.replace(/\r\n/g, '\n')) ?? [];
  if (version === undefined || title === undefined || markdown === undefined)
    throw new Error(`docs/house/${language}/${files[kind]}.md has no version or title`);
  return { kind, language, version: Number(version), title: title.trim(), markdown: markdown.trim() };
}

/** Reads all of them once. @throws when one is missing, or the languages disagree about a version */
export function openHouse(folder: string = houseFolder()): House {
  const documents = interfaceLanguages.flatMap((language) =>
    kinds.map((kind) => parse(kind, language, readFileSync(join(folder, language, `${files[kind]}.md`), 'utf8'))),
  );
  const versionOf = new Map(documents.filter(({ language }) => language === 'ar').map(({ kind, version }) => [kind, version]));
  const odd = documents.find(({ kind, version }) => versionOf.get(kind) !== version);
  if (odd)
    throw new Error(
      `docs/house/${odd.language}/${files[odd.kind]}.md has version ${odd.version}, the Arabic one ${versionOf.get(odd.kind)}`,
    );
  const current = [...versionOf].map(([kind, version]) => ({ kind, version }));
  return {
    list: (language) => documents.filter((document) => document.language === language),
    current: () => current,
    hasAccepted: ({ acceptedRules }) =>
      current.every(({ kind, version }) => acceptedRules.some((accepted) => accepted.kind === kind && accepted.version === version)),
  };
}
