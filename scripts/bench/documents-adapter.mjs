// For peers/bench.mjs: creates the documents of a phase, and spreads its clients over many sessions.
import { spaceId, tokenOf } from './tokens.mjs';

const ids = new Map();
let next = 0;
/** Ports of the nodes that clients are spread over; without it the one of the harness. */
const spread = (process.env.BENCH_PORTS ?? '').split(',').filter(Boolean);

export async function prepare(/** @type {string[]} */ docs, /** @type {{ port: number }} */ { port }) {
  const fresh = docs.filter((doc) => !ids.has(doc));
  for (let start = 0; start < fresh.length; start += 100) {
    const names = fresh.slice(start, start + 100);
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf(0)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ spaceId, documents: names.map((title) => ({ kind: 'plain', title, language: 'en' })) }),
    });
    const { items } = await response.json();
    names.forEach((doc, i) => ids.set(doc, items[i].id));
  }
}

export function connectInfo(/** @type {string} */ doc, /** @type {{ port: number }} */ { port }) {
  const to = spread.length > 0 ? spread[next % spread.length] : port;
  return { url: `ws://127.0.0.1:${to}/collab/${ids.get(doc)}?ack=1&token=${tokenOf(next++)}` };
}
