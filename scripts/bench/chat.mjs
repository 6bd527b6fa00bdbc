// `npm run bench -- chat`: 200 people in one room, beside bare socket.io in the same run. Ours stores before it acknowledges.
import { inRoot } from '../setup/paths.mjs';
import { measure, ourServer, prepareHarness, table } from './harness.mjs';

const ready = prepareHarness(process.argv.slice(2));
if (ready) {
  const { folder, rest } = ready;
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
    await ourServer(),
    '--adapter',
    inRoot('scripts', 'bench', 'chat-adapter.mjs'),
    ...rest,
  ]);
  const ratio = (/** @type {number} */ a, /** @type {number} */ b) => (a / b).toFixed(2);
  table('Chat, 200 in a room', [
    ['', 'bare socket.io', 'multaqa', 'ratio', 'bar'],
    [
      'deliveries/s, closed loop',
      peer.closed.deliveredPerS,
      ours.closed.deliveredPerS,
      ratio(ours.closed.deliveredPerS, peer.closed.deliveredPerS),
      '≥ 0.75',
    ],
    ['p95 at 25 messages/s, ms', peer.fixed.p95, ours.fixed.p95, ratio(ours.fixed.p95, peer.fixed.p95), '≤ 1.5'],
    ['received of expected', `${peer.fixed.received}/${peer.fixed.expected}`, `${ours.fixed.received}/${ours.fixed.expected}`, '', 'all'],
  ]);
} else process.exitCode = 2;
