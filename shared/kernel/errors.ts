/** Values a translation needs: never prose, never another person's data. */
export type ErrorParams = Record<string, string | number>;

/** An error the caller may see: a stable code `<feature>/<reason>`, and what its translation needs. */
export class HubError extends Error {
  override name = 'HubError';
  readonly code: string;
  readonly status: number;
  readonly params: ErrorParams;
  constructor(code: string, status: number, params: ErrorParams = {}) {
    super(code);
    this.code = code;
    this.status = status;
    this.params = params;
  }
}

/** RFC 9457 problem details: the body over HTTP, and `{problem}` in an acknowledgement. */
export interface Problem {
  type: `urn:hub:error:${string}`;
  status: number;
  params: ErrorParams;
  /** Finds the line in the server's log; given with `common/internal`. */
  requestId?: string;
}

export const problemPrefix = 'urn:hub:error:';

/** Errors any operation may answer. */
export const commonErrors = {
  invalidInput: 400,
  notSignedIn: 401,
  forbidden: 403,
  notFresh: 403,
  rulesNotAccepted: 403,
  awaitingApproval: 403,
  originRefused: 403,
  demoForbidden: 403,
  notFound: 404,
  conflict: 409,
  tooLarge: 413,
  unsupportedMedia: 415,
  rateLimited: 429,
  internal: 500,
  tryLater: 503,
  storageFull: 503,
} as const;
export type CommonReason = keyof typeof commonErrors;

export function commonError(reason: CommonReason, params: ErrorParams = {}): HubError {
  return new HubError(`common/${reason}`, commonErrors[reason], params);
}

export function toProblem(error: HubError): Problem {
  return { type: `${problemPrefix}${error.code}`, status: error.status, params: error.params };
}

export function fromProblem(problem: Problem): HubError {
  return new HubError(problem.type.slice(problemPrefix.length), problem.status, problem.params);
}
