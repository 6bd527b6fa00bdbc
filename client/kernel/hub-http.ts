import type { Operation } from '#shared/kernel/contract.ts';
import { commonError, fromProblem, problemPrefix, type HubError, type Problem } from '#shared/kernel/errors.ts';

export const apiPrefix = '/api/v1';

/**
 * No answer came: no line, a server that is down, or a time-out. Whether the operation was carried out is unknown.
 * A TypeError, as `fetch` itself rejects with one.
 */
export class UnreachableError extends TypeError {
  override name = 'UnreachableError';
}

type Fields = Readonly<Record<string, unknown>>;

function asFields(input: unknown): Fields {
  return input !== null && typeof input === 'object' && !Array.isArray(input) ? Object.fromEntries(Object.entries(input)) : {};
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export interface HttpRequest {
  method: string;
  /** Path with query, without origin. */
  path: string;
  /** JSON, or the bytes of an `upload` operation. */
  body?: string | Blob;
}

/**
 * The request of an operation: named fields fill the path; the rest becomes the query of a GET or DELETE, otherwise
 * the JSON body, in whose place an `upload` operation has its bytes.
 *
 * @throws TypeError when a field of the path is missing: a mistake of the caller
 */
export function toHttpRequest(operation: Pick<Operation, 'http' | 'stream'>, input: unknown, bytes?: Blob): HttpRequest {
  const [method = 'GET', template = '/'] = operation.http.split(' ', 2);
  const rest = new Map(Object.entries(asFields(input)).filter(([, value]) => value !== undefined));
  const filled = template.replace(/:(\w+)/g, (_whole, name: string) => {
    const value = rest.get(name);
    if (value === undefined || value === null || value === '') throw new TypeError(`${operation.http} needs ${name}`);
    rest.delete(name);
    return encodeURIComponent(asText(value));
  });
  const path = `${apiPrefix}${filled}`;
  if (operation.stream === 'upload') return { method, path, ...(bytes && { body: bytes }) };
  if (method !== 'GET' && method !== 'DELETE') return { method, path, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, asText(value)])).toString();
  return { method, path: query === '' ? path : `${path}?${query}` };
}

/** Whether this is what the hub answers when it refuses (RFC 9457 with our type). */
export function isProblem(value: unknown): value is Problem {
  if (value === null || typeof value !== 'object') return false;
  if (!('type' in value) || typeof value.type !== 'string' || !value.type.startsWith(problemPrefix)) return false;
  return 'status' in value && typeof value.status === 'number';
}

/** The refusal as an error; parameters that are missing read as none. */
export function problemError(problem: Problem): HubError {
  return fromProblem({ ...problem, params: problem.params ?? {} });
}

function refusal(status: number, body: unknown): HubError {
  if (isProblem(body)) return problemError(body);
  // A proxy in between, or a server that is just starting: not our words, but worth trying again.
  if (status === 502 || status === 503 || status === 504) return commonError('tryLater');
  if (status === 401) return commonError('notSignedIn');
  if (status === 404) return commonError('notFound');
  if (status === 413) return commonError('tooLarge');
  if (status === 429) return commonError('rateLimited');
  return commonError('internal');
}

export interface HttpOptions {
  fetch: typeof fetch;
  /** Origin of the hub; empty in the page itself. */
  origin: string;
}

/**
 * Sends one request; answers its JSON body, `{}` when there is none.
 *
 * @throws HubError as the hub refused · UnreachableError when no answer came · AbortError when the signal was the caller's
 */
export async function sendHttp(options: HttpOptions, request: HttpRequest, signal: AbortSignal): Promise<unknown> {
  const { fetch, origin } = options;
  const response = await fetch(`${origin}${request.path}`, {
    method: request.method,
    // A plain GET without headers, so that the answer of a `<link rel="preload" as="fetch">` is taken.
    credentials: 'same-origin',
    signal,
    ...(request.body !== undefined && {
      body: request.body,
      headers: { 'content-type': typeof request.body === 'string' ? 'application/json' : 'application/octet-stream' },
    }),
  });
  const text = await response.text();
  const body = parseJson(text);
  if (!response.ok) throw refusal(response.status, body);
  if (body === undefined && text !== '') throw commonError('internal');
  return body ?? {};
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a proxy's page. The status says what to make of it.
    return undefined;
  }
}
