import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DocumentKind } from '#shared/features/documents/contract.ts';

export interface Measured {
  /** Longest time in which the event loop did one thing, by its own processor time: a busy machine does not count. */
  stallMs: number;
  /** The same by the clock on the wall. */
  wallStallMs: number;
  rssMib: number;
  peakMib: number;
  documents: number;
}

/** What may be asked of `hub-process.ts`. */
export interface Calls {
  create: { in: { kind: DocumentKind }; out: string };
  /** The document as the log gives it back. */
  stored: { in: { documentId: string }; out: { update: Uint8Array; isWhole: boolean } };
  /** So many one-letter updates, each an entry of its own, past the engine. */
  fill: { in: { documentId: string; entries: number }; out: void };
  /** Since the last call. */
  measure: { in: object; out: Measured };
  stop: { in: object; out: void };
}
export interface Call<K extends keyof Calls = keyof Calls> {
  id: number;
  name: K;
  input: Calls[K]['in'];
}
export type Answer = { id: number; result: unknown } | { id: number; error: string };

/** A hub in a process of its own, and its death, if it died. */
export interface RemoteHub {
  url: string;
  /** @throws when the hub has ended */
  ask<K extends keyof Calls>(name: K, input: Calls[K]['in']): Promise<Calls[K]['out']>;
  /** How it ended; undefined while it lives. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

export async function startRemoteHub(): Promise<RemoteHub> {
  // As `npm start` runs it.
  const execArgv = ['--max-semi-space-size=2', '--import', 'tsx'];
  const child = fork(fileURLToPath(new URL('./hub-process.ts', import.meta.url)), [], { execArgv, serialization: 'advanced' });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  const ended = (): string | undefined =>
    child.exitCode === null && child.signalCode === null ? undefined : String(child.signalCode ?? child.exitCode);
  let asked = 0;
  const expectAnswer = (id: number) => new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
  child.on('message', (message: Answer) => {
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) one?.reject(new Error(message.error));
    else one?.resolve(message.result);
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`the hub ended: ${ended()}`));
  });
  const url = String(await expectAnswer(0));
  return {
    url,
    async ask(name, input) {
      if (ended() !== undefined) throw new Error(`the hub ended: ${ended()}`);
      asked += 1;
      child.send({ id: asked, name, input });
      // The process answers each call with what `Calls` says of it; a message cannot carry that.
      return (await expectAnswer(asked)) as never;
    },
    ended,
    async stop() {
      if (ended() !== undefined) return;
      const gone = once(child, 'exit');
      child.send({ id: -1, name: 'stop', input: {} });
      await gone;
    },
  };
}
