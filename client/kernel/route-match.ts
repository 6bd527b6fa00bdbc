/** Values of the `:names` of a path. */
export type PathParams = Readonly<Record<string, string>>;

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign typed into the address: taken as it is.
    return segment;
  }
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/**
 * Whether a path fits a pattern such as `/s/:space/chat/:channel?`; a last `?` makes a segment optional.
 * A slash at the end means nothing.
 */
export function matchPath(pattern: string, path: string): PathParams | undefined {
  const wanted = segmentsOf(pattern);
  const given = segmentsOf(path);
  if (given.length > wanted.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index];
    const isOptional = segment.endsWith('?');
    if (value === undefined) {
      if (isOptional) continue;
      return undefined;
    }
    if (segment.startsWith(':')) params[segment.slice(1, isOptional ? -1 : undefined)] = decode(value);
    else if (segment !== value) return undefined;
  }
  return params;
}

/** The first pattern of a list that fits. */
export function findRoute<Route extends { path: string }>(
  routes: readonly Route[],
  path: string,
): { route: Route; params: PathParams } | undefined {
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params) return { route, params };
  }
  return undefined;
}

// What the server answers itself; the page must not take these.
const serverPaths = /^\/(?:api|collab|socket\.io|healthz|readyz|metrics)(?:\/|$)/;

export function isServerPath(path: string): boolean {
  return serverPaths.test(path);
}

interface Click {
  button: number;
  defaultPrevented: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

interface Anchor {
  href: string;
  target: string;
  hasDownload: boolean;
}

/** Where a click on a link should lead inside the page; undefined leaves it to the browser. */
export function pathOfClick(click: Click, anchor: Anchor, origin: string): string | undefined {
  if (click.button !== 0 || click.defaultPrevented || click.altKey || click.ctrlKey || click.metaKey || click.shiftKey) return undefined;
  if (anchor.hasDownload || (anchor.target !== '' && anchor.target !== '_self')) return undefined;
  const url = new URL(anchor.href);
  if (url.origin !== origin || isServerPath(url.pathname)) return undefined;
  return url.pathname + url.search + url.hash;
}

/** Where those who are not signed in are sent; `?next=` leads back. */
export const signInPath = '/login';

/** The `?next=` of the address as a path of this site, never of another; `/` when there is none. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  // "//evil.example" and "/\\evil.example" would leave the site.
  return /^\/(?![/\\])/.test(next) ? next : '/';
}
