declare global {
  interface Window {
    /** Set by boot.js before any module runs. */
    hubBoot?: { session?: Promise<Response> };
  }
}

/**
 * The answer to `GET /api/v1/session` that boot.js asked for while the scripts were still on their way.
 * It is given once; later calls, or a page without the boot script, get undefined and ask themselves.
 */
export function takeEarlySession(): Promise<Response> | undefined {
  const session = window.hubBoot?.session;
  delete window.hubBoot;
  return session;
}
