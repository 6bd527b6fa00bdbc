import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a MongoDB server on which answers to writes get lost, after the server has done them. */
export interface LossyProxy {
  /** A URL through the proxy, with the database of `url`. */
  readonly url: string;
  /** Called for each request that contains one of `commands`; true cuts the line when its answer comes. */
  lose: (decide: () => boolean, commands?: readonly string[]) => void;
  /** Answers lost so far. */
  lost: () => number;
  close: () => Promise<void>;
}

/** @param url  such as `mongodb://127.0.0.1:27017/db?replicaSet=rs0` */
export async function startLossyProxy(url: string): Promise<LossyProxy> {
  const to = new URL(url);
  const sockets = new Set<Socket>();
  let decide = (): boolean => false;
  let commands: readonly string[] = ['insert'];
  let count = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname);
    let cutNextAnswer = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
      sockets.delete(client);
      sockets.delete(upstream);
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (chunk) => {
      // A command's document begins with its name, as a text (type 2) or a number (type 16).
      if (commands.some((name) => ['\u0002', '\u0010'].some((type) => chunk.includes(`${type}${name}\u0000`, 0, 'latin1'))))
        cutNextAnswer = decide();
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!cutNextAnswer) return void client.write(chunk);
      count += 1;
      end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.port = String((server.address() as AddressInfo).port);
  through.search = '?directConnection=true';
  return {
    url: through.href,
    lose: (by, of = ['insert']) => {
      decide = by;
      commands = of;
    },
    lost: () => count,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
