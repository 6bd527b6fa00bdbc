// What the harness measured, as rows of a table: figure, ours, each peer, ratio to the better one, bar, met or not.

/** @typedef {Record<string, any>} Result one line of the harness */
/** @typedef {{ name: string, result: Result }} Peer */
/**
 * @typedef {object} Figure
 * @property {string} title
 * @property {(result: Result) => number | undefined} of
 * @property {boolean} [isMore] more is better
 * @property {number} [ratio] bar as a ratio to the better peer
 * @property {number} [bar] bar as it is
 */

const number = (/** @type {unknown} */ value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

/** @type {Figure[]} */
const figures = [
  { title: 'edits/s, 50 clients on 10 documents', of: (r) => number(r.throughput?.editsPerS), isMore: true, ratio: 1.2 },
  { title: '→ deliveries/s', of: (r) => number(r.throughput?.deliveredPerS), isMore: true, ratio: 1.2 },
  { title: 'fan-out to 20 at 50 edits/s, p50, ms', of: (r) => number(r.fanout?.p50) },
  { title: 'fan-out, p99, ms', of: (r) => number(r.fanout?.p99), ratio: 1.2 },
  { title: 'server CPU for it, s', of: (r) => number(r.fanout?.serverCpuS) },
  { title: '260,000 keystrokes, cold open, ms', of: (r) => (r.load?.cold?.ok ? number(r.load.cold.ms) : undefined), bar: 150 },
  { title: 'the same, warm, ms', of: (r) => number(r.load?.warmMs) },
  { title: '"synced" said before the content by, ms', of: (r) => number(r.load?.cold?.syncedBeforeContentMs), bar: 0 },
  { title: '500 documents left: MB over idle', of: (r) => difference(r.memory?.goneMB, r.memory?.idleMB), bar: 15 },
  { title: 'KB per active document', of: (r) => number(r.memory?.perActiveDocKB), bar: 60 },
  { title: 'steady writer at kill -9: acknowledged and lost', of: (r) => number(r.durability?.ackedButLost), bar: 0 },
  { title: 'acknowledgement, p99, ms', of: (r) => number(r.durability?.ackP99ms) },
  { title: 'burst of 20,000 at kill -9: lost, %', of: (r) => number(r.burst?.lostPercent), bar: 0 },
  { title: 'burst: acknowledged/s', of: (r) => number(r.burst?.ackedPerS), isMore: true },
  { title: '200 clients back after kill -9, ms', of: (r) => number(r.storm?.afterCrash?.allMs), bar: 500 },
  { title: 'first opens at once that split a document', of: (r) => number(r.openrace?.splitDocs), bar: 0 },
  { title: 'stalled reader, 39 MB pass: MB more', of: (r) => difference(r.slow?.serverRssPeakMB, r.slow?.serverRssBeforeMB), bar: 20 },
];

/** @type {{ title: string, of: (result: Result) => unknown }[]} */
const texts = [
  { title: 'stalled reader in the end', of: (r) => r.slow?.slowClient },
  {
    title: 'malformed input',
    of: (r) => r.poison && [...new Set(Object.values(r.poison).filter((value) => typeof value === 'string'))].join(', '),
  },
  { title: 'load of the machine (1 min) in the throughput phase', of: (r) => r.throughput?.load1 },
];

function difference(/** @type {unknown} */ a, /** @type {unknown} */ b) {
  return typeof a === 'number' && typeof b === 'number' ? Math.round((a - b) * 10) / 10 : undefined;
}

/** @param {Figure} figure @param {(number | undefined)[]} values */
function better({ isMore = false }, values) {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  return isMore ? Math.max(...known) : Math.min(...known);
}

const shown = (/** @type {number | undefined} */ value) =>
  value === undefined ? '–' : value.toLocaleString('en', { maximumFractionDigits: 1 });

/** @param {Figure} figure @param {number | undefined} ours @param {number | undefined} ratio */
function verdict({ isMore = false, ratio: asked, bar }, ours, ratio) {
  if (asked === undefined && bar === undefined) return ['', ''];
  const text = asked === undefined ? `≤ ${bar}` : `${isMore ? '≥' : '≤'} ${asked} ×`;
  const value = asked === undefined ? ours : ratio;
  if (value === undefined) return [text, 'not measured'];
  const limit = asked ?? bar ?? 0;
  return [text, (isMore ? value >= limit : value <= limit) ? 'met' : 'not met'];
}

/** @param {Result} ours @param {Peer[]} peers */
export function documentRows(ours, peers) {
  const rows = figures.map((figure) => {
    const own = figure.of(ours);
    const theirs = peers.map(({ result }) => figure.of(result));
    const best = better(figure, theirs);
    const ratio = own === undefined || best === undefined || best === 0 ? undefined : own / best;
    const [bar = '', met = ''] = verdict(figure, own, ratio);
    return [figure.title, shown(own), ...theirs.map(shown), ratio === undefined ? '' : ratio.toFixed(2), bar, met];
  });
  const words = texts.map(({ title, of }) => [
    title,
    String(of(ours) ?? '–'),
    ...peers.map(({ result }) => String(of(result) ?? '–')),
    '',
    '',
    '',
  ]);
  return [['', 'multaqa', ...peers.map(({ name }) => name), 'ratio to the better', 'bar', ''], ...rows, ...words];
}

/** @param {Result} r */
export function lessonRows(r) {
  return [
    ['', 'multaqa', 'bar', ''],
    [
      'edits/s acknowledged, 50 clients on 10 lessons',
      shown(number(r.editsPerS)),
      '≥ 3000',
      (r.editsPerS ?? 0) >= 3000 ? 'met' : 'not met',
    ],
    ['→ deliveries/s', shown(number(r.deliveriesPerS)), '', ''],
    ['server CPU per edit, µs', shown(number(r.cpuPerEditUs)), '', ''],
  ];
}

/** @param {Result} r */
export function twoNodeRows(r) {
  return [
    ['', 'multaqa'],
    ['edits/s, 50 clients on 10 documents, spread over both', shown(number(r.throughput?.editsPerS))],
    ['→ deliveries/s', shown(number(r.throughput?.deliveredPerS))],
    ['CPU of both nodes per edit, µs', shown(number(r.cpuPerEditUs))],
    ['fan-out to 20 at 50 edits/s, p50, ms', shown(number(r.fanout?.p50))],
    ['fan-out, p99, ms', shown(number(r.fanout?.p99))],
    ['200 clients dropped and back, ms', shown(number(r.storm?.drop?.allMs))],
    ['first opens at once that split a document', shown(number(r.openrace?.splitDocs))],
  ];
}
