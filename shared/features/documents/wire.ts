import type { DocumentKind } from './contract.ts';

/** Outer message types on `/collab/:documentId`: those of y-websocket, and with `?ack=1` the two acknowledgements (docs/spec/documents.md). */
export const messageTypes = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, decided: 120, refused: 121 } as const;

/** Inner types of a `sync` message. */
export const syncTypes = { step1: 0, step2: 1, update: 2 } as const;

/** Roots of a lesson: the ProseMirror content (Tiptap's Collaboration `field`), and a map of small facts about it. */
export const lessonRoots = { content: 'content', meta: 'meta' } as const;
/** Roots of a tree: a map of nodes by id, and a map of small facts. */
export const treeRoots = { nodes: 'nodes', meta: 'meta' } as const;

/** Version of the shape a client must name as `?schema=n`; 0 where any shape goes. */
export const schemaVersions: Record<DocumentKind, number> = { lesson: 1, tree: 1, plain: 0 };

const mebibyte = 1024 * 1024;

/** Largest encoded state of a document, in bytes; also the largest SyncStep2. */
export const maxDocumentBytes: Record<DocumentKind, number> = { lesson: 10 * mebibyte, tree: 10 * mebibyte, plain: 64 * mebibyte };
/** Largest update of message 0/2, in bytes. */
export const maxUpdateBytes = mebibyte;
/** Largest state vector of message 0/0, in bytes. */
export const maxStateVectorBytes = mebibyte;
/** Largest awareness state of one client, as JSON in bytes. */
export const maxAwarenessBytes = 4096;
/** Keys an awareness state may have; `user` is written by the server. */
export const awarenessKeys = ['user', 'cursor'] as const;
/** An awareness state that is not renewed for this long is gone. */
export const awarenessTimeoutMs = 30_000;
/** Number of caret colours; the `colour` of `user` is an index into them. */
export const caretColourCount = 8;

/** Who stands behind a caret, as the server tells it. */
export interface AwarenessUser {
  id: string;
  name: string;
  /** 0 to `caretColourCount` - 1. */
  colour: number;
}

/** Caret colour of a person: the same in every document and on every node. */
export function caretColourOf(userId: string): number {
  let sum = 0;
  for (const letter of userId) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % caretColourCount;
}
