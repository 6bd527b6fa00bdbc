import { createServer, type Socket } from 'node:net';

/** A small SMTP server on loopback that keeps what it takes. */
export interface SmtpServer {
  url: string;
  /** Letters as they came on the line, oldest first. */
  letters: string[];
  close: () => Promise<void>;
}

/** @param refuse  an address answered 550 */
export async function startSmtpServer({ refuse }: { refuse?: string } = {}): Promise<SmtpServer> {
  const letters: string[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let buffered = '';
    let isData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const command = (line: string) => {
      if (/^(EHLO|HELO)/i.test(line)) return say('250 loopback');
      if (/^RCPT/i.test(line) && refuse && line.includes(refuse)) return say('550 no such mailbox');
      if (/^DATA/i.test(line)) {
        isData = true;
        return say('354 go on');
      }
      if (/^QUIT/i.test(line)) return socket.end('221 bye\r\n');
      return say('250 ok');
    };
    say('220 loopback');
    socket.on('data', (chunk) => {
      buffered += chunk.toString();
      for (;;) {
        const end = buffered.indexOf(isData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const taken = buffered.slice(0, end);
        buffered = buffered.slice(end + (isData ? 5 : 2));
        if (!isData) {
          command(taken);
          continue;
        }
        isData = false;
        letters.push(taken.replace(/^\.\./gm, '.'));
        say('250 kept');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
