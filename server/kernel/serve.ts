import type { Contract } from '#shared/kernel/contract.ts';
import type { Bus } from '../platform/bus/port.ts';
import type { Json } from '#shared/kernel/json.ts';
import type { Served } from './door.ts';
import type { EmitHere, Feature, Publish, PublicContext, Service, Tools } from './feature.ts';
import type { Logger } from './logger.ts';

/** Some readers of an audience: they hear something else than the others, or nothing. */
export interface Apart {
  userIds: readonly string[];
  instead?: (userId: string) => unknown;
}
/** Emits to connections of this node that hear an audience. */
type Emit = (audience: string, event: string, payload: unknown, apart?: Apart) => void;

const eventsChannel = 'events';

interface Told {
  node: string;
  audience: string;
  event: string;
  payload: Json;
  /** Whose doing it is. */
  of?: string;
}

function parseTold(message: Json): Told | undefined {
  if (message === null || typeof message !== 'object' || Array.isArray(message)) return undefined;
  const { node, audience, event, payload, of } = message;
  return typeof node === 'string' && typeof audience === 'string' && typeof event === 'string'
    ? { node, audience, event, payload: payload ?? null, ...(typeof of === 'string' && { of }) }
    : undefined;
}

/** Events between features, this node's connections and the other nodes. */
export function createEvents(world: {
  bus: Bus;
  nodeId: string;
  emit: Emit;
  /** People who shall not hear of a person's doings. */
  apartFrom: (userId: string) => readonly string[];
  logger: Logger;
}) {
  const { bus, nodeId, emit } = world;
  const apart = (of: string | undefined): Apart | undefined => (of === undefined ? undefined : { userIds: world.apartFrom(of) });
  bus.subscribe(eventsChannel, (message) => {
    const told = parseTold(message);
    if (told && told.node !== nodeId) emit(told.audience, told.event, told.payload, apart(told.of));
  });

  /** Parsed by the contract like every answer: what it does not declare never leaves the server. */
  function parsed(contract: Contract, event: string, payload: unknown): Json {
    const schema = contract.events[event];
    if (!schema) throw new Error(`${contract.name} declares no event ${event}`);
    return schema.parse(payload) as Json;
  }

  return {
    publishFor<C extends Contract>(contract: C): Publish<C> {
      return (event, audience, payload, of) => {
        const body = parsed(contract, event, payload);
        const name = `${contract.name}.${event}`;
        // Here directly: a bus that is down must not keep news from one's own connections.
        emit(audience, name, body, apart(of?.userId));
        bus.publish(eventsChannel, { node: nodeId, audience, event: name, payload: body, ...(of && { of: of.userId }) });
      };
    },
    emitHereFor<C extends Contract>(contract: C): EmitHere<C> {
      return (event, audience, payload, others) =>
        emit(
          audience,
          `${contract.name}.${event}`,
          parsed(contract, event, payload),
          others && { userIds: others.userIds, instead: (userId) => parsed(contract, event, others.instead(userId)) },
        );
    },
  };
}

/** The operations of a feature, ready for the door. */
export function serveFeature<C extends Contract>(feature: Feature<C>, tools: Tools<C>): Served[] {
  const { contract } = feature;
  // The service's functions are typed by the contract; the door calls them with what the same contract parsed.
  const service = feature.service(tools) as Service<Contract>;
  return Object.entries(contract.operations).map(([name, operation]) => {
    const handler = service[name] as (ctx: PublicContext, input: unknown) => Promise<unknown>;
    if (typeof handler !== 'function') throw new Error(`${contract.name}.${name} has no service`);
    return { name: `${contract.name}.${name}`, feature: contract.name, operation, errors: contract.errors, handler };
  });
}
