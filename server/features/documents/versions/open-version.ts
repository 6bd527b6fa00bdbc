import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import * as Y from 'yjs';
import { documentStream } from '../engine/entries.ts';
import { loadDocument } from '../engine/load.ts';
import { versionBlobKey, type VersionRecord } from './repository.ts';
import type { VersionPorts } from './take-version.ts';

/** The content of a version is not what was stored. */
export class VersionDamagedError extends Error {
  override name = 'VersionDamagedError';
}

async function contentOf({ blobs }: Pick<VersionPorts, 'blobs'>, version: VersionRecord): Promise<Buffer> {
  const found = await blobs.get(versionBlobKey(version));
  if (found?.info.size !== version.bytes) {
    found?.content.destroy();
    throw new VersionDamagedError();
  }
  const parts: Buffer[] = [];
  for await (const part of found.content) parts.push(Buffer.from(part));
  const bytes = Buffer.concat(parts);
  if (createHash('sha256').update(bytes).digest('hex') !== version.sha256) throw new VersionDamagedError();
  return bytes;
}

async function using<T>(doc: Y.Doc, read: (doc: Y.Doc) => T | Promise<T>): Promise<T> {
  try {
    return await read(doc);
  } finally {
    doc.destroy();
  }
}

/** Reads a version as a document of its own. @throws VersionDamagedError */
export async function readVersion<T>(
  ports: Pick<VersionPorts, 'blobs'>,
  version: VersionRecord,
  read: (doc: Y.Doc) => T | Promise<T>,
): Promise<T> {
  const content = await contentOf(ports, version);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, content);
  // Others go on between two pieces of long work.
  await turn();
  return using(doc, read);
}

/** Reads what a document says now. */
export async function readNow<T>({ log }: Pick<VersionPorts, 'log'>, documentId: string, read: (doc: Y.Doc) => T | Promise<T>): Promise<T> {
  const { doc } = await loadDocument(log, documentStream(documentId));
  await turn();
  return using(doc, read);
}
