import type { WebSocket } from 'ws';
import { limits } from './limits.ts';

/**
 * Frames on their way to one reader. Small ones go to the socket at once; a large one goes in fragments, each after the
 * one before has left, so that a slow line is told from a dead one.
 */
export class Outbound {
  readonly #socket: WebSocket;
  readonly #drained: () => void;
  readonly #now: () => number;
  #inFlight = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isFragmenting = false;
  #progressAt: number;
  readonly #left = (): void => this.#leave();

  /** @param drained called whenever nothing is on its way any more */
  constructor(socket: WebSocket, now: () => number, drained: () => void) {
    this.#socket = socket;
    this.#now = now;
    this.#drained = drained;
    this.#progressAt = now();
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.isEmpty) this.#progressAt = this.#now();
    if (this.#isFragmenting) {
      this.#waiting.push(frame);
      this.#waitingBytes += frame.byteLength;
    } else if (frame.byteLength > 2 * limits.fragmentBytes) {
      this.#isFragmenting = true;
      this.#waitingBytes += frame.byteLength;
      this.#fragment(frame, 0);
    } else {
      this.#inFlight += 1;
      this.#socket.send(frame, this.#left);
    }
  }

  get isEmpty(): boolean {
    return this.#inFlight === 0 && this.#waitingBytes === 0;
  }

  /** More is waiting than the reader should be owed. */
  get isOver(): boolean {
    return (
      this.#socket.bufferedAmount + this.#waitingBytes > limits.outboundBytes ||
      this.#inFlight + this.#waiting.length > limits.outboundFrames
    );
  }

  /** Ms since the reader last took something, while something waits. */
  get stalledMs(): number {
    return this.isEmpty ? 0 : this.#now() - this.#progressAt;
  }

  #leave(): void {
    this.#progressAt = this.#now();
    this.#inFlight -= 1;
    if (this.isEmpty) this.#drained();
  }

  #fragment(frame: Uint8Array, start: number): void {
    const end = Math.min(frame.byteLength, start + limits.fragmentBytes);
    const fin = end === frame.byteLength;
    this.#socket.send(frame.subarray(start, end), { binary: true, fin }, (error) => {
      this.#progressAt = this.#now();
      this.#waitingBytes -= end - start;
      if (error) return;
      if (fin) this.#flush();
      else this.#fragment(frame, end);
    });
  }

  #flush(): void {
    this.#isFragmenting = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) {
      this.#waitingBytes -= frame.byteLength;
      this.send(frame);
    }
    if (this.isEmpty) this.#drained();
  }
}
