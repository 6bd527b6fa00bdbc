import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Actor, Scope } from '#shared/access/can.ts';
import type { Permission, Resource, SpaceRole } from '#shared/access/permissions.ts';
import { contracts } from '#shared/features/contracts.ts';
import type { Contract } from '#shared/kernel/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { readConfig } from '#server/config.ts';
import type { Feature } from '#server/kernel/feature.ts';
import type { GatewayTools } from '#server/kernel/gateway.ts';
import { createHub, type Hub } from '#server/kernel/hub.ts';
import { routeOf } from '#server/kernel/http.ts';
import { createLogger } from '#server/kernel/logger.ts';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { openPorts } from '#server/ports.ts';
import { tempDir } from '../support/temp-dir.ts';
import { io } from 'socket.io-client';

/*
 * Every operation × every role, over HTTP and over the socket, against a matrix written by hand (it follows §4 of the
 * reliability study). The services are replaced by one answer, "reached", so only the door is measured.
 */
type Role = Pick<Actor, 'hubRoles' | 'countryRoles'> & { space?: SpaceRole };
const inSpace = (space: SpaceRole): Role => ({ hubRoles: [], countryRoles: [], space });
const roles: Record<string, Role> = {
  outsider: { hubRoles: [], countryRoles: [] },
  observer: inSpace('observer'),
  member: inSpace('member'),
  trainer: inSpace('trainer'),
  moderator: inSpace('moderator'),
  coordinator: inSpace('coordinator'),
  focalPoint: { hubRoles: [], countryRoles: [{ country: 'TN', role: 'focalPoint' }] },
  ncbAdmin: { hubRoles: [], countryRoles: [{ country: 'TN', role: 'ncbAdmin' }] },
  ncbOther: { hubRoles: [], countryRoles: [{ country: 'KZ', role: 'ncbAdmin' }] },
  admin: { hubRoles: ['admin'], countryRoles: [] },
  auditor: { hubRoles: ['auditor'], countryRoles: [] },
  safetyOfficer: { hubRoles: ['safetyOfficer'], countryRoles: [] },
};
/**
 * One hidden space with a room and a lesson; one person of Tunisia in it. Two rooms for chosen people and two direct
 * conversations: everybody is one of the chosen of one of each, nobody of the other.
 */
const scopes: Record<string, Record<string, Scope>> = {
  space: { circle: { id: 'circle', spaceId: 'circle', visibility: 'hidden' } },
  room: {
    talk: { id: 'talk', spaceId: 'circle', visibility: 'hidden' },
    chosenInside: { id: 'chosenInside', spaceId: 'circle', visibility: 'hidden', isRestricted: true },
    chosenOutside: { id: 'chosenOutside', spaceId: 'circle', visibility: 'hidden', isRestricted: true },
    directInside: { id: 'directInside', isDirect: true, isRestricted: true },
    directOutside: { id: 'directOutside', isDirect: true, isRestricted: true },
  },
  file: { paper: { id: 'talk', spaceId: 'circle', visibility: 'hidden', ownerId: 'somebody' } },
  document: { lesson: { id: 'lesson', spaceId: 'circle', memberRole: 'editor', ownerId: 'somebody' } },
  report: { case: { id: 'case', spaceId: 'circle', partyIds: ['somebody'] } },
  account: { target: { id: 'target', ownerId: 'target', country: 'TN', spaceIds: ['circle'] } },
  country: { TN: { id: 'TN', country: 'TN' } },
};
const ids: Record<string, string> = {
  spaceId: 'circle',
  roomId: 'talk',
  fileId: 'paper',
  documentId: 'lesson',
  accountId: 'target',
  countryId: 'TN',
  reportId: 'case',
};

const [head = '', ...lines] = readFileSync('test/fixtures/permission-matrix.csv', 'utf8').trim().split('\n');
const columns = head.split(',').slice(1);
const matrix = new Map(
  lines.map((line) => {
    const [operation = '', ...cells] = line.split(',');
    return [operation, Object.fromEntries(columns.map((column, i) => [column, cells[i]]))] as const;
  }),
);
const operations = contracts.flatMap((contract) =>
  Object.entries(contract.operations).map(([name, operation]) => ({ name: `${contract.name}.${name}`, operation })),
);

const reached = () => {
  throw new HubError('test/reached', 418);
};
const features = contracts.map((contract): Feature => ({
  contract: {
    ...contract,
    operations: Object.fromEntries(
      Object.entries(contract.operations).map(([name, operation]) => [name, { ...operation, input: z.looseObject({}), limit: undefined }]),
    ),
  } as unknown as Contract,
  service: () => new Proxy({}, { get: () => reached }) as never,
  ...(contract.name === 'accounts' && {
    resources: Object.fromEntries(
      Object.entries(scopes).map(([resource, known]) => [resource, async (_ports: unknown, id: string) => known[id]]),
    ),
    actor: async (_ports: unknown, userId: string) => {
      const role = roles[userId];
      return (
        role && {
          country: 'XX',
          hasAcceptedRules: true,
          hubRoles: role.hubRoles,
          countryRoles: role.countryRoles,
          spaces: new Map(role.space ? [['circle', role.space]] : []),
          rooms: new Set(['chosenInside', 'directInside']),
        }
      );
    },
  }),
}));

let hub: Hub;
let url = '';
let stop: () => Promise<void>;
beforeAll(async () => {
  const dir = tempDir('permissions');
  const config = readConfig({ PORT: '0', DATA_DIR: dir.path, DEMO: '0', LOG_LEVEL: 'silent', LIMITS: 'false' });
  const logger = createLogger('silent');
  const clock = fakeClock();
  const open = await openPorts({ config, clock, logger, nodeId: 'n' });
  const refresh = async (name: string) =>
    name in roles ? { sessionId: name, userId: name, freshUntil: clock.now().getTime() + 600_000 } : undefined;
  hub = await createHub({
    config,
    ports: open.ports,
    limits: open.limits,
    forgetReads: open.forgetReads,
    logger,
    nodeId: 'n',
    secret: open.secret,
    version: 'test',
    features,
    authenticator: () => ({ identify: ({ bearer }) => refresh(bearer ?? ''), refresh }),
    gateway: (_tools, gatewayTools) => {
      authorise = gatewayTools.authorise;
      return {
        handleUpgrade: (_request, socket) => socket.destroy(),
        counts: () => ({ connections: 0, documents: 0 }),
        drain: async () => undefined,
      };
    },
  });
  url = await hub.listen();
  stop = async () => {
    await hub.drain(1000);
    await open.close();
    dir.remove();
  };
});
afterAll(() => stop());
let authorise: GatewayTools['authorise'];

const passed = new Set(['test/reached', 'common/awaitingApproval']);
const verdict = (problem: { type: string; status: number }) =>
  passed.has(problem.type.replace('urn:hub:error:', '')) ? 'Y' : String(problem.status);

async function overHttp(role: string, operation: (typeof operations)[number]['operation']): Promise<string> {
  const { method, path } = routeOf(operation);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const filled = path.replace(/:(\w+)/g, (_whole, name: string) => ids[name] ?? 'x');

  const response = await fetch(`${url}/api/v1${filled}`, {
    method,
    headers: { ...(role !== 'visitor' && { authorization: `Bearer ${role}` }), ...(hasBody && { 'content-type': 'application/json' }) },
    ...(hasBody && { body: JSON.stringify(ids) }),
  });
  return verdict((await response.json()) as { type: string; status: number });
}

test('every operation is in the matrix, and nothing else but the document wire and rooms that differ', () => {
  expect([...matrix.keys()].filter((name) => !/^(collab|room)\./.test(name)).sort()).toEqual(operations.map(({ name }) => name).sort());
});

test.each(operations.map((one) => [one.name, one.operation] as const))('%s lets through whom the matrix names', async (name, operation) => {
  const seen = Object.fromEntries(await Promise.all(columns.map(async (role) => [role, await overHttp(role, operation)])));
  expect(seen).toEqual(matrix.get(name));
});

test('the socket lets through the same people', async () => {
  for (const role of columns.filter((column) => column !== 'visitor')) {
    const socket = io(url, { auth: { token: role }, transports: ['websocket'], forceNew: true, reconnection: false });
    for (const { name, operation } of operations) {
      if (!operation.socket) continue;
      const answer = (await socket.emitWithAck(name, ids)) as { problem: { type: string; status: number } };
      expect([role, name, verdict(answer.problem)]).toEqual([role, name, matrix.get(name)?.[role]]);
    }
    socket.disconnect();
  }
});

async function atTheDoor(role: string, permission: Permission, id: string): Promise<string> {
  const actor = role === 'visitor' ? undefined : await hub.actors.fromCredentials({ bearer: role });
  const [resource] = permission.split('.') as [Resource];
  return authorise(actor, permission, resource, id).then(
    () => 'Y',
    (error: unknown) => (error instanceof HubError ? String(error.status) : 'bug'),
  );
}

test('the document wire lets through the same people', async () => {
  for (const role of columns)
    for (const right of ['read', 'edit'] as const) {
      const answer = await atTheDoor(role, `document.${right}`, 'lesson');
      expect([role, right, answer]).toEqual([role, right, matrix.get(`collab.${right}`)?.[role]]);
    }
});

test.each(['chosenInside', 'chosenOutside', 'directInside', 'directOutside'])(
  'the room %s lets through whom the matrix names',
  async (id) => {
    for (const right of ['see', 'read', 'post', 'manage'] as const) {
      const seen = Object.fromEntries(await Promise.all(columns.map(async (role) => [role, await atTheDoor(role, `room.${right}`, id)])));
      expect([right, seen]).toEqual([right, matrix.get(`room.${id}.${right}`)]);
    }
  },
);
