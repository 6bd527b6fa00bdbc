import { expect, test } from 'vitest';
import { spaces } from '#shared/features/spaces/contract.ts';
import { commonError, toProblem } from '#shared/kernel/errors.ts';
import { createConnection } from './connection.ts';
import { createHub, UnreachableError } from './hub-client.ts';
import { createQueryClient, hubQuery, isTransient } from './hub-query.ts';
import { fetchWithEarlySession } from './page-services.ts';
import { manualTiming } from './testing.ts';

function hubAnswering(answer: () => Promise<Response>) {
  const timing = manualTiming();
  return createHub({ timing, connection: createConnection(timing), openSocket: () => new Promise(() => undefined), fetch: answer });
}

test('a query is kept under feature, operation and input; a refusal is not asked for again', async () => {
  const client = createQueryClient();
  let asked = 0;
  const hub = hubAnswering(() => {
    asked += 1;
    return Promise.resolve(Response.json({ items: [] }));
  });
  await client.fetchQuery(hubQuery(hub, spaces, { operation: 'listNetworks', input: {} }));
  await client.fetchQuery(hubQuery(hub, spaces, { operation: 'listNetworks', input: {} }));
  expect([asked, client.getQueryData(['spaces', 'listNetworks', {}])]).toEqual([1, { items: [] }]);
  const refusing = hubAnswering(() => {
    asked += 1;
    return Promise.resolve(Response.json(toProblem(commonError('notFound')), { status: 404 }));
  });
  await expect(client.fetchQuery(hubQuery(refusing, spaces, { operation: 'getSpace', input: { spaceId: 's1' } }))).rejects.toMatchObject({
    code: 'common/notFound',
  });
  expect(asked).toBe(2);
  expect([isTransient(commonError('forbidden')), isTransient(commonError('tryLater')), isTransient(new UnreachableError('x'))]).toEqual([
    false,
    true,
    true,
  ]);
});

test('the session asked for by the boot script is taken once, and given up when its time is over', async () => {
  const sent: string[] = [];
  const fetchIt: typeof fetch = (input, init) => {
    sent.push(`${init?.method ?? 'GET'} ${String(input)}`);
    return Promise.resolve(Response.json({ from: 'network' }));
  };
  const early = [Promise.resolve(Response.json({ from: 'boot' })), new Promise<Response>(() => undefined)];
  const wrapped = fetchWithEarlySession(fetchIt, () => early.shift());
  await wrapped('/api/v1/session', { method: 'DELETE' });
  await wrapped('/api/v1/me', { method: 'GET' });
  expect(await (await wrapped('/api/v1/session', { method: 'GET' })).json()).toEqual({ from: 'boot' });
  const caller = new AbortController();
  const hanging = wrapped('/api/v1/session', { method: 'GET', signal: caller.signal });
  caller.abort();
  await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
  await wrapped('/api/v1/session', { method: 'GET' });
  expect(sent).toEqual(['DELETE /api/v1/session', 'GET /api/v1/me', 'GET /api/v1/session']);
});
