import { setTimeout as pause } from 'node:timers/promises';
import type { TestServer } from '../support/servers.ts';
import { openMongo, type Mongo, type MongoOptions } from '#server/platform/mongo/open-mongo.ts';

/** Opens nodes on one database, and closes those that are still open at the end. */
export function mongoNodes(url: string): { open: (options?: Partial<MongoOptions>) => Promise<Mongo>; close: () => Promise<void> } {
  const opened: Mongo[] = [];
  return {
    async open(options = {}) {
      const node = await openMongo({ url, ...options });
      opened.push(node);
      return node;
    },
    async close() {
      for (const node of opened.splice(0)) await node.close();
    },
  };
}

/** Stops the server and waits until it has truly stopped: the signal takes a moment. */
export async function hang(mongo: TestServer, ask: () => Promise<unknown>): Promise<void> {
  mongo.pause();
  const answered = (): Promise<boolean> =>
    ask()
      .then(() => true)
      .catch(() => false);
  while (await Promise.race([answered(), pause(200, false)]));
}
