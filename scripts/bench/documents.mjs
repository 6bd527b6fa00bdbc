// `npm run bench -- documents`: the phases of the harness against our server and its peers in one run, lessons under
// their policies, and two nodes on MongoDB and Redis. Writes its section of docs/performance.md.
// Options: --alone leaves the peers out, --no-cluster the two nodes, --only <phases> of the harness.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { inRoot } from '../setup/paths.mjs';
import { lastLine, measure, ourServer, prepareHarness, table } from './harness.mjs';
import { documentRows, lessonRows, twoNodeRows } from './documents-rows.mjs';
import { writeSection } from './report.mjs';

/** @param {string[]} args @param {string} name */
function takeFlag(args, name) {
  const at = args.indexOf(name);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
}

/** Peers whose parts are here: one is compiled at install, which a harness without scripts leaves out. */
function peersIn(/** @type {string} */ folder) {
  const canLoad = (/** @type {string} */ name) =>
    spawnSync(process.execPath, ['-e', `require('${name}')(':memory:')`], { cwd: folder, stdio: 'ignore' }).status === 0;
  if (!canLoad('better-sqlite3')) spawnSync('npm', ['rebuild', 'better-sqlite3'], { cwd: folder, stdio: 'inherit' });
  return [
    {
      name: 'y-websocket + leveldb',
      args: ['--settle-ms', '9000', '--server-cmd', 'env YPERSISTENCE={data}/ldb node node_modules/@y/websocket-server/src/server.js'],
    },
    ...(canLoad('better-sqlite3')
      ? [
          {
            name: 'hocuspocus + sqlite',
            args: ['--dialect', 'hocuspocus', '--ack', 'status', '--server-cmd', 'node servers/hocuspocus.mjs'],
          },
        ]
      : []),
  ];
}

const args = process.argv.slice(2);
const isAlone = takeFlag(args, '--alone');
const hasCluster = !takeFlag(args, '--no-cluster');
const ready = prepareHarness(args);
if (ready) {
  const { folder, rest } = ready;
  if (!fs.existsSync(path.join(folder, '.data', 'trace.json')))
    spawnSync(process.execPath, ['make-fixture.mjs'], { cwd: folder, stdio: 'inherit' });
  const server = await ourServer();
  const withData = (/** @type {string} */ name, /** @type {string[]} */ more) => {
    const data = fs.mkdtempSync(path.join(folder, '.data', 'run-'));
    const result = measure(folder, 'bench.mjs', ['--name', name, '--port', '24711', '--data', data, ...more, ...rest]);
    fs.rmSync(data, { recursive: true, force: true });
    return result;
  };
  const adapter = inRoot('scripts', 'bench', 'documents-adapter.mjs');
  const ours = withData('multaqa', ['--server-cmd', server, '--ack', 'upto:120', '--ack-step2', '--adapter', adapter]);
  const peers = isAlone ? [] : peersIn(folder).map(({ name, args: more }) => ({ name, result: withData(name, more) }));
  const rows = documentRows(ours, peers);
  table('Documents, embedded, acknowledged after the commit', rows);
  const lessons = lessonRows(lastLine(inRoot(), [inRoot('scripts', 'bench', 'lesson-load.mjs'), server]));
  table('Lessons, with every check', lessons);
  const nodes = hasCluster
    ? twoNodeRows(lastLine(inRoot(), ['--import', 'tsx', inRoot('scripts', 'bench', 'two-nodes.ts'), folder, server, adapter]))
    : [];
  if (hasCluster) table('Two nodes on MongoDB and Redis', nodes);
  writeSection('documents', [
    { title: 'Documents, embedded', rows },
    { title: 'Lessons, embedded, with every check', rows: lessons },
    ...(hasCluster ? [{ title: 'Two nodes on one MongoDB and one Redis, all on this machine', rows: nodes }] : []),
  ]);
} else process.exitCode = 2;
