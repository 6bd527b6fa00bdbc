import type { Message, RoomEvent } from '#shared/features/chat/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { UnreachableError } from '#client/kernel/hub-client.ts';
import type { RoomTransport } from './room-store.ts';

/** A request the test lets pass, in two halves: reaching the hub, and the answer reaching the page. */
export interface PendingRequest {
  kind: keyof RoomTransport;
  /** The hub carries it out; the answer is on its way. */
  process(): void;
  /** The answer arrives. Carries it out first if need be. */
  answer(): void;
  /** The line is cut: carried out or not, no answer comes. */
  lose(): void;
}

export interface FakeRoom {
  transport: RoomTransport;
  /** The log as the hub holds it. */
  log: RoomEvent[];
  pending: PendingRequest[];
  /** Events on their way to a page that follows. */
  live: RoomEvent[];
  /** Somebody else writes. */
  say(text: string, authorId?: string): Message;
  hide(seq: number): void;
  turnStored(seq: number): void;
  /** A backup is restored: the log ends here. */
  cutLog(length: number): void;
  refuseSends: HubError | undefined;
  isGone: boolean;
}

/** The hub's side of one room, for tests: answers as docs/spec says, when the test lets it. */
export function fakeRoom(me: string, pageSize = 5, syncPage = 4, maxCatchUp = 20): FakeRoom {
  const keys = new Map<string, number>();
  const room: FakeRoom = {
    log: [],
    pending: [],
    live: [],
    refuseSends: undefined,
    isGone: false,
    say: (text, authorId = 'other') => append({ authorId, text, direction: 'ltr' }),
    hide(seq) {
      const hidden: RoomEvent = { kind: 'hidden', seq, why: 'removed' };
      room.log[seq - 1] = hidden;
      room.live.push(hidden);
    },
    turnStored(seq) {
      const event = room.log[seq - 1];
      if (event?.kind === 'message') room.log[seq - 1] = { ...event, direction: event.direction === 'rtl' ? 'ltr' : 'rtl' };
    },
    cutLog(length) {
      room.log.length = length;
    },
    transport: {
      open: () => request('open', () => newest(room.log.length + 1)),
      before: (seq) => request('before', () => newest(seq)),
      sync: (lastSeq) => request('sync', () => synced(lastSeq)),
      send: (message) =>
        request('send', () => {
          if (room.refuseSends) throw room.refuseSends;
          const known = keys.get(message.clientId);
          const stored = known === undefined ? undefined : room.log[known - 1];
          if (stored?.kind === 'message') return { ...stored, clientId: message.clientId };
          const sent = append({ authorId: me, text: message.text, direction: message.direction });
          keys.set(message.clientId, sent.seq);
          return { ...sent, clientId: message.clientId };
        }),
      turn: (seq, direction) =>
        request('turn', () => {
          const event = room.log[seq - 1];
          if (event?.kind !== 'message') throw new HubError('chat/unknownMessage', 404);
          const turned = { ...event, direction };
          room.log[seq - 1] = turned;
          return turned;
        }),
    },
  };

  function append(fields: Pick<Message, 'authorId' | 'text' | 'direction'>): Message {
    const seq = room.log.length + 1;
    const message: Message = { kind: 'message', seq, id: `id${seq}`, at: '2026-01-01T00:00:00.000Z', ...fields };
    room.log.push(message);
    room.live.push(message);
    return message;
  }
  function guardOpen(): void {
    if (room.isGone) throw new HubError('common/notFound', 404);
  }
  function newest(before: number) {
    guardOpen();
    const items = room.log.slice(Math.max(0, before - 1 - pageSize), before - 1);
    return { roomId: 'r1', items, head: room.log.length, hasEarlier: (items[0]?.seq ?? 1) > 1 };
  }
  function synced(lastSeq: number): Awaited<ReturnType<RoomTransport['sync']>> {
    if (room.isGone) return { state: 'gone', roomId: 'r1' };
    const head = room.log.length;
    if (lastSeq > head || head - lastSeq > maxCatchUp) return { state: 'reset', roomId: 'r1', latest: room.log.slice(-pageSize), head };
    const events = room.log.slice(lastSeq, lastSeq + syncPage);
    return { state: 'events', roomId: 'r1', events, head, hasMore: lastSeq + events.length < head };
  }
  function request<T>(kind: keyof RoomTransport, carryOut: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let outcome: (() => void) | undefined;
      const leave = (): void => {
        room.pending = room.pending.filter((other) => other !== mine);
      };
      const mine: PendingRequest = {
        kind,
        process() {
          if (outcome) return;
          try {
            const result = carryOut();
            outcome = () => resolve(result);
          } catch (error) {
            outcome = () => reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
        answer() {
          mine.process();
          leave();
          outcome?.();
        },
        lose() {
          leave();
          reject(new UnreachableError('cut'));
        },
      };
      room.pending.push(mine);
    });
  }
  return room;
}

/** Lets promises that are settled run their course. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
