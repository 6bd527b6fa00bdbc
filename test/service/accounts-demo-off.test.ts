import { expect, test } from 'vitest';
import { demoPassword } from '#server/features/demo/index.ts';
import { firstSetupLink } from '#server/features/accounts/index.ts';
import { signIn, startHub } from '../support/start-hub.ts';
import { tempDir } from '../support/temp-dir.ts';

test('on data that held the demo, a hub with DEMO=0 lets no fictional person in, neither by the known password nor by a session kept', async () => {
  const dir = tempDir('demo-off');
  const demo = await startHub({ dataDir: dir.path, env: { DEMO: '1' } });
  const omar = await signIn(demo.url, 'omar@example.org', demoPassword);
  expect((await omar.fetch('GET', '/accounts')).status).toBe(200);
  await demo.stop(true);

  const real = await startHub({ dataDir: dir.path, env: { DEMO: '0' } });
  await expect(signIn(real.url, 'omar@example.org', demoPassword)).rejects.toThrow('accounts/wrongCredentials');
  const kept = await fetch(`${real.url}/api/v1/accounts`, { headers: { authorization: `Bearer ${omar.token}` } });
  expect(kept.status).toBe(401);
  // Nor does a fictional administrator stand in the way of the first true one.
  expect(await firstSetupLink(real.app.open.ports, real.url)).toContain('/setup/');
  await real.stop(true);
  dir.remove();
});
