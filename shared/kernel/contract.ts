import type * as z from 'zod/mini';
import type { Permission, Resource } from '../access/permissions.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/**
 * How often one account may call an operation; an account over it is answered `common/rateLimited`
 * with `retryAfterMs`. `per: 'address'` counts by network address where nobody is signed in yet.
 */
export interface RateLimit {
  points: number;
  perSeconds: number;
  per?: 'account' | 'address';
}

/** One thing a caller can do. Route, socket acknowledgement, client call, OpenAPI page, audit line and permission test follow from it. */
export interface Operation<I extends z.ZodMiniType = z.ZodMiniType, O extends z.ZodMiniType = z.ZodMiniType> {
  http: `${Method} /${string}`;
  /** Also reachable over the socket as `<feature>.<operation>`, with an acknowledgement. */
  socket?: true;
  /** What the caller names by `<on>Id` in the input; its scope is loaded by the kernel, never taken from the caller. `hub` and `self` need no id. */
  on: Resource;
  can: Permission;
  /** Callable without signing in, and why. */
  public?: string;
  input: I;
  output: O;
  /** `upload` hands the request's byte stream to the service; `download` answers a byte stream. HTTP only. */
  stream?: 'upload' | 'download';
  /** Longest body of an `upload`: what announces more is refused before any of it is read, the service counts the rest. */
  maxBytes?: number;
  limit?: RateLimit;
  /** Written to the audit chain when it succeeds; the named input fields are recorded, others never. */
  audit?: readonly string[];
  /** Needs the password or second factor given again within the last 15 minutes. */
  fresh?: true;
  /** Runs only when a second entitled person approved exactly these arguments. */
  twoPerson?: true;
  /** HTTP status of success; 200 when absent. */
  success?: 200 | 201 | 202 | 204;
}

export interface ErrorSpec {
  status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 423 | 429 | 503;
}

export interface Contract {
  /** The feature's folder name in camelCase: first part of wire names and of error codes. */
  name: string;
  operations: Record<string, Operation>;
  events: Record<string, z.ZodMiniType>;
  errors: Record<string, ErrorSpec>;
}

export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

export type OperationName<C extends Contract> = keyof C['operations'] & string;
/** What a caller writes. */
export type InputOf<C extends Contract, K extends OperationName<C>> = z.input<C['operations'][K]['input']>;
/** What a service receives. */
export type ParsedOf<C extends Contract, K extends OperationName<C>> = z.output<C['operations'][K]['input']>;
export type OutputOf<C extends Contract, K extends OperationName<C>> = z.output<C['operations'][K]['output']>;
export type EventName<C extends Contract> = keyof C['events'] & string;
export type EventOf<C extends Contract, K extends EventName<C>> = z.output<C['events'][K]>;
export type ErrorReason<C extends Contract> = keyof C['errors'] & string;
