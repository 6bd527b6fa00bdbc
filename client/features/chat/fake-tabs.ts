/** What the tabs of one browser share, for tests only. */
import type { Channel, Locks } from './outbox-tabs.ts';

interface Asking {
  run: LockGrantedCallback<unknown>;
  settle(outcome: Promise<unknown>): void;
}

/** One lock that somebody has, as Web Locks give it: in line, or by stealing. */
export function fakeLocks(): Locks & { holder(): number } {
  let line: Asking[] = [];
  let current: { reject(error: Error): void } | undefined;
  let grants = 0;

  function grant(asking: Asking): void {
    grants += 1;
    let mine: typeof current;
    const stolen = new Promise<never>((_resolve, reject) => {
      mine = { reject };
    });
    current = mine;
    const done = Promise.resolve(asking.run({ name: 'lock', mode: 'exclusive' })).finally(() => {
      if (current !== mine) return;
      current = undefined;
      const next = line.shift();
      if (next) grant(next);
    });
    asking.settle(Promise.race([done, stolen]));
  }
  function request(_name: string, options: LockOptions, run: LockGrantedCallback<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const asking: Asking = { run, settle: (outcome) => void outcome.then(resolve, reject) };
      if (options.steal) {
        current?.reject(new DOMException('stolen', 'AbortError'));
        grant(asking);
      } else if (current) line = [...line, asking];
      else grant(asking);
    });
  }
  // The real one has further forms that nobody here calls.
  return { request: request as Locks['request'], holder: () => grants };
}

/** Channels of one name hear each other, and not themselves. */
export function fakeChannels(): (name: string) => Channel {
  const open = new Set<Channel>();
  return () => {
    const channel: Channel = {
      onmessage: null,
      postMessage(data: unknown) {
        for (const other of open) {
          if (other === channel) continue;
          queueMicrotask(() => other.onmessage?.call(other as BroadcastChannel, new MessageEvent('message', { data })));
        }
      },
      close: () => void open.delete(channel),
    };
    open.add(channel);
    return channel;
  };
}
