import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much the heap may grow over what lives in it before it is collected, in percent; V8's own choice is up to 300. */
const growingPercent = 15;

/**
 * Keeps the process near what it needs: V8 would let garbage of hundreds of MB lie on a machine with room, where a hub
 * on a small server should not. Call it when everything has started: what the start left behind goes, and is the
 * measure from then on.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`);
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}
