import { can, type Actor, type Scope } from '#shared/access/can.ts';
import type { Permission, Resource } from '#shared/access/permissions.ts';
import type { Operation } from '#shared/kernel/contract.ts';
import { commonError, HubError, type ErrorParams } from '#shared/kernel/errors.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { Clock } from '../platform/clock/port.ts';
import type { Limits } from '../platform/limits/port.ts';
import { newId } from '../platform/ids/ids.ts';
import type { Approvals } from './approvals.ts';
import { networkOf } from './network.ts';
import type { Audit } from './audit.ts';
import type { BeforeAccept, Context, PublicContext } from './feature.ts';

/** One operation as the kernel serves it. */
export interface Served {
  /** `<feature>.<operation>`: the wire name. */
  name: string;
  feature: string;
  operation: Operation;
  /** Statuses of the feature's own errors. */
  errors: Readonly<Record<string, { status: number }>>;
  handler: (ctx: PublicContext, input: unknown) => Promise<unknown>;
}

/** Who calls, from where, over what. */
export interface Caller {
  actor: Actor | undefined;
  address: string;
  userAgent: string;
  requestId: string;
  connection?: Context['connection'];
  upload?: Context['upload'];
  setCookies: Context['setCookies'];
}

export interface DoorWorld {
  loadScope: (resource: Resource, id: string) => Promise<Scope | undefined>;
  clock: Clock;
  limits: Limits;
  hasLimits: boolean;
  audit: Audit;
  approvals: Approvals;
  beforeAccept: readonly BeforeAccept[];
}

/** The one way to anything: parse → load → authorise → limit → beforeAccept → run → filter → audit. */
export interface Door {
  run(served: Served, raw: unknown, caller: Caller): Promise<unknown>;
  authorise(actor: Actor | undefined, permission: Permission, resource: Resource, id: string): Promise<Scope>;
}

function parseInput(operation: Operation, raw: unknown): JsonObject {
  const parsed = operation.input.safeParse(raw);
  if (parsed.success) return parsed.data as JsonObject;
  const [issue] = parsed.error.issues;
  throw commonError('invalidInput', { field: (issue?.path ?? []).map(String).join('.').slice(0, 100), rule: issue?.code ?? 'unknown' });
}

/** The fields the contract names, as text; ids and small choices, so that the chain never holds what people wrote. */
function auditFields(names: readonly string[], input: JsonObject): JsonObject {
  return Object.fromEntries(names.filter((name) => input[name] !== undefined).map((name) => [name, String(input[name]).slice(0, 300)]));
}

export function createDoor(world: DoorWorld): Door {
  const { loadScope, clock, limits, audit, approvals } = world;

  async function authorise(actor: Actor | undefined, permission: Permission, resource: Resource, id: string): Promise<Scope> {
    if (!actor) throw commonError('notSignedIn');
    const scope =
      resource === 'hub'
        ? { id: 'hub' }
        : resource === 'self'
          ? { id: actor.userId, ownerId: actor.userId }
          : await loadScope(resource, id);
    // What one may not see answers exactly like what does not exist.
    if (!scope || !can(actor, `${resource}.see` as Permission, scope)) throw commonError('notFound');
    if (!can(actor, permission, scope)) throw commonError('forbidden');
    return scope;
  }

  function scopeOf(served: Served, input: JsonObject, caller: Caller): Promise<Scope> {
    const { operation } = served;
    if (operation.public !== undefined) return Promise.resolve({ id: 'hub' });
    return authorise(caller.actor, operation.can, operation.on, String(input[`${operation.on}Id`]));
  }

  async function checkLimit(served: Served, caller: Caller): Promise<void> {
    const { limit } = served.operation;
    if (!limit || !world.hasLimits) return;
    const who = limit.per === 'address' || !caller.actor ? `address ${networkOf(caller.address)}` : `account ${caller.actor.userId}`;
    const verdict = await limits.consume(`${served.name} ${who}`, limit);
    if (!verdict.ok)
      throw verdict.unavailable ? commonError('tryLater') : commonError('rateLimited', { retryAfterMs: verdict.retryAfterMs });
  }

  async function checkStepUp(served: Served, input: JsonObject, actor: Actor | undefined): Promise<void> {
    const { operation } = served;
    if (!operation.fresh && !operation.twoPerson) return;
    if (!actor) throw commonError('notSignedIn');
    if (actor.isDemo) throw commonError('demoForbidden');
    if (operation.fresh && actor.freshUntil < clock.now().getTime()) throw commonError('notFresh');
    if (!operation.twoPerson) return;
    await approvals.require({
      operation: served.name,
      arguments: input as Json,
      requestedBy: actor.userId,
      now: clock.now(),
      newId: () => newId(clock.now()),
    });
  }

  function contextOf(served: Served, caller: Caller, scope: Scope): PublicContext {
    const now = clock.now();
    return {
      actor: caller.actor,
      scope,
      now,
      address: caller.address,
      userAgent: caller.userAgent,
      requestId: caller.requestId,
      setCookies: caller.setCookies,
      newId: () => newId(now),
      ...(caller.connection && { connection: caller.connection }),
      ...(caller.upload && { upload: caller.upload }),
      fail: (reason: string, params: ErrorParams = {}) =>
        new HubError(`${served.feature}/${reason}`, served.errors[reason]?.status ?? 500, params),
    };
  }

  return {
    authorise,
    async run(served, raw, caller) {
      const { operation } = served;
      const { actor } = caller;
      const input = parseInput(operation, raw);
      const scope = await scopeOf(served, input, caller);
      if (actor && !actor.hasAcceptedRules && operation.public === undefined && operation.on !== 'self')
        throw commonError('rulesNotAccepted');
      await checkLimit(served, caller);
      await checkStepUp(served, input, actor);
      const ctx = contextOf(served, caller, scope);
      for (const check of world.beforeAccept) if (actor) check({ ...ctx, actor }, served.name, input);
      const output = await served.handler(ctx, input);
      if (operation.audit) {
        const actorId = actor?.userId ?? 'visitor';
        await audit.record({ actorId, operation: served.name, scopeId: scope.id, fields: auditFields(operation.audit, input) });
      }
      return operation.stream === 'download' ? output : operation.output.parse(output);
    },
  };
}
