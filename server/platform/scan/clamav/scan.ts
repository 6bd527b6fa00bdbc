import { connect, type Socket } from 'node:net';
import { ScannerAwayError, type Scan, type ScanVerdict } from '../port.ts';

export interface ClamavOptions {
  host: string;
  port: number;
  /** How long clamd may say nothing, in ms. */
  patienceMs?: number;
}

const chunkBytes = 64 * 1024;
/** An answer is one short line. */
const maxAnswerBytes = 4096;

/** Chunks as INSTREAM wants them: each behind its length, and at the end a length of nothing. */
function* framed(content: Buffer): Generator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for (let at = 0; at < content.length; at += chunkBytes) {
    const chunk = content.subarray(at, at + chunkBytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    yield length;
    yield chunk;
  }
  yield Buffer.alloc(4);
}

function verdictOf(answer: string): ScanVerdict {
  if (/^stream: OK$/.test(answer)) return { kind: 'clean' };
  const [, signature] = /^stream: (.+) FOUND$/.exec(answer) ?? [];
  if (signature !== undefined) return { kind: 'infected', signature: signature.slice(0, 200) };
  throw new ScannerAwayError(`clamd answered ${JSON.stringify(answer.slice(0, 200))}`);
}

/** One exchange over a connection of its own; clamd closes it after the answer. */
function ask(socket: Socket, content: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const fail = (why: string, cause?: unknown): void => {
      socket.destroy();
      reject(new ScannerAwayError(why, { cause }));
    };
    const chunks = framed(content);
    const send = (): void => {
      for (let next = chunks.next(); !next.done; next = chunks.next())
        if (!socket.write(next.value)) return void socket.once('drain', send);
    };
    socket.on('error', (error) => fail('clamd cannot be reached', error));
    socket.on('timeout', () => fail('clamd does not answer'));
    socket.on('close', () => fail('clamd closed the connection without a verdict'));
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      if (answer.length > maxAnswerBytes) return fail('clamd answers without end');
      const end = answer.search(/[\0\n]/);
      if (end < 0) return;
      // First, so that the end of the connection, which follows, is no failure.
      resolve(answer.slice(0, end).trim());
      socket.destroy();
    });
    send();
  });
}

/** clamd over TCP (INSTREAM). Its `StreamMaxLength` must be above the largest file. */
export function clamavScan({ host, port, patienceMs = 30_000 }: ClamavOptions): Scan {
  return {
    async scan(content) {
      const socket = connect({ host, port, timeout: patienceMs });
      return verdictOf(await ask(socket, content));
    },
  };
}
