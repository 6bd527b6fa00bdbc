import type { Feed } from '../../kernel/feed.ts';
import type { Apartness, Ports } from '../../kernel/feature.ts';
import type { Entry } from '../../platform/log/port.ts';

export type BlockRecord = { id: string; blockerId: string; blockedId: string; at: string };
export const blockId = (blockerId: string, blockedId: string) => `${blockerId}.${blockedId}`;

export const blocksCollection = ({ store }: Pick<Ports, 'store'>) =>
  store.collection<BlockRecord>('blocks', { schemaVersion: 1, indexes: [['blockerId', 'at']] });

const stream = 'blocks';
const pageSize = 1000;
/** A hub of some ten thousand people has fewer. */
const maxPages = 200;
const none: ReadonlySet<string> = new Set();

/**
 * Who blocked whom, in the memory of every node, so that each line, event and presence can be judged without asking the
 * store. Follows a stream of the log, like every right that changes.
 */
export interface Blocks extends Apartness {
  set(block: Omit<BlockRecord, 'id'>, isOn: boolean): Promise<void>;
  /** Reads what stands and follows what changes; before the hub opens. */
  start(feed: Feed): Promise<void>;
}

function pairs() {
  const byBlocker = new Map<string, Set<string>>();
  const byBlocked = new Map<string, Set<string>>();
  const change = (index: Map<string, Set<string>>, key: string, value: string, isOn: boolean) => {
    const values = index.get(key) ?? new Set();
    if (isOn) values.add(value);
    else values.delete(value);
    if (values.size > 0) index.set(key, values);
    else index.delete(key);
  };
  return {
    byBlocker,
    byBlocked,
    set(blocker: string, blocked: string, isOn: boolean) {
      change(byBlocker, blocker, blocked, isOn);
      change(byBlocked, blocked, blocker, isOn);
    },
  };
}

export function createBlocks(ports: Ports): Blocks {
  const records = blocksCollection(ports);
  const known = pairs();
  let told: Feed | undefined;

  function hear(entries: readonly Entry[]): void {
    for (const { data } of entries) known.set(String(data['blockerId']), String(data['blockedId']), data['isOn'] === true);
  }
  async function readAll(): Promise<void> {
    let after: Parameters<typeof records.find>[0]['after'];
    for (let page = 0; page < maxPages; page += 1) {
      const found = await records.find({ limit: pageSize, ...(after && { after }) });
      for (const { blockerId, blockedId } of found.items) known.set(blockerId, blockedId, true);
      if (!found.next) return;
      after = found.next;
    }
  }
  const hiddenFrom = (readerId: string) => known.byBlocker.get(readerId) ?? none;
  const hiding = (authorId: string) => known.byBlocked.get(authorId) ?? none;

  return {
    hiddenFrom,
    hiding,
    apartFrom: (userId) => [...new Set([...hiddenFrom(userId), ...hiding(userId)])],
    areApart: (one, other) => hiddenFrom(one).has(other) || hiddenFrom(other).has(one),
    concerned: () => [...new Set([...known.byBlocker.keys(), ...known.byBlocked.keys()])],
    async set({ blockerId, blockedId, at }, isOn) {
      const id = blockId(blockerId, blockedId);
      await ports.store.commit([isOn ? records.put({ id, blockerId, blockedId, at }) : records.delete(id)]);
      const entry = { type: isOn ? 'blocked' : 'unblocked', at, actor: blockerId, data: { blockerId, blockedId, isOn } };
      const appended = await ports.log.append(stream, [entry]);
      told?.appended(
        stream,
        appended.map(({ entry: stored }) => stored),
      );
      await told?.catchUp(stream);
    },
    async start(feed) {
      told = feed;
      const head = (await ports.log.heads([stream])).get(stream) ?? 0;
      await readAll();
      feed.follow(stream, head, hear);
    },
  };
}
