import type { DocumentMemory } from './document-memory.ts';
import { updateFrame } from './frames.ts';
import type { Peer } from './peer.ts';

/** Somebody waits for content: the answer to a SyncStep1, or the diff after a slow spell. */
export interface Ask {
  peer: Peer;
  stateVector: Uint8Array;
  isAnswer: boolean;
}

/** The connections on one document of this node, and what they wait for. */
export class Audience {
  readonly #peers = new Set<Peer>();
  readonly #greetings = new Set<Peer>();
  #asks = new Map<Peer, Ask>();

  get isEmpty(): boolean {
    return this.#peers.size === 0;
  }
  /** Somebody is to be answered or greeted. */
  get isWaiting(): boolean {
    return this.#asks.size > 0 || this.#greetings.size > 0;
  }

  add(peer: Peer): void {
    this.#peers.add(peer);
  }

  remove(peer: Peer): void {
    this.#peers.delete(peer);
    this.#greetings.delete(peer);
    this.#asks.delete(peer);
  }

  /** To be asked for what only it has. */
  greet(peer: Peer): void {
    this.#greetings.add(peer);
  }

  /** One question of a connection at a time: the newest. */
  ask(ask: Ask): void {
    this.#asks.set(ask.peer, ask);
  }

  answer(memory: DocumentMemory): void {
    for (const peer of this.#greetings) peer.sendStep1(memory.stateVector);
    this.#greetings.clear();
    const asks = this.#asks;
    this.#asks = new Map();
    for (const { peer, stateVector, isAnswer } of asks.values()) {
      try {
        peer.catchUp(memory.frameFor(stateVector, isAnswer));
      } catch {
        // Not a state vector; lib0 says so in many ways.
        peer.refuseFrame();
      }
    }
  }

  /** @param except who has it already */
  broadcast(update: Uint8Array, except?: Peer): void {
    const frame = updateFrame(update);
    for (const peer of this.#peers) if (peer !== except) peer.deliver(frame);
  }

  broadcastAwareness(frame: Uint8Array): void {
    for (const peer of this.#peers) peer.deliverAwareness(frame);
  }
}
