// A process that a test kills in mid-append. It appends to five streams as fast as it can, or one after the other,
// and says each acknowledgement on its standard output: `<stream> <seq> <text>`.
import { once } from 'node:events';
import { openEmbedded } from '#server/platform/embedded/open-embedded.ts';
import { StorageFullError } from '#server/platform/errors.ts';

const [dataDir = '', mode = 'many', lines = '1000000'] = process.argv.slice(2);
const { log, close } = await openEmbedded({ dataDir });
/** Waits while the test is slow to read, since lines that wait here would say nothing after a kill. */
async function say(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}
process.stdout.setMaxListeners(100);
const streams = 5;
const width = mode === 'many' ? 40 : 1;

async function writer(number: number): Promise<void> {
  for (let index = 0; index < Number(lines); index += 1) {
    const stream = `s${number % streams}`;
    const text = `${process.pid}-${number}-${index}`;
    const entry = {
      type: 'said',
      at: '2026-11-24T10:00:00.000Z',
      actor: 'salma',
      data: { text },
      bytes: new Uint8Array(mode === 'fill' ? 20_000 : 200).fill(index),
    };
    try {
      for (const appended of await log.append(stream, [entry])) await say(`${stream} ${appended.entry.seq} ${text}`);
    } catch (error) {
      if (!(error instanceof StorageFullError)) throw error;
      await say('full');
      // The test makes room, then says so.
      await new Promise((resolve) => process.stdin.once('data', resolve));
    }
  }
}

await say('ready');
await Promise.all(Array.from({ length: width }, (_, number) => writer(number)));
process.stdin.destroy();
await close();
