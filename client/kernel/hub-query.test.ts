import { expect, test } from 'vitest';
import { spaces } from '#shared/features/spaces/contract.ts';
import { commonError, toProblem } from '#shared/kernel/errors.ts';
import { createConnection } from './connection.ts';
import { createHub, UnreachableError } from './hub-client.ts';
import { createQueryClient, hubQuery, isTransient } from './hub-query.ts';
import { fetchWithEarlyAnswers } from './page-services.ts';
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

test('what the boot script asked for is taken once, given up when its time is over, and asked for again when it was refused', async () => {
  const sent: string[] = [];
  const fetchIt: typeof fetch = (input, init) => {
    sent.push(`${init?.method ?? 'GET'} ${String(input)}`);
    return Promise.resolve(Response.json({ from: 'network' }));
  };
  const early = new Map([
    ['/api/v1/session', Promise.resolve(Response.json({ from: 'boot' }))],
    ['/api/v1/spaces/x', Promise.resolve(Response.json({}, { status: 401 }))],
    ['/api/v1/rooms/y', new Promise<Response>(() => undefined)],
  ]);
  const wrapped = fetchWithEarlyAnswers(fetchIt, (address) => {
    const answer = early.get(address);
    early.delete(address);
    return answer;
  });
  const read = async (address: string) => (await wrapped(address, { method: 'GET' })).json();
  await wrapped('/api/v1/session', { method: 'DELETE' });
  expect(await read('/api/v1/me')).toEqual({ from: 'network' });
  expect([await read('/api/v1/session'), await read('/api/v1/session')]).toEqual([{ from: 'boot' }, { from: 'network' }]);
  expect(await read('/api/v1/spaces/x')).toEqual({ from: 'network' });
  const caller = new AbortController();
  const hanging = wrapped('/api/v1/rooms/y', { method: 'GET', signal: caller.signal });
  caller.abort();
  await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
  expect(sent).toEqual(['DELETE /api/v1/session', 'GET /api/v1/me', 'GET /api/v1/session', 'GET /api/v1/spaces/x']);
});
