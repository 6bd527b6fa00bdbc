import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type TestWorld } from './documents-hub.ts';

const run = promisify(execFile);
let world: TestWorld;
beforeAll(async () => {
  world = await startWorld({ amina: 'member', karim: 'member' });
});
afterAll(() => world.stop());

const coEdit = (session: string, documentId: string, line: string) =>
  run(process.execPath, ['docs/third-party/co-edit.mjs', world.node.httpUrl, session, documentId, line], { timeout: 30_000 });

test('[DW1] the example for third parties writes with an unmodified provider and a bearer', async () => {
  const documentId = await world.createDocument('plain');
  expect((await coEdit('amina', documentId, 'سطر أول')).stdout).toBe('سطر أول\n\n');
  expect((await coEdit('karim', documentId, 'second line')).stdout).toBe('سطر أول\nsecond line\n\n');
  await expect(coEdit('stranger', documentId, 'x')).rejects.toMatchObject({ stderr: 'refused with 4404\n' });
});
