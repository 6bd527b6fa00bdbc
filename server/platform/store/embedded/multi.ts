import type { MultiRow } from '../../embedded/protocol.ts';
import type { Scalar } from '../port.ts';

/** Type and value in one text, so that 1, "1" and true stay apart and a prefix of a text is a prefix here. */
export function multiValue(value: Scalar): string {
  return typeof value === 'string' ? `s:${value}` : `${typeof value === 'number' ? 'n' : 'b'}:${value}`;
}

/** The side-table rows of a document: each scalar element of each array among `fields`. Objects in arrays are not searched. */
export function multiRows(doc: object, fields: readonly string[]): MultiRow[] {
  const rows: MultiRow[] = [];
  for (const field of fields) {
    const value: unknown = Object.hasOwn(doc, field) ? Reflect.get(doc, field) : undefined;
    if (!Array.isArray(value)) continue;
    const seen = new Set<string>();
    for (const item of value) {
      if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') continue;
      const text = multiValue(typeof item === 'string' ? item.toWellFormed() : item);
      // libsql reads a text only up to its first NUL.
      if (text.includes('\u0000') || seen.has(text)) continue;
      seen.add(text);
      rows.push([field, text]);
    }
  }
  return rows;
}
