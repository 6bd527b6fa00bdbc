import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';

/**
 * Whether a request's Origin is ours. `absent` when none was sent: fine for a bearer, not for a cookie.
 * Without PUBLIC_URL the hub answers for loopback names and for the address it listens on, so that a foreign name
 * pointed at 127.0.0.1 does not pass.
 */
export type OriginVerdict = 'own' | 'absent' | 'foreign';

const loopbackHost = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)(:\d+)?$/;
const anyAddress = new Set(['0.0.0.0', '::']);

export function judgeOrigin(request: IncomingMessage, config: Pick<Config, 'publicUrl' | 'host'>): OriginVerdict {
  const { origin, host } = request.headers;
  if (origin === undefined) return 'absent';
  if (config.publicUrl !== undefined) return origin === new URL(config.publicUrl).origin ? 'own' : 'foreign';
  if (host === undefined || origin !== `http://${host}`) return 'foreign';
  return loopbackHost.test(host) || anyAddress.has(config.host) || host.startsWith(`${config.host}:`) ? 'own' : 'foreign';
}

/** A request the browser itself says comes from our own page, for GETs, which carry no Origin. */
export function isSameSiteFetch(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}
