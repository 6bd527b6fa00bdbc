import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';
import { networkOf } from './network.ts';

/** How many live connections a session and a network address may hold, over both socket stacks of this node. */
export interface Admission {
  /** The caller's address; behind proxies, the one the outermost trusted proxy saw. */
  addressOf(request: IncomingMessage): string;
  /** False: too many. Otherwise call the returned function once when the connection is gone. */
  admit(address: string, sessionId: string | undefined): (() => void) | false;
}

export function createAdmission(config: Pick<Config, 'socketsPerAddress' | 'socketsPerSession' | 'trustProxy'>): Admission {
  const held = new Map<string, number>();
  const change = (key: string, by: number) => {
    const next = (held.get(key) ?? 0) + by;
    if (next <= 0) held.delete(key);
    else held.set(key, next);
  };

  return {
    addressOf(request) {
      const forwarded = String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean);
      const trusted = config.trustProxy > 0 ? forwarded.at(-config.trustProxy) : undefined;
      return trusted ?? request.socket.remoteAddress ?? '';
    },
    admit(address, sessionId) {
      const keys = [`address ${networkOf(address)}`, ...(sessionId === undefined ? [] : [`session ${sessionId}`])];
      const isFull = keys.some(
        (key) => (held.get(key) ?? 0) >= (key.startsWith('address') ? config.socketsPerAddress : config.socketsPerSession),
      );
      if (isFull) return false;
      for (const key of keys) change(key, 1);
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        for (const key of keys) change(key, -1);
      };
    },
  };
}
