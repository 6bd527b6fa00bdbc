declare global {
  interface Window {
    /** Set by boot.js before any module runs: answers on their way, by address. */
    hubBoot?: Record<string, Promise<Response>>;
  }
}

/** What was asked for so long ago is asked for again. */
const maxAgeMs = 30_000;

/**
 * The answer to a GET that boot.js asked for while the scripts were still on their way: the session, and on the page of
 * a room what it shows first. Each is given once; later calls, or a page without the boot script, get undefined.
 */
export function takeEarlyAnswer(address: string): Promise<Response> | undefined {
  const early = window.hubBoot?.[address];
  if (window.hubBoot) delete window.hubBoot[address];
  return performance.now() < maxAgeMs ? early : undefined;
}
