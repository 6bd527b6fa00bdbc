import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What every scanner knows: harmless, and told to be found. In two halves, so that no scanner finds this file. */
export const eicar = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'}!$H+H*`;

/** How it behaves: as clamd does; silent; closing in the middle; refusing so much; talking without an end. */
export type ClamdMood = 'well' | 'silent' | 'closing' | 'refusing' | 'endless';

export interface FakeClamd {
  port: number;
  mood: ClamdMood;
  /** What was brought to it, in order. */
  readonly scanned: Buffer[];
  stop(): Promise<void>;
}

const command = Buffer.from('zINSTREAM\0');

/** The chunks of a whole INSTREAM exchange; undefined until its end has come. */
function contentOf(received: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = command.length; at + 4 <= received.length;) {
    const length = received.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(received.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

/** A clamd on loopback that speaks INSTREAM and knows one virus. */
export async function fakeClamd(): Promise<FakeClamd> {
  const scanned: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined));
    let received = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (!received.subarray(0, command.length).equals(command)) return void socket.end('UNKNOWN COMMAND\0');
      if (clamd.mood === 'closing') return void socket.destroy();
      if (clamd.mood === 'endless') return void socket.write('x'.repeat(5000));
      if (clamd.mood === 'refusing') return void socket.end('INSTREAM size limit exceeded. ERROR\0');
      const content = clamd.mood === 'silent' ? undefined : contentOf(received);
      if (!content) return;
      scanned.push(content);
      socket.end(content.includes(eicar) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const clamd: FakeClamd = {
    port: (server.address() as AddressInfo).port,
    mood: 'well',
    scanned,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return clamd;
}
