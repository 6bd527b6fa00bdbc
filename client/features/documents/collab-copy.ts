import type * as Y from 'yjs';
import type { RefusalReason } from '#shared/features/documents/contract.ts';

/** Client id → clock from which on its content is not known to be stored. */
export type Unsent = ReadonlyMap<number, number>;

/** Text that the hub did not take, offered back until it is taken or thrown away. `replaced`: written for an earlier epoch. */
export interface Offer {
  id: string;
  reason: RefusalReason | 'replaced';
  /** May be empty: a format, a deletion. */
  text: string;
}

/** What was kept on the device when the document was opened. */
export interface Kept {
  /** The whole text was here once; else nothing is known of it without the hub. */
  isKnown: boolean;
  unsent: Unsent;
  offers: readonly Offer[];
}
/** What another tab of this person has, or left when it was closed or killed. */
export interface Left {
  update: Uint8Array;
  unsent: Unsent;
  offers: readonly Offer[];
  /** Of an epoch that is over: its text cannot go into the document any more. */
  isOfOldEpoch: boolean;
}

/** What the copy must know of the document it keeps. */
export interface CopyMarks {
  unsent(): Unsent;
  /** A mere rendering is not kept. */
  counts(origin: unknown): boolean;
}

/**
 * `kept`: on this device too. `none`: on a shared computer, or in a browser that cannot. `failed`: the device is full or
 * broken; what is written lives as long as the page.
 */
export type Keeping = 'kept' | 'none' | 'failed';

/** One tab's copy of a document on this device. Nothing here rejects: what fails is told by `keeping()`. */
export interface DeviceCopy {
  /** Puts what is kept into the document; from then on every change of it is kept. */
  open(doc: Y.Doc, marks: CopyMarks): Promise<Kept>;
  /** Forgets the text for that of another document, and keeps the offers, in one step. */
  replace(doc: Y.Doc, offers: readonly Offer[]): Promise<void>;
  /** What is unsent has changed without a change of the text. */
  mark(): void;
  /** The hub's whole text is in the document. */
  known(): void;
  /** Keeps what the page must know of the document to open without a line. */
  keepCard(card: unknown): void;
  setOffers(offers: readonly Offer[]): Promise<void>;
  /** Gives what other tabs left, and forgets it once it was taken; with `peek` also a view of what living tabs have. */
  sweep(take: (left: Left) => Promise<void>, peek?: boolean): Promise<void>;
  /** Resolves when everything written so far is on the device. */
  settled(): Promise<void>;
  keeping(): Keeping;
  /** Something is not on the device yet: a closing page would lose it. */
  isWriting(): boolean;
  /** Called when `keeping()` or `isWriting()` changed. */
  onKeeping(listener: () => void): void;
  /** What the update event of a text loaded from here names as its origin. */
  isOrigin(origin: unknown): boolean;
  /** @param forget also removes what is kept */
  close(forget?: boolean): Promise<void>;
}
