import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbedded } from '#server/platform/embedded/open-embedded.ts';
import { DuplicateError } from '#server/platform/store/port.ts';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { storeAdapter } from './better-auth-adapter.ts';
import { openBetterAuth } from './better-auth.ts';
import { identityCollections, newIdentity } from './identity-rows.ts';
import type { Identity } from './identity.ts';
import { hashPassword } from './passwords.ts';

const password = 'copper lantern 5 rivers';
const hourMs = 3_600_000;
const dir = tempDir('identity');
let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let identity: Identity;
beforeAll(async () => {
  embedded = await openEmbedded({ dataDir: dir.path });
  identityCollections(embedded);
  await embedded.store.ready();
  identity = openBetterAuth({ store: embedded.store, secret: 'a secret of more than thirty-two characters' });
  const passwordHash = await hashPassword(password);
  await embedded.store.commit(
    newIdentity(embedded, { userId: 'amina', email: 'amina@example.org', isEmailProven: false, passwordHash, now: new Date() }),
  );
});
afterAll(async () => {
  await embedded.close();
  dir.remove();
});

describe('the library on our store', () => {
  test('knows the identity that we wrote, and its password only', async () => {
    expect(await identity.checkPassword('amina', password)).toBe(true);
    expect(await identity.checkPassword('amina', `${password} `)).toBe(false);
    expect(await identity.checkPassword('nobody', password)).toBe(false);
    expect(await identity.checkPassword(undefined, password)).toBe(false);
  });
  test('an address belongs to one identity', async () => {
    const again = newIdentity(embedded, {
      userId: 'eve',
      email: 'amina@example.org',
      isEmailProven: false,
      passwordHash: 'x',
      now: new Date(),
    });
    await expect(embedded.store.commit(again)).rejects.toThrow(DuplicateError);
    expect(await identityCollections(embedded).credentials.get('eve')).toBeUndefined();
  });
  test('stores links as hashes, and each is used once though many try', async () => {
    const token = await identity.issueLink('changeEmail', 'value', new Date(Date.now() + hourMs));
    const rows = await identityCollections(embedded).links.find({ limit: 10 });
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await identity.readLink('changeEmail', token)).toMatchObject({ value: 'value' });
    expect(await identity.readLink('resetPassword', token)).toBeUndefined();
    const used = await Promise.all(Array.from({ length: 5 }, () => identity.consumeLink('changeEmail', token)));
    expect(used.filter(Boolean)).toHaveLength(1);
  });
  test('resets a password once, and not by a link that is over', async () => {
    const late = await identity.issueLink('resetPassword', 'amina', new Date(Date.now() - 1));
    expect(await identity.resetPassword(late, 'nine quiet herons 44')).toBe(false);
    const token = await identity.issueLink('resetPassword', 'amina', new Date(Date.now() + hourMs));
    const done = await Promise.all([
      identity.resetPassword(token, 'nine quiet herons 44'),
      identity.resetPassword(token, 'ten quiet herons 55'),
    ]);
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await identity.checkPassword('amina', password)).toBe(false);
    await identity.setPassword('amina', password);
    expect(await identity.checkPassword('amina', password)).toBe(true);
  });
});

describe('the adapter', () => {
  const adapter = () =>
    storeAdapter(embedded)({ verification: { modelName: 'links' }, user: { modelName: 'users' }, account: { modelName: 'credentials' } });
  const where = (field: string, value: string) => [{ field, value, operator: 'eq' as const, connector: 'AND' as const }];
  const link = (identifier: string) => ({
    identifier,
    value: '0',
    expiresAt: new Date(Date.now() + hourMs),
    createdAt: new Date(),
    updatedAt: new Date(),
  });

  test('gives one of several takers the row', async () => {
    await adapter().create({ model: 'verification', data: link('taken') });
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => adapter().consumeOne({ model: 'verification', where: where('identifier', 'taken') })),
    );
    expect(taken.filter((row) => row !== null)).toHaveLength(1);
    expect(await adapter().findOne({ model: 'verification', where: where('identifier', 'taken') })).toBeNull();
  });
  test('loses no count to writers at once', async () => {
    await embedded.store.commit([
      identityCollections(embedded).links.insert({
        id: 'counted',
        identifier: 'counted',
        value: '',
        expiresAt: '',
        createdAt: '',
        updatedAt: '',
      }),
    ]);
    const count = () => adapter().incrementOne({ model: 'verification', where: where('identifier', 'counted'), increment: { value: 1 } });
    for (let round = 0; round < 3; round++) await Promise.all([count(), count()]);
    expect(await identityCollections(embedded).links.get('counted')).toMatchObject({ value: 6 });
  });
  test('refuses models that are not kept for it, and questions it cannot answer', async () => {
    await expect(adapter().findOne({ model: 'session', where: where('id', 'x') })).rejects.toThrow('not kept for it');
    const either = [
      { field: 'identifier', value: 'a', operator: 'eq' as const, connector: 'OR' as const },
      { field: 'value', value: 'b', operator: 'eq' as const, connector: 'OR' as const },
    ];
    await expect(adapter().findMany({ model: 'verification', where: either })).rejects.toThrow('no OR');
  });
});
