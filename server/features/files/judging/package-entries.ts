import { FileRefused } from '../refusal.ts';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const entryLength = 46;
/** A comment behind the end has at most this many bytes. */
const maxComment = 65_535;

const maxEntries = 5_000;
const maxUnpackedBytes = 512 * 1024 * 1024;
/** Programs and macros: a document that carries one is no document. */
const programs = /(?:^|\/)vbaProject|\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|js|jar|msi|lnk|hta)$/i;

function endOf(content: Buffer): number {
  for (let at = content.length - endLength; at >= Math.max(0, content.length - endLength - maxComment); at -= 1)
    if (content.readUInt32LE(at) === endSignature) return at;
  throw new FileRefused('damaged');
}

/**
 * Judges a packed document (docx, odt and their like) by its list of entries, unpacking nothing: how many, how large they
 * say to become, no programs among them.
 *
 * @throws FileRefused
 */
export function judgePackage(content: Buffer): void {
  const end = content.length < endLength ? -1 : endOf(content);
  if (end < 0) throw new FileRefused('damaged');
  const count = content.readUInt16LE(end + 10);
  if (count > maxEntries) throw new FileRefused('documentRefused');
  let unpacked = 0;
  let at = content.readUInt32LE(end + 16);
  for (let entry = 0; entry < count; entry += 1) {
    if (at + entryLength > end || content.readUInt32LE(at) !== entrySignature) throw new FileRefused('damaged');
    unpacked += content.readUInt32LE(at + 24);
    const nameLength = content.readUInt16LE(at + 28);
    const name = content.toString('utf8', at + entryLength, at + entryLength + nameLength);
    if (unpacked > maxUnpackedBytes || programs.test(name) || name.split(/[/\\]/).includes('..')) throw new FileRefused('documentRefused');
    at += entryLength + nameLength + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32);
  }
}
