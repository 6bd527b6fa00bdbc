import * as z from 'zod/mini';
import { countryRoles, hubRoles, spaceRoles, type CountryRole, type SpaceRole } from '#shared/access/permissions.ts';
import { email as emailField, id as idField, interfaceLanguage } from '#shared/kernel/fields.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';

export const maxRows = 500;
const maxColumns = 20;
const columns = ['email', 'country', 'language', 'space', 'role'] as const;
type Column = (typeof columns)[number];

/** One invitation as a row asks for it; whether it may be given is judged afterwards. */
export interface CsvRow {
  /** As a spreadsheet numbers it: the header is row 1. */
  row: number;
  email: string;
  language: InterfaceLanguage | undefined;
  space?: { spaceId: string; role: SpaceRole };
  countryRole?: CountryRole;
}

export type CsvFlaw =
  | 'encoding'
  | 'unclosedQuote'
  | 'header'
  | 'empty'
  | 'tooManyRows'
  | 'tooManyColumns'
  | 'strayQuote'
  | 'emailInvalid'
  | 'duplicateEmail'
  | 'otherCountry'
  | 'languageUnknown'
  | 'spaceUnknown'
  | 'roleUnknown'
  | 'roleAboveOwn'
  | 'missingColumn';
export interface RowFlaw {
  row: number;
  flaw: CsvFlaw;
}
export type ReadCsv = { ok: true; rows: CsvRow[] } | { ok: false; flaws: RowFlaw[] };

/** Excel separates by semicolons where the comma is the decimal sign: the header tells. */
function separatorOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const count = (separator: string) => header.split(separator).length;
  return [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] ?? ',';
}

interface Cells {
  records: { row: number; cells: string[] }[];
  flaw?: RowFlaw;
}

/** RFC 4180 with a chosen separator; one pass, no backtracking. */
function split(text: string, separator: string): Cells {
  const records: Cells['records'] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let row = 1;
  let openedAt = 0;
  const endCell = () => {
    cells.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (cells.some((value) => value.trim() !== '')) records.push({ row, cells });
    cells = [];
    row += 1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') cell += text.charAt(at++);
      else isQuoted = false;
    } else if (character === '"') {
      if (cell.trim() !== '') return { records, flaw: { row, flaw: 'strayQuote' } };
      cell = '';
      isQuoted = true;
      openedAt = row;
    } else if (character === separator) endCell();
    else if (character === '\n') endRow();
    else if (character !== '\r') cell += character;
    if (cells.length > maxColumns) return { records, flaw: { row, flaw: 'tooManyColumns' } };
    if (records.length > maxRows + 1) return { records, flaw: { row, flaw: 'tooManyRows' } };
  }
  if (isQuoted) return { records, flaw: { row: openedAt, flaw: 'unclosedQuote' } };
  if (cell !== '' || cells.length > 0) endRow();
  return { records };
}

/** U+FFFD: bytes that were not UTF-8, as from an Arabic Excel (CP1256); NUL: UTF-16. Guessing would write wrong names. */
const isForeign = (text: string) => /[\uFFFD\0]/.test(text);

/** Reads `email,country,language,space,role`. Every row that cannot be is named with what is wrong; nothing is half read. */
export function readInvitationCsv(csv: string, countryId: string): ReadCsv {
  const text = csv.replace(/^\uFEFF/, '');
  if (isForeign(text)) return { ok: false, flaws: [{ row: 1, flaw: 'encoding' }] };
  const { records, flaw } = split(text, separatorOf(text));
  if (flaw) return { ok: false, flaws: [flaw] };
  const [header, ...rows] = records;
  if (!header || rows.length === 0) return { ok: false, flaws: [{ row: 1, flaw: 'empty' }] };
  if (rows.length > maxRows) return { ok: false, flaws: [{ row: maxRows + 2, flaw: 'tooManyRows' }] };
  const names = header.cells.map((name) => name.trim().toLowerCase());
  if (!names.includes('email') || names.some((name) => !columns.some((column) => column === name)) || new Set(names).size < names.length) {
    return { ok: false, flaws: [{ row: header.row, flaw: 'header' }] };
  }
  return readRows(rows, names, countryId);
}

function readRows(records: Cells['records'], names: readonly string[], countryId: string): ReadCsv {
  const rows: CsvRow[] = [];
  const flaws: RowFlaw[] = [];
  const seen = new Set<string>();
  for (const { row, cells } of records) {
    const valueOf = (column: Column) => (cells[names.indexOf(column)] ?? '').trim();
    const read = cells.length > names.length ? 'tooManyColumns' : readRow(row, valueOf, countryId);
    const flaw = typeof read === 'string' ? read : seen.has(read.email) ? 'duplicateEmail' : undefined;
    if (flaw !== undefined) flaws.push({ row, flaw });
    if (typeof read !== 'string') {
      seen.add(read.email);
      rows.push(read);
    }
  }
  return flaws.length > 0 ? { ok: false, flaws } : { ok: true, rows };
}

const isOneOf = <T extends string>(values: readonly T[], value: string): value is T => values.some((known) => known === value);

function readRow(row: number, valueOf: (column: Column) => string, countryId: string): CsvRow | CsvFlaw {
  const email = emailField.safeParse(valueOf('email'));
  if (!email.success) return 'emailInvalid';
  const [country, language, space, role] = [valueOf('country'), valueOf('language'), valueOf('space'), valueOf('role')];
  if (country !== '' && country.toUpperCase() !== countryId) return 'otherCountry';
  const spoken = z.optional(interfaceLanguage).safeParse(language === '' ? undefined : language.toLowerCase());
  if (!spoken.success) return 'languageUnknown';
  const base: CsvRow = { row, email: email.data, language: spoken.data };
  const roleName = role.replace(/^hub/i, '').replace(/^./, (letter) => letter.toLowerCase());
  if (isOneOf(hubRoles, roleName) || /^hub/i.test(role)) return 'roleAboveOwn';
  if (space === '') return role === '' ? base : isOneOf(countryRoles, role) ? { ...base, countryRole: role } : 'roleUnknown';
  if (!idField.safeParse(space).success) return 'spaceUnknown';
  if (role !== '' && !isOneOf(spaceRoles, role)) return 'roleUnknown';
  return { ...base, space: { spaceId: space, role: isOneOf(spaceRoles, role) ? role : 'member' } };
}
