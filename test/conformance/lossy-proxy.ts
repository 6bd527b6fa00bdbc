import { startFaultProxy } from '../support/fault-proxy.ts';

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
  let decide = (): boolean => false;
  let commands: readonly string[] = ['insert'];
  let count = 0;

  const proxy = await startFaultProxy({
    to: Number(new URL(url).port),
    watch: () => {
      let cutNextAnswer = false;
      return {
        up: (piece) => {
          // A command's document begins with its name, as a text (type 2) or a number (type 16).
          const holds = (name: string) => ['\u0002', '\u0010'].some((type) => piece.includes(`${type}${name}\u0000`, 0, 'latin1'));
          if (commands.some(holds)) cutNextAnswer = decide();
          return false;
        },
        down: () => {
          if (cutNextAnswer) count += 1;
          return cutNextAnswer;
        },
      };
    },
  });
  const through = new URL(proxy.through(url));
  through.search = '?directConnection=true';
  return {
    url: through.href,
    lose: (by, of = ['insert']) => {
      decide = by;
      commands = of;
    },
    lost: () => count,
    close: proxy.close,
  };
}
