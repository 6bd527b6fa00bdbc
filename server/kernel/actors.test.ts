import { beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../platform/clock/fake/clock.ts';
import type { AccessChange, AccessChanges } from './access-changes.ts';
import { createActors, type Actors } from './actors.ts';

const session = { sessionId: 's1', userId: 'salma', freshUntil: 0 };
const clock = fakeClock();
let asked: number;
let isSignedIn: boolean;
let levelAt: () => number;
let tell: (change: AccessChange) => void;
let actors: Actors;
beforeEach(() => {
  asked = 0;
  isSignedIn = true;
  levelAt = () => clock.now().getTime();
  const access: AccessChanges = {
    changed: () => Promise.resolve(),
    onChange(listener) {
      tell = (change) => void listener(change);
      return () => undefined;
    },
    levelAt: () => levelAt(),
    start: () => Promise.resolve(),
  };
  const refresh = () => {
    asked += 1;
    return Promise.resolve(isSignedIn ? session : undefined);
  };
  actors = createActors({ authenticator: { identify: refresh, refresh }, parts: [], access, clock });
});
async function askedAfter(ms: number): Promise<number> {
  await actors.current('s1');
  const before = asked;
  await clock.advance(ms);
  await actors.current('s1');
  return asked - before;
}

test('a node that hears every change remembers a person for ten seconds', async () => {
  expect([await askedAfter(900), await askedAfter(8000), await askedAfter(2000)]).toEqual([0, 0, 1]);
});

test('one that may have missed a change asks again after a second', async () => {
  await actors.current('s1');
  const cutAt = clock.now().getTime();
  levelAt = () => cutAt;
  expect([await askedAfter(900), await askedAfter(1000)]).toEqual([0, 1]);
});

test('what is told is acted on at once', async () => {
  await actors.current('s1');
  tell({ userIds: ['somebody else'], sessionIds: [] });
  await actors.current('s1');
  expect(asked).toBe(1);
  tell({ userIds: ['salma'], sessionIds: [] });
  await actors.current('s1');
  expect(asked).toBe(2);
});

test('a session that began is known after a second, though its token was asked for before', async () => {
  isSignedIn = false;
  expect(await actors.fromCredentials({ bearer: 'token' })).toBeUndefined();
  isSignedIn = true;
  await clock.advance(1000);
  expect(await actors.fromCredentials({ bearer: 'token' })).toMatchObject(session);
});
