// `npm run bench -- documents`: the phases of the harness against our server, durable; the peers' own runs are the harness's.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from '../setup/paths.mjs';
import { measure, ourServer, prepareHarness, table } from './harness.mjs';

const ready = prepareHarness(process.argv.slice(2));
if (ready) {
  const { folder, rest } = ready;
  if (!fs.existsSync(path.join(folder, '.data', 'trace.json')))
    spawnSync(process.execPath, ['make-fixture.mjs'], { cwd: folder, stdio: 'inherit' });
  const data = fs.mkdtempSync(path.join(folder, '.data', 'ours-'));
  const ours = measure(folder, 'bench.mjs', [
    '--name',
    'multaqa',
    '--server-cmd',
    ourServer(),
    '--port',
    '24711',
    '--data',
    data,
    '--ack',
    'upto:120',
    '--ack-step2',
    '--adapter',
    inRoot('scripts', 'bench', 'documents-adapter.mjs'),
    ...rest,
  ]);
  fs.rmSync(data, { recursive: true, force: true });
  table(
    'Documents, embedded, acknowledged after the commit',
    Object.entries(ours)
      .filter(([, value]) => value !== null && typeof value === 'object')
      .map(([phase, value]) => [phase, JSON.stringify(value)]),
  );
} else process.exitCode = 2;
