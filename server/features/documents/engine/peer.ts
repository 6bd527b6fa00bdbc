import type { RefusalReason } from '#shared/features/documents/contract.ts';
import type { DecodedUpdate } from './update.ts';

/** What a connection may do with the document's content. */
export type Right = 'edit' | 'read' | 'archived' | 'none';

/** How an update ended. `held`: it refers to what the server lacks, and the sender was asked for all it has. */
export type Outcome = 'stored' | 'held' | RefusalReason;

/** A connection as the document sees it. */
export interface Peer {
  readonly userId: string;
  /** Looked at when an update is judged, not when it arrived. */
  readonly right: Right;
  /** Closed by the server: what it sent and is not decided yet no longer counts. */
  readonly isCut: boolean;
  /** Takes one from the number of new client ids this connection may bring. False when it has none left. */
  takeClaim(): boolean;
  /** True while asked for everything it has. */
  readonly isAsked: boolean;
  /** Asks for everything the client has beyond the state vector. False when it was asked too often. */
  askForAll(stateVector: Uint8Array): boolean;
  settle(job: Job, outcome: Outcome): void;
  /** All jobs of a batch were settled. */
  acknowledge(): void;
  /** The answer to its SyncStep1, or after a slow spell: from now on it is up to date and hears updates. */
  catchUp(frame: Uint8Array): void;
  /** An update, in order, after `catchUp`. */
  deliver(frame: Uint8Array): void;
  deliverAwareness(frame: Uint8Array): void;
  sendStep1(stateVector: Uint8Array): void;
  /** Bytes that are no state vector, or the like. */
  refuseFrame(): void;
}

/** One SyncStep2 or Update on its way to a decision. */
export interface Job {
  peer: Peer;
  /** The connection's nth. */
  n: number;
  isStep2: boolean;
  update: Uint8Array;
  /** Decided on arrival: too large. */
  refusal?: RefusalReason;
  decoded?: DecodedUpdate | 'undecodable';
  /** What other nodes appended was read before it is judged again. */
  isCaughtUp?: true;
}
