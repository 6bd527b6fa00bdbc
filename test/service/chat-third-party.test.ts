import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';

const run = promisify(execFile);
let hub: TestHub;
let salma: Client;
let stranger: Client;
beforeAll(async () => {
  hub = await startHub();
  await hub.space('champions', ['general']);
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  stranger = await hub.person('stranger');
});
afterAll(() => hub.stop());

const chat = (who: Client, text: string) =>
  run(process.execPath, ['docs/third-party/chat.mjs', hub.url, who.token, 'general', text], { timeout: 30_000 });

test('the example for third parties talks with an unmodified socket.io-client and a bearer', async () => {
  expect((await chat(salma, 'أول رسالة')).stdout.split('\n').filter(Boolean).sort()).toEqual([
    `1 ${salma.userId}: أول رسالة`,
    'stored as 1',
  ]);
  expect((await chat(salma, 'ثانية')).stdout).toContain(`1 ${salma.userId}: أول رسالة\n`);
  await expect(chat(stranger, 'x')).rejects.toMatchObject({ stderr: expect.stringContaining('urn:hub:error:common/notFound') as string });
});
