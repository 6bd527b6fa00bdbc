import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
/** Hears how a long command gets on, a line at a time. */
export type OnProgress = (line: string) => void;

const Call = z.strictObject({
  command: z.string().check(z.maxLength(50)),
  args: z.array(z.string().check(z.maxLength(500))).check(z.maxLength(50)),
});
// One JSON line after another: any number about the progress, then the answer.
const Line = z.union([z.object({ output: z.string(), exitCode: z.int() }), z.object({ progress: z.string() })]);
const maxCallBytes = 64 * 1024;

export const commandSocketPath = (dataDir: string) => join(dataDir, 'hub.sock');

type RunCommand = (call: CommandCall, onProgress: OnProgress) => Promise<CommandAnswer>;

/** Serves commands until closed; whoever still waits for an answer then is told by the end of the line. */
export async function serveCommands(path: string, run: RunCommand): Promise<() => Promise<void>> {
  await rm(path, { force: true });
  const connections = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (connection) => {
    let received = '';
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
    const send = (line: z.output<typeof Line>): void => void (connection.writable && connection.write(`${JSON.stringify(line)}\n`));
    connection.setEncoding('utf8').on('error', () => connection.destroy());
    connection.on('data', (chunk: string) => {
      received += chunk;
      if (received.length > maxCallBytes) connection.destroy();
    });
    connection.on('end', () => {
      answer(received, (progress) => send({ progress })).then(
        (reply) => {
          send(reply);
          connection.end();
        },
        () => connection.destroy(),
      );
    });
  });
  async function answer(raw: string, onProgress: OnProgress): Promise<CommandAnswer> {
    const call = Call.safeParse(JSON.parse(raw));
    return call.success ? run(call.data, onProgress) : { output: 'unreadable command', exitCode: 2 };
  }
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, () => resolve()));
  } finally {
    process.umask(before);
  }
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const connection of connections) connection.destroy();
    });
}

/** Sends one command to a running server; undefined when none listens. @throws when the server ended before it answered */
export async function sendCommand(path: string, call: CommandCall, onProgress: OnProgress): Promise<CommandAnswer | undefined> {
  const connection = connect(path);
  const isOpen = await new Promise<boolean>((resolve) =>
    connection.once('connect', () => resolve(true)).once('error', () => resolve(false)),
  );
  if (!isOpen) return undefined;
  connection.end(JSON.stringify(call));
  for await (const text of createInterface({ input: connection })) {
    const line = Line.parse(JSON.parse(text));
    if ('output' in line) return line;
    onProgress(line.progress);
  }
  throw new Error('the server ended before it answered');
}
