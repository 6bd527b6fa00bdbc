import { createApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { createAccountDirectly, hashPassword } from '#server/features/accounts/index.ts';
import { sessionsRepository } from '#server/features/accounts/repository.ts';
import { newSession } from '#server/features/accounts/sessions.ts';
import { addMember, putRoom, putSpace } from '#server/features/spaces/index.ts';
import { hashToken, newToken } from '#server/platform/ids/ids.ts';
import { keepHeapSmall } from '#server/platform/small-heap.ts';
import { DuplicateError } from '#server/platform/store/port.ts';
import { benchUsers, openRoomId, openRooms, roomId, spaceId, tokenOf } from './tokens.mjs';

/*
 * A hub for measurements: PORT, HOST and DATA_DIR as always; many people with known bearers in one space. Rate limits are
 * off and paces high, so that what is measured is the hub and not its politeness; the harness prints these settings.
 */
const measured = {
  DEMO: '0',
  LIMITS: 'false',
  LOG_LEVEL: 'warn',
  COLLAB_RATE_UPDATES: '1000000',
  COLLAB_RATE_BYTES: '1000000000',
  SOCKETS_PER_SESSION: '10000',
  SOCKETS_PER_ADDRESS: '100000',
};

const app = await createApp({ config: readConfig({ ...process.env, ...measured }) });
const { ports } = app.open;

async function once(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof DuplicateError)) throw error;
  });
}

async function makePerson(user: number, passwordHash: string): Promise<void> {
  const id = `bench-${user}`;
  await once(
    createAccountDirectly(ports, {
      id,
      displayName: `Bench ${user}`,
      country: 'TN',
      language: 'en',
      email: `${id}@example.org`,
      passwordHash,
      hasAcceptedRules: true,
    }),
  );
  await addMember(ports, { spaceId, userId: id, role: 'trainer', joinedAt: ports.clock.now().toISOString() });
  const { session } = newSession({ userId: id, isSharedComputer: false, userAgent: 'bench', address: '127.0.0.1', now: ports.clock.now() });
  await once(
    ports.store.commit([sessionsRepository(ports).insert({ ...session, id: `${id}-session`, bearerHash: hashToken(tokenOf(user)) })]),
  );
}

await putSpace(ports, {
  id: spaceId,
  name: 'Bench',
  language: 'en',
  summary: '',
  visibility: 'hidden',
  joinRule: 'invite',
  purpose: 'course',
  countries: [],
  workingLanguages: ['en'],
  isArchived: false,
  position: 0,
});
for (const id of [roomId, ...Array.from({ length: openRooms }, (_, i) => openRoomId(i))])
  await putRoom(ports, { id, spaceId, name: 'Bench', language: 'en', purpose: '', kind: 'chat', position: 0, isArchived: false });
// Asked of the store: a caller who is not known yet is remembered as such for a second.
if (!(await sessionsRepository(ports).findByBearer(hashToken(tokenOf(benchUsers - 1))))) {
  const passwordHash = await hashPassword(newToken());
  for (let start = 0; start < benchUsers; start += 50)
    await Promise.all(Array.from({ length: 50 }, (_, i) => makePerson(start + i, passwordHash)));
}
// A hub loads it some seconds after its start; measured is what comes after.
await import('#server/features/accounts/better-auth.ts');
console.log(await app.hub.listen());
keepHeapSmall();
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
