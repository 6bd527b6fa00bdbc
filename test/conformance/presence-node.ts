import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { redisPresence } from '#server/platform/presence/redis/presence.ts';
import { openNode } from './redis-node.ts';

/* A node in a process of its own, for tests that kill or stop it. Says `ready`; leaves when told `leave`. */
const asked = z
  .object({
    url: z.string(),
    prefix: z.string(),
    times: z.record(z.string(), z.number()),
    lease: z.object({ place: z.string(), userId: z.string(), connectionId: z.string() }),
  })
  .parse(JSON.parse(process.env['PRESENCE'] ?? ''));

const node = await openNode(asked.url, asked.prefix);
const presence = redisPresence({ ...node, nodeId: 'child', times: asked.times });
await presence.enter(asked.lease);
createInterface(process.stdin).on('line', () => void presence.leave(asked.lease));
process.stdout.write('ready\n');
