import type { AccountEvent, RoomState } from '#shared/features/personal/contract.ts';
import { createConnection } from '#client/kernel/connection.ts';
import { UnreachableError, type Hub } from '#client/kernel/hub-client.ts';
import { manualTiming, type ManualTiming } from '#client/kernel/testing.ts';

type Answer = (input: never) => unknown;

/** A hub of which a test says what it answers and tells; for tests of this folder only. */
export interface FakePersonalHub {
  hub: Hub;
  timing: ManualTiming;
  /** `feature.operation`, with what was asked. */
  calls: { name: string; input: Record<string, unknown> }[];
  called(name: string): number;
  answers: Record<string, Answer>;
  tell(name: string, payload: unknown): void;
  connect(isAgain: boolean): void;
  cut(): void;
  /** Time passes, and what was promised is kept. */
  pass(ms: number): Promise<void>;
}

export const settled = async (): Promise<void> => {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
};

export function fakePersonalHub(): FakePersonalHub {
  const timing = manualTiming(() => 0);
  const connection = createConnection(timing);
  const calls: FakePersonalHub['calls'] = [];
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const connected = new Set<(isAgain: boolean) => void>();
  const answers: Record<string, Answer> = {};
  let isUp = false;

  const feature = (contract: { name: string }) => ({
    async call(operation: string, input: Record<string, unknown>) {
      const name = `${contract.name}.${operation}`;
      calls.push({ name, input });
      await Promise.resolve();
      if (!isUp) throw new UnreachableError('no line');
      const answer = answers[name];
      if (!answer) throw new Error(`the test answers no ${name}`);
      return answer(input as never);
    },
    on(event: string, listener: (payload: never) => void) {
      const name = `${contract.name}.${event}`;
      const group = listeners.get(name) ?? new Set();
      listeners.set(name, group.add(listener));
      return () => group.delete(listener);
    },
  });
  const hub = Object.assign(feature, {
    connection,
    connect: () => undefined,
    disconnect: () => undefined,
    isLive: () => isUp,
    onConnected(listener: (isAgain: boolean) => void) {
      connected.add(listener);
      return () => connected.delete(listener);
    },
    onDismissed: () => () => undefined,
  }) as unknown as Hub;
  return {
    hub,
    timing,
    calls,
    called: (name) => calls.filter((call) => call.name === name).length,
    answers,
    tell(name, payload) {
      for (const listener of listeners.get(name) ?? []) listener(payload as never);
    },
    connect(isAgain) {
      isUp = true;
      connection.socketUp();
      for (const listener of connected) listener(isAgain);
    },
    cut() {
      isUp = false;
      connection.socketDown();
    },
    async pass(ms) {
      await settled();
      timing.advance(ms);
      await settled();
    },
  };
}

export function roomState(roomId: string, more: Partial<RoomState> = {}): RoomState {
  return { roomId, spaceId: 'champions', head: 10, mark: 10, unread: 0, mentions: 0, threads: [], notices: 'all', ...more };
}

export const readEvent = (roomId: string, upTo: number): AccountEvent => ({ kind: 'read', roomId, upTo });
