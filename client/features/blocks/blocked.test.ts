import { expect, test } from 'vitest';
import { fakePersonalHub, settled } from '../personal/fake-personal-hub.ts';
import { createBlocked } from './blocked.ts';

test('the list is read with the line, and a change on another device is told', async () => {
  const world = fakePersonalHub();
  let stored = ['tareq'];
  world.answers['blocks.listBlocks'] = () => ({ items: stored.map((userId) => ({ userId, at: '2026-11-30T00:00:00Z' })) });
  const blocked = createBlocked(world);
  let changes = 0;
  blocked.onChanged(() => (changes += 1));
  expect(blocked.ids()).toBeUndefined();
  world.connect(false);
  await settled();
  expect([...(blocked.ids() ?? [])]).toEqual(['tareq']);
  expect(changes).toBe(0);
  const before = blocked.ids();
  world.tell('blocks.changed', { userId: 'tareq' });
  await settled();
  expect(blocked.ids()).toBe(before);
  stored = [];
  world.tell('blocks.changed', { userId: 'tareq' });
  await settled();
  expect(blocked.ids()?.size).toBe(0);
  expect(changes).toBe(1);
});

test('blocking is known here before it is done; closed, it asks nothing more', async () => {
  const world = fakePersonalHub();
  const stored = new Set<string>();
  world.answers['blocks.listBlocks'] = () => ({ items: [...stored].map((userId) => ({ userId, at: '2026-11-30T00:00:00Z' })) });
  world.answers['blocks.block'] = ({ accountId }: { accountId: string }) => void stored.add(accountId);
  const blocked = createBlocked(world);
  world.connect(false);
  await settled();
  await blocked.block('tareq');
  expect(blocked.ids()?.has('tareq')).toBe(true);
  blocked.close();
  const asked = world.calls.length;
  world.tell('blocks.changed', { userId: 'tareq' });
  world.connect(true);
  await world.pass(60_000);
  expect(world.calls).toHaveLength(asked);
});
