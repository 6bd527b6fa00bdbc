/** An entry of a packed file, and what it says it unpacks to. */
export interface PackedEntry {
  name: string;
  content?: string;
  claimedBytes?: number;
}

function header(signature: number, length: number, fields: readonly [at: number, bytes: 2 | 4, value: number][]): Buffer {
  const made = Buffer.alloc(length);
  made.writeUInt32LE(signature);
  for (const [at, bytes, value] of fields) made.writeUIntLE(value, at, bytes);
  return made;
}

/** A ZIP file of stored entries, honest or not. */
export function packed(entries: readonly PackedEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, content = '', claimedBytes } of entries) {
    const bytes = Buffer.from(content);
    const nameBytes = Buffer.from(name);
    const sizes = (offset: number): [number, 4, number][] => [
      [offset, 4, bytes.length],
      [offset + 4, 4, claimedBytes ?? bytes.length],
    ];
    const local = Buffer.concat([header(0x04034b50, 30, [[4, 2, 20], ...sizes(18), [26, 2, nameBytes.length]]), nameBytes, bytes]);
    list.push(header(0x02014b50, 46, [[4, 2, 20], [6, 2, 20], ...sizes(20), [28, 2, nameBytes.length], [42, 4, at]]), nameBytes);
    bodies.push(local);
    at += local.length;
  }
  const listBytes = Buffer.concat(list);
  const end = header(0x06054b50, 22, [
    [8, 2, entries.length],
    [10, 2, entries.length],
    [12, 4, listBytes.length],
    [16, 4, at],
  ]);
  return Buffer.concat([...bodies, listBytes, end]);
}

const wordTypes =
  '<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';

/** A Word document, as far as its entries go. */
export const wordDocument = (more: readonly PackedEntry[] = []): Buffer =>
  packed([{ name: '[Content_Types].xml', content: wordTypes }, { name: 'word/document.xml', content: '<w:document/>' }, ...more]);

/** An OpenDocument text. */
export const openDocumentText = (): Buffer =>
  packed([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
    { name: 'content.xml', content: '<office/>' },
  ]);
