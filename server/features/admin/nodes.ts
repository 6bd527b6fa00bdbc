import type { Ports } from '../../kernel/feature.ts';

type NodeRecord = { id: string; startedAt: string; seenAt: string };

const beatMs = 10_000;
/** A node unseen for longer is not counted. */
const aliveMs = 30_000;

/** The nodes of this hub, by heartbeats in the store. */
export interface Nodes {
  start(): Promise<void>;
  stop(): Promise<void>;
  count(): Promise<number>;
  /** Whether this node is the longest running one that is alive. */
  isFirst(): Promise<boolean>;
  startedAt: string;
}

export function createNodes({ store, clock }: Pick<Ports, 'store' | 'clock'>, nodeId: string): Nodes {
  const nodes = store.collection<NodeRecord>('nodes', { schemaVersion: 1, indexes: [['seenAt']] });
  const startedAt = clock.now().toISOString();
  const beat = () => store.commit([nodes.put({ id: nodeId, startedAt, seenAt: clock.now().toISOString() })]);
  const alive = () => ({ seenAt: { gt: new Date(clock.now().getTime() - aliveMs).toISOString() } });
  let cancel = () => {};
  return {
    startedAt,
    async start() {
      await beat();
      // A beat that fails is made up for by the next.
      cancel = clock.every(beatMs, () => void beat().catch(() => undefined));
    },
    async stop() {
      cancel();
      await store.commit([nodes.delete(nodeId)]).catch(() => undefined);
    },
    count: () => nodes.count(alive()),
    async isFirst() {
      const { items } = await nodes.find({ match: alive(), limit: 100 });
      const [first] = items.sort((a, b) => (a.startedAt + a.id < b.startedAt + b.id ? -1 : 1));
      return first?.id === nodeId;
    },
  };
}
