import type { Message } from '#shared/features/chat/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import type { Echo } from './room-view.ts';

/** What this page knows of one message on its way, beside what the outbox keeps. */
interface Trace {
  entry: OutboxEntry;
  echo: Echo;
  /** Its number in the log, once it is stored. */
  seq?: number | undefined;
  /** A message of the same author and text: taken for this one until the acknowledgement says which it is. */
  coveredBy?: number | undefined;
}

export interface EchoesWorld {
  /** A line was taken for this echo and is not. */
  mistaken(key: string, keeper: number): void;
  /** Own lines shown now, to find the one that came before its echo was known here. */
  ownLines(): readonly Message[];
}

/** The messages of one room that are on their way, as its page shows them: each once, and none twice. */
export interface RoomEchoes {
  /** What is to be shown below the lines of the room, or of one thread. */
  visible(isHere: (seq: number) => boolean, thread?: number): readonly Echo[];
  /** The entries the outbox holds for this room now. */
  update(entries: readonly OutboxEntry[]): void;
  /** The message is stored. */
  stored(clientId: string, message: Message): void;
  /** A line came in; the key under which its echo was shown, if it is one of ours. */
  match(message: Message): string | undefined;
  /** Forgets echoes whose line is here. */
  settle(isHere: (seq: number) => boolean): void;
  /** The log was taken anew; an echo whose line went is shown again. */
  unmatch(isHeld: (seq: number) => boolean): void;
}

function echoOf({ clientId, text, direction, thread, replyTo, attachments, at, state, error, isOld }: OutboxEntry, seq?: number): Echo {
  return {
    kind: 'echo',
    key: clientId,
    clientId,
    text,
    direction,
    at,
    state: seq === undefined ? state : 'sent',
    ...(thread !== undefined && { thread }),
    ...(replyTo !== undefined && { replyTo }),
    ...(attachments && { attachments }),
    ...(error && { error: new HubError(error.code, error.status, error.params) }),
    ...(isOld && { isOld }),
  };
}

export function createRoomEchoes(world: EchoesWorld): RoomEchoes {
  let traces: Trace[] = [];

  /** Only what went out may be in the log, in the form in which it did. */
  function isAlike({ entry, seq, coveredBy }: Trace, message: Message): boolean {
    if (seq !== undefined || coveredBy !== undefined || !entry.sent) return false;
    return message.seq > (entry.afterSeq ?? Infinity) && entry.sent.text === message.text && entry.thread === message.thread;
  }
  function uncover(trace: Trace): void {
    if (trace.coveredBy === undefined) return;
    trace.coveredBy = undefined;
    world.mistaken(trace.entry.clientId, -1);
  }
  /** Another tab may have sent it, and its line be here already. */
  function cover(trace: Trace): void {
    if (trace.coveredBy !== undefined || trace.seq !== undefined || !trace.entry.sent) return;
    const taken = new Set(traces.flatMap(({ seq, coveredBy }) => [seq, coveredBy]));
    trace.coveredBy = world.ownLines().find((line) => isAlike(trace, line) && !taken.has(line.seq))?.seq;
  }
  function updateOne(trace: Trace, entry: OutboxEntry): void {
    if (trace.seq !== undefined || trace.entry === entry) return;
    trace.entry = entry;
    trace.echo = echoOf(entry);
    // Refused: the line it was taken for is another one.
    if (!entry.sent) uncover(trace);
    else cover(trace);
  }

  return {
    visible: (isHere, thread) =>
      traces
        .filter(({ entry, coveredBy, seq }) => coveredBy === undefined && entry.thread === thread && (seq === undefined || !isHere(seq)))
        .map(({ echo }) => echo),
    update(entries) {
      const known = new Map(traces.map((trace) => [trace.entry.clientId, trace]));
      const now = new Set(entries.map(({ clientId }) => clientId));
      traces = traces.filter(({ entry, seq }) => seq !== undefined || now.has(entry.clientId));
      for (const entry of entries) {
        const before = known.get(entry.clientId);
        if (before) {
          updateOne(before, entry);
          continue;
        }
        const trace: Trace = { entry, echo: echoOf(entry) };
        cover(trace);
        traces.push(trace);
      }
    },
    stored(clientId, message) {
      const trace = traces.find(({ entry }) => entry.clientId === clientId);
      if (!trace) return;
      trace.seq = message.seq;
      trace.coveredBy = undefined;
      trace.echo = echoOf(trace.entry, message.seq);
      world.mistaken(clientId, message.seq);
    },
    match(message) {
      const found =
        traces.find(({ seq, coveredBy }) => seq === message.seq || coveredBy === message.seq) ??
        traces.find(({ entry, seq }) => seq === undefined && entry.clientId === message.clientId) ??
        traces.find((trace) => isAlike(trace, message));
      if (found && found.seq === undefined) found.coveredBy = message.seq;
      return found?.entry.clientId;
    },
    settle(isHere) {
      traces = traces.filter(({ seq }) => seq === undefined || !isHere(seq));
    },
    unmatch(isHeld) {
      for (const trace of traces) if (trace.coveredBy !== undefined && !isHeld(trace.coveredBy)) trace.coveredBy = undefined;
    },
  };
}
