import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

/*
 * `npm run hub` talks to a running embedded server through a socket file, since SQLite has one writer. Whoever may open
 * the file (mode 600) is the user the server runs as, and could read the data folder anyway.
 */
export interface CommandCall {
  command: string;
  args: string[];
}
export interface CommandAnswer {
  output: string;
  exitCode: number;
}

const Call = z.strictObject({
  command: z.string().check(z.maxLength(50)),
  args: z.array(z.string().check(z.maxLength(500))).check(z.maxLength(50)),
});
const Answer = z.object({ output: z.string(), exitCode: z.int() });
const maxCallBytes = 64 * 1024;

export const commandSocketPath = (dataDir: string) => join(dataDir, 'hub.sock');

/** Serves commands until closed. */
export async function serveCommands(path: string, run: (call: CommandCall) => Promise<CommandAnswer>): Promise<() => Promise<void>> {
  await rm(path, { force: true });
  const server: Server = createServer({ allowHalfOpen: true }, (connection) => {
    let received = '';
    connection.setEncoding('utf8').on('error', () => connection.destroy());
    connection.on('data', (chunk: string) => {
      received += chunk;
      if (received.length > maxCallBytes) connection.destroy();
    });
    connection.on('end', () => {
      answer(received).then(
        (reply) => connection.end(JSON.stringify(reply)),
        () => connection.destroy(),
      );
    });
  });
  async function answer(raw: string): Promise<CommandAnswer> {
    const call = Call.safeParse(JSON.parse(raw));
    return call.success ? run(call.data) : { output: 'unreadable command', exitCode: 2 };
  }
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, () => resolve()));
  } finally {
    process.umask(before);
  }
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** Sends one command to a running server; undefined when none listens. */
export async function sendCommand(path: string, call: CommandCall): Promise<CommandAnswer | undefined> {
  const connection = connect(path);
  const isOpen = await new Promise<boolean>((resolve) =>
    connection.once('connect', () => resolve(true)).once('error', () => resolve(false)),
  );
  if (!isOpen) return undefined;
  connection.end(JSON.stringify(call));
  return Answer.parse(JSON.parse(await text(connection)));
}
