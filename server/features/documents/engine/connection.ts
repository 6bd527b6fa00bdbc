import type { WebSocket } from 'ws';
import { closeCodes, refusalCodes, type RefusalReason } from '#shared/features/documents/contract.ts';
import { maxUpdateBytes, type AwarenessUser } from '#shared/features/documents/wire.ts';
import type { Logger } from '../../../kernel/logger.ts';
import type { Clock } from '../../../platform/clock/port.ts';
import { awarenessFrame, decidedFrame, FrameError, readFrame, refusedFrame, step1Frame, type Frame } from './frames.ts';
import { Ledger, type Refused } from './ledger.ts';
import { limits, times } from './limits.ts';
import type { LiveDocument } from './live-document.ts';
import { Outbound } from './outbound.ts';
import { Pace, type Rate } from './pace.ts';
import type { Job, Outcome, Peer, Right } from './peer.ts';

export interface ConnectionOptions {
  socket: WebSocket;
  id: string;
  user: AwarenessUser;
  sessionId: string;
  document: LiveDocument;
  right: Right;
  /** `?ack=1`. */
  wantsAcks: boolean;
  /** Undefined: not paced. */
  rate: Rate | undefined;
  clock: Clock;
  logger: Logger;
  /** Told of every refused update, for metrics. */
  refused(reason: RefusalReason): void;
}

type PauseReason = 'pace' | 'undecided' | 'closing';

/** Codes that end writing, not the document. */
const readOnlyReasons: ReadonlySet<RefusalReason> = new Set(['notAllowed', 'archived', 'damaged']);
const emptyStates = Uint8Array.of(0);

/** One client on one document: reads its frames, counts its updates, tells it what became of them. */
export class Connection implements Peer {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly document: LiveDocument;
  readonly #options: ConnectionOptions;
  readonly #outbound: Outbound;
  readonly #pace: Pace | undefined;
  #right: Right;
  #isCut = false;
  #isHearing = false;
  /** Not queued for until it drained; then it gets the diff from this state. */
  #behindSince: { stateVector: Uint8Array; isAnswer: boolean } | undefined;
  readonly #pauses = new Set<PauseReason>();
  #cancelPace: (() => void) | undefined;
  readonly #ledger = new Ledger();
  #gapAnswers = 0;
  /** In the batch that is being judged; afterwards the ledger knows. */
  #wasAsked = false;
  #refusals = 0;
  #claimsLeft: number = limits.maxNewClientIds;
  #heardAt: number;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.id = options.id;
    this.userId = options.user.id;
    this.sessionId = options.sessionId;
    this.document = options.document;
    this.#right = options.right;
    this.#heardAt = this.#now();
    this.#outbound = new Outbound(
      options.socket,
      () => this.#now(),
      () => this.#drained(),
    );
    this.#pace = options.rate && new Pace(options.rate, this.#now());
    // Told at once, so that nobody writes a page for nothing.
    if (options.wantsAcks && options.document.isDamaged) this.#outbound.send(refusedFrame(0, refusalCodes.damaged));
    options.socket.on('message', (data, isBinary) => this.#safely(() => this.#receive(data, isBinary)));
    options.socket.on('pong', () => {
      this.#heardAt = this.#now();
    });
  }

  get right(): Right {
    return this.#right;
  }
  get isCut(): boolean {
    return this.#isCut;
  }
  get isAsked(): boolean {
    return this.#wasAsked || this.#ledger.holdsBack;
  }

  /** Rights changed while it is open: takes effect with the next update judged. */
  setRight(right: Right): void {
    const isRaised = right === 'edit' && this.#right !== 'edit';
    this.#right = right;
    if (isRaised) this.document.greet(this);
  }

  takeClaim(): boolean {
    this.#claimsLeft -= 1;
    return this.#claimsLeft >= 0;
  }

  askForAll(stateVector: Uint8Array): boolean {
    if (this.#gapAnswers >= limits.maxGapAnswers) return false;
    this.#gapAnswers += 1;
    this.#wasAsked = true;
    this.#outbound.send(step1Frame(stateVector));
    return true;
  }

  settle(job: Job, outcome: Outcome): void {
    for (const refused of this.#ledger.settle(job, outcome)) this.#refuse(refused);
  }

  acknowledge(): void {
    this.#wasAsked = false;
    if (this.#ledger.count < limits.undecidedUpdates / 2 && this.#ledger.bytes < limits.undecidedBytes / 2) this.#resume('undecided');
    const upTo = this.#options.wantsAcks ? this.#ledger.takeDecided() : undefined;
    if (upTo !== undefined) this.#outbound.send(decidedFrame(upTo));
  }

  catchUp(frame: Uint8Array): void {
    this.#isHearing = true;
    const states = this.#behindSince && this.document.awareness.frame();
    this.#behindSince = undefined;
    this.#outbound.send(frame);
    if (states) this.#outbound.send(states);
    this.#watch();
  }

  deliver(frame: Uint8Array): void {
    if (!this.#isHearing || this.#behindSince) return;
    this.#outbound.send(frame);
    this.#watch();
  }

  deliverAwareness(frame: Uint8Array): void {
    if (!this.#behindSince) this.#outbound.send(frame);
  }

  sendStep1(stateVector: Uint8Array): void {
    this.#outbound.send(step1Frame(stateVector));
  }

  refuseFrame(): void {
    this.close(closeCodes.refusedContent);
  }

  /** Says why, waits a moment for the other side, then cuts. What it sent and is undecided is dropped. */
  close(code: number): void {
    if (this.#isCut) return;
    this.#isCut = true;
    const { socket, clock } = this.#options;
    socket.close(code);
    // A close frame behind a full buffer would wait as long as its reader.
    clock.after(times.closeMs, () => socket.terminate());
    // The answer to the close frame must be read, also on a paused connection; further messages are dropped.
    socket.resume();
  }

  /** Stops reading, waits until everything read is decided and acknowledged, then says "come again". */
  async closeForRestart(): Promise<void> {
    this.#pause('closing');
    await this.document.whenIdle();
    this.acknowledge();
    this.close(closeCodes.restarting);
  }

  /** Called about once a second: pings, and ends who takes or gives no sign of life. */
  sweep(): void {
    const { socket } = this.#options;
    if (this.#outbound.stalledMs > times.drainMs) return this.close(closeCodes.tooSlow);
    const silentMs = this.#now() - this.#heardAt;
    // A pong waits behind whatever is buffered, and is not read while paused.
    if (this.#outbound.isEmpty && this.#pauses.size === 0 && silentMs > times.silenceMs) return socket.terminate();
    if (silentMs > times.pingMs && this.#outbound.isEmpty && socket.readyState === socket.OPEN) socket.ping();
  }

  /** The socket is closed. */
  detach(): void {
    this.#cancelPace?.();
    this.document.detach(this);
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  #safely(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof FrameError))
        this.#options.logger.warn({ err: error, documentId: this.document.id, userId: this.userId }, 'a frame could not be handled');
      this.close(closeCodes.refusedContent);
    }
  }

  #receive(data: unknown, isBinary: boolean): void {
    this.#heardAt = this.#now();
    if (this.#isCut) return;
    if (!isBinary || !(data instanceof Uint8Array)) throw new FrameError('text');
    const frame = readFrame(data);
    this.#takeTime(frame, data.byteLength);
    switch (frame.kind) {
      case 'step1':
        return this.#answer(frame.stateVector);
      case 'update':
        return this.#submit(frame);
      case 'awareness':
        return this.#readAwareness(frame.states);
      case 'queryAwareness':
        return this.#outbound.send(this.document.awareness.frame() ?? awarenessFrame(emptyStates));
    }
  }

  #takeTime(frame: Frame, bytes: number): void {
    if (!this.#pace) return;
    // A first sync may be as large as the document, and is sent once.
    const counted = frame.kind === 'update' && frame.isStep2 ? Math.min(bytes, maxUpdateBytes) : bytes;
    const waitMs = this.#pace.take(counted, this.#now());
    if (waitMs === 0) return;
    this.#pause('pace');
    this.#cancelPace?.();
    this.#cancelPace = this.#options.clock.after(waitMs, () => this.#resume('pace'));
  }

  #answer(received: Uint8Array): void {
    // Copied: it waits for a round, and would keep the whole chunk it was read from.
    const stateVector = Uint8Array.from(received);
    // Who does not take what it was sent could otherwise ask for more without end.
    if (this.#behindSince || this.#outbound.isOver) this.#behindSince = { stateVector, isAnswer: true };
    else this.document.ask({ peer: this, stateVector, isAnswer: true });
  }

  #submit({ update, isStep2 }: { update: Uint8Array; isStep2: boolean }): void {
    const n = this.#ledger.receive(update.byteLength);
    const isTooLarge = !isStep2 && update.byteLength > maxUpdateBytes;
    const job: Job = { peer: this, n, isStep2, update, ...(isTooLarge && { refusal: 'tooLarge' }) };
    if (this.#ledger.count >= limits.undecidedUpdates || this.#ledger.bytes >= limits.undecidedBytes) this.#pause('undecided');
    this.document.submit(job);
  }

  #readAwareness(states: Uint8Array): void {
    try {
      this.document.awareness.receive(this, this.#options.user, states);
    } catch {
      throw new FrameError('awareness');
    }
  }

  #refuse({ n, reason }: Refused): void {
    if (this.#isCut) return;
    this.#refusals += 1;
    this.#options.refused(reason);
    // Codes and ids only: what was refused may be anything.
    this.#options.logger.warn({ documentId: this.document.id, userId: this.userId, reason, code: refusalCodes[reason] }, 'update refused');
    if (this.#options.wantsAcks) this.#outbound.send(refusedFrame(n, refusalCodes[reason]));
    if (this.#options.wantsAcks && this.#refusals < limits.maxRefusals) return;
    this.close(readOnlyReasons.has(reason) ? closeCodes.notAllowed : closeCodes.refusedContent);
  }

  /** After each frame: whoever owes too much is no longer queued for. */
  #watch(): void {
    if (!this.#behindSince && this.#outbound.isOver) this.#behindSince = { stateVector: this.document.stateVector(), isAnswer: false };
  }

  #drained(): void {
    const behind = this.#behindSince;
    if (!behind || this.#isCut) return;
    this.document.ask({ peer: this, ...behind });
  }

  #pause(reason: PauseReason): void {
    this.#pauses.add(reason);
    this.#options.socket.pause();
  }

  #resume(reason: PauseReason): void {
    if (!this.#pauses.delete(reason) || this.#pauses.size > 0) return;
    this.#options.socket.resume();
  }
}
