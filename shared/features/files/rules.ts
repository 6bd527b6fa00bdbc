/** One part of an upload: on a slow line about ten seconds, so a cut loses little. */
export const partBytes = 128 * 1024;
export const maxFileBytes = 25 * 1024 * 1024;
export const maxFilesPerMessage = 10;
/** Uploads one person may have begun and not finished. */
export const maxOpenUploads = 20;
export const maxVoiceMs = 3 * 60_000;
/** Three minutes at twice what a phone records speech with when it is asked for little. */
export const maxVoiceBytes = 3 * 1024 * 1024;
export const minSummaryLetters = 3;
export const maxSummary = 300;
export const maxNameCodePoints = 120;

export type FileKind = 'image' | 'audio' | 'voice' | 'document';

interface FileType {
  kind: Exclude<FileKind, 'voice'>;
  /** The first one is given to a name that has none of them. */
  extensions: readonly [string, ...string[]];
}

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/** Every type that is taken, by media type. What is not here is refused. */
export const fileTypes = {
  'image/jpeg': { kind: 'image', extensions: ['jpg', 'jpeg'] },
  'image/png': { kind: 'image', extensions: ['png'] },
  'image/webp': { kind: 'image', extensions: ['webp'] },
  'image/gif': { kind: 'image', extensions: ['gif'] },
  'audio/mpeg': { kind: 'audio', extensions: ['mp3'] },
  'audio/mp4': { kind: 'audio', extensions: ['m4a'] },
  'audio/ogg': { kind: 'audio', extensions: ['ogg', 'oga', 'opus'] },
  'audio/webm': { kind: 'audio', extensions: ['weba', 'webm'] },
  'application/pdf': { kind: 'document', extensions: ['pdf'] },
  [`${office}.wordprocessingml.document`]: { kind: 'document', extensions: ['docx'] },
  [`${office}.spreadsheetml.sheet`]: { kind: 'document', extensions: ['xlsx'] },
  [`${office}.presentationml.presentation`]: { kind: 'document', extensions: ['pptx'] },
  [`${openDocument}.text`]: { kind: 'document', extensions: ['odt'] },
  [`${openDocument}.spreadsheet`]: { kind: 'document', extensions: ['ods'] },
  [`${openDocument}.presentation`]: { kind: 'document', extensions: ['odp'] },
  'text/plain': { kind: 'document', extensions: ['txt'] },
  'text/csv': { kind: 'document', extensions: ['csv'] },
} as const satisfies Record<string, FileType>;

export type MediaType = keyof typeof fileTypes;
const typesByName: Readonly<Record<string, FileType | undefined>> = fileTypes;

export function fileTypeOf(mediaType: string): FileType | undefined {
  return Object.hasOwn(fileTypes, mediaType) ? typesByName[mediaType] : undefined;
}

/** For `<input accept>`: naming JPEG makes a phone turn its own formats into it. */
export const acceptedFiles = [
  ...Object.keys(fileTypes),
  ...Object.values(fileTypes).flatMap(({ extensions }) => extensions.map((one) => `.${one}`)),
].join(',');

/** Length in bytes of one part; 0 when the file has no such part. */
export function partLength(size: number, part: number, length = partBytes): number {
  return Math.max(0, Math.min(length, size - part * length));
}
export const partCount = (size: number, length = partBytes): number => Math.ceil(size / length);

/** Says something: three letters or figures at least. */
export function isSummary(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= minSummaryLetters;
}

const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Its last part of a path, in NFC, without what does not show or turns the line; may come out empty. */
function cleanLine(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return (
    last
      .normalize('NFC')
      .replace(/[\p{Zl}\p{Zp}\t\r\n]/gu, ' ')
      // Joiners stay: Persian and Urdu words need them. All else of this kind is invisible or turns what follows around.
      .replace(/(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\uFE00-\uFE0F]/gu, '')
      .replace(/[<>:"|?*]/g, '_')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** The name without its ending, and the ending in small letters without its dot. */
export function splitName(name: string): { base: string; extension: string } {
  const match = /^(.+)\.(?=\d*[A-Za-z])([A-Za-z0-9]{1,8})$/su.exec(name);
  return match ? { base: match[1] ?? '', extension: (match[2] ?? '').toLowerCase() } : { base: name, extension: '' };
}

/**
 * A name for people and for every file system: one line of at most 120 code points that ends as its type does, so that
 * `invoice.png.exe` is offered as what it is, `invoice.png`.
 */
export function cleanFileName(name: string, extensions: readonly [string, ...string[]]): string {
  const line = cleanLine(name);
  const { base, extension } = splitName(line);
  const isRight = extensions.includes(extension);
  const inner = splitName(base);
  // `a.png.exe` holding a PNG: the wrong ending goes, the right one below it stays.
  const stem = !isRight && extensions.includes(inner.extension) ? inner.base : base;
  const ending = isRight ? extension : extensions[0];
  const bare = stem.replace(/^[.\s]+|[.\s]+$/gu, '');
  const safe =
    bare === '' || /^[\u200C\u200D\p{M}\s]+$/u.test(bare) ? 'file' : deviceNames.test(bare.split('.')[0] ?? '') ? `_${bare}` : bare;
  return `${[...safe]
    .slice(0, maxNameCodePoints - ending.length - 1)
    .join('')
    .trimEnd()}.${ending}`;
}
