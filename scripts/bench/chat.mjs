// `npm run bench -- chat`: 200 people in one room through the harness, and the open loop of 2,000 sockets in rooms of a
// hundred, beside bare socket.io in the same run. Ours stores before it acknowledges. Writes its section of docs/performance.md.
// Options: --no-cluster leaves MongoDB and Redis out.
import { inRoot } from '../setup/paths.mjs';
import { lastLine, measure, ourServer, prepareHarness, table } from './harness.mjs';
import { writeSection } from './report.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--no-cluster');
if (at >= 0) args.splice(at, 1);
const ready = prepareHarness(args);

const ratio = (/** @type {number} */ a, /** @type {number} */ b) => (a / b).toFixed(2);
const verdict = (/** @type {boolean} */ isMet) => (isMet ? 'met' : 'not met');
const count = (/** @type {number} */ n) => n.toLocaleString('en');

/** @param {any} ours @param {any} peer */
function roomRows(ours, peer) {
  const deliveries = ours.closed.deliveredPerS / peer.closed.deliveredPerS;
  const p95 = ours.fixed.p95 / peer.fixed.p95;
  return [
    ['', 'multaqa', 'bare socket.io', 'ratio', 'bar', ''],
    [
      'deliveries/s, 10 messages on their way',
      count(ours.closed.deliveredPerS),
      count(peer.closed.deliveredPerS),
      deliveries.toFixed(2),
      '≥ 0.75',
      verdict(deliveries >= 0.75),
    ],
    [
      'last of 200 readers, p50, ms',
      ours.closed.lastReceiverP50,
      peer.closed.lastReceiverP50,
      ratio(ours.closed.lastReceiverP50, peer.closed.lastReceiverP50),
      '',
      '',
    ],
    ['server CPU for it, s', ours.closed.serverCpuS, peer.closed.serverCpuS, ratio(ours.closed.serverCpuS, peer.closed.serverCpuS), '', ''],
    ['at 25 messages/s, p50, ms', ours.fixed.p50, peer.fixed.p50, ratio(ours.fixed.p50, peer.fixed.p50), '', ''],
    ['p95, ms', ours.fixed.p95, peer.fixed.p95, p95.toFixed(2), '≤ 1.5', verdict(p95 <= 1.5)],
    [
      'received of expected',
      `${count(ours.fixed.received)} of ${count(ours.fixed.expected)}`,
      `${count(peer.fixed.received)} of ${count(peer.fixed.expected)}`,
      '',
      'all',
      verdict(ours.fixed.received === ours.fixed.expected),
    ],
    ['KB per connected client', ours.perClientKB, peer.perClientKB, ratio(ours.perClientKB, peer.perClientKB), '', ''],
  ];
}

/** @param {any[]} runs */
function openLoopRows(runs) {
  const row = (/** @type {string} */ label, /** @type {(run: any) => string | number} */ of) => [label, ...runs.map(of)];
  const hubs = runs.filter(({ name }) => name !== 'bare socket.io');
  const isMet = hubs.every(
    ({ p95, received, expected, rssMb }) =>
      p95 <= 250 && received === expected && rssMb.after.every((/** @type {number} */ mb) => mb <= 600),
  );
  return [
    ['', ...runs.map(({ name }) => name)],
    row('messages/s → deliveries/s', ({ rate, deliveriesPerS }) => `${rate} → ${count(deliveriesPerS)}`),
    row('p50, ms', ({ p50 }) => p50),
    row('p95, ms (bar 250)', ({ p95 }) => p95),
    row('p99, ms', ({ p99 }) => p99),
    row('received of expected (bar: all)', ({ received, expected }) => `${count(received)} of ${count(expected)}`),
    row('acknowledged, refused', ({ name, acknowledged, refused }) =>
      name === 'bare socket.io' ? '–' : `${count(acknowledged)}, ${refused}`,
    ),
    row('2,000 sockets connected and in their rooms, ms', ({ connectMs }) => count(connectMs)),
    row('MB of each node: before, connected, after (bar 600)', ({ rssMb }) =>
      [rssMb.before, rssMb.connected, rssMb.after].map((/** @type {number[]} */ mb) => mb.join('+')).join(', '),
    ),
    ['together', ...runs.map(({ name }) => (name === 'bare socket.io' ? '' : verdict(isMet)))],
  ];
}

if (ready) {
  const { folder, rest } = ready;
  const server = await ourServer();
  const peer = measure(folder, 'chat-bench.mjs', [
    '--name',
    'socket.io',
    '--port',
    '24701',
    '--server-cmd',
    'node servers/socketio.mjs',
    ...rest,
  ]);
  const ours = measure(folder, 'chat-bench.mjs', [
    '--name',
    'multaqa',
    '--port',
    '24702',
    '--server-cmd',
    server,
    '--adapter',
    inRoot('scripts', 'bench', 'chat-adapter.mjs'),
    ...rest,
  ]);
  const rooms = roomRows(ours, peer);
  table('Chat, 200 in a room, embedded', rooms);
  const sections = [{ title: '200 in a room, embedded, stored before the acknowledgement', rows: rooms }];
  if (at < 0) {
    const runs = /** @type {any[]} */ (
      /** @type {unknown} */ (lastLine(inRoot(), ['--import', 'tsx', inRoot('scripts', 'bench', 'chat-nodes.ts'), server, folder]))
    );
    const open = openLoopRows(runs);
    table('Open loop, 2,000 sockets in rooms of 100', open);
    sections.push({ title: 'Open loop: 2,000 sockets in rooms of 100, messages by the clock', rows: open });
  }
  writeSection('chat', sections);
} else process.exitCode = 2;
