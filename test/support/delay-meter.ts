import { schemaVersions } from '#shared/features/documents/wire.ts';
import { TestClient } from '../service/documents-client.ts';

/** Says how long what is written at one place takes to be shown at another. */
export interface DelayMeter {
  /** Forgets what was measured. */
  begin(): void;
  /** Longest delay since `begin`, in ms; what was written and is still not shown counts up to now. */
  worstMs(): number;
  close(): Promise<void>;
}

interface End {
  /** `http://host:port`. */
  url: string;
  session: string;
}

const everyMs = 200;

/** A writer at `from` and a reader at `to`, both in this process, so that one clock tells. */
export async function startDelayMeter({ from, to, documentId }: { from: End; to: End; documentId: string }): Promise<DelayMeter> {
  const open = ({ url, session }: End) =>
    TestClient.open({ url: url.replace('http', 'ws'), documentId, session, query: `ack=1&schema=${schemaVersions.plain}` });
  const [writer, reader] = await Promise.all([open(from), open(to)]);
  let written = new Map<number, number>();
  let worst = 0;
  let number = 0;
  reader.doc.getMap<number>('stamps').observe(() => {
    const shown = reader.doc.getMap<number>('stamps').get('newest') ?? 0;
    for (const [stamp, at] of written) {
      if (stamp > shown) return;
      worst = Math.max(worst, performance.now() - at);
      written.delete(stamp);
    }
  });
  const timer = setInterval(() => {
    number += 1;
    written.set(number, performance.now());
    writer.doc.getMap('stamps').set('newest', number);
  }, everyMs);
  return {
    begin() {
      written = new Map();
      worst = 0;
    },
    worstMs: () => Math.max(worst, ...[...written.values()].map((at) => performance.now() - at)),
    async close() {
      clearInterval(timer);
      await Promise.all([writer, reader].map((client) => client.leave()));
    },
  };
}
