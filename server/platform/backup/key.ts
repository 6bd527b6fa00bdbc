import { createHmac, hkdfSync, scrypt } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** What a key file holds: 32 random bytes (raw, or as 64 hexadecimal digits), or a passphrase. */
export type BackupKey = { kind: 'raw'; bytes: Uint8Array } | { kind: 'passphrase'; text: string };

/** The key file is missing or holds no key that protects anything; `message` is for the administrator. */
export class KeyFileError extends Error {
  override name = 'KeyFileError';
}

const keyBytes = 32;
const shortestPassphrase = 20;
const longestFile = 4096;

export function parseKey(content: Uint8Array): BackupKey {
  if (content.byteLength === keyBytes) return { kind: 'raw', bytes: content };
  const text = Buffer.from(content).toString('utf8').trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return { kind: 'raw', bytes: Buffer.from(text, 'hex') };
  if ([...text].length < shortestPassphrase) {
    throw new KeyFileError(
      `The key file holds neither 32 random bytes nor a passphrase of ${shortestPassphrase} characters. Make one: openssl rand -hex 32`,
    );
  }
  return { kind: 'passphrase', text };
}

/** Reads a key file. @throws KeyFileError */
export async function readKeyFile(path: string): Promise<BackupKey> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : longestFile + 1),
    () => undefined,
  );
  if (size === undefined) throw new KeyFileError(`There is no key file ${path}.`);
  if (size > longestFile) throw new KeyFileError(`${path} is no key file: it is larger than ${longestFile} bytes.`);
  return parseKey(await readFile(path));
}

// 128 MB and about half a second: once a backup, and what a guesser pays for each guess.
const scryptCost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

function stretch(text: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) =>
    scrypt(text.normalize('NFC'), salt, keyBytes, scryptCost, (error, key) => (error ? reject(error) : resolve(key))),
  );
}

/** Keys of one file: its salt makes them unlike those of every other, so nonces may count from 0. */
export interface FileKeys {
  frames: Uint8Array;
  /** Stands in the header; tells a wrong key from a damaged file. */
  check: string;
}

export async function fileKeys(key: BackupKey, salt: Uint8Array): Promise<FileKeys> {
  const root = key.kind === 'raw' ? key.bytes : await stretch(key.text, salt);
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', root, salt, `multaqa backup ${purpose}`, keyBytes));
  return { frames: derive('frames'), check: createHmac('sha256', derive('check')).update('check').digest('base64url').slice(0, 22) };
}
