import type { AccountEvent, personal } from '#shared/features/personal/contract.ts';
import { AccountEvent as AccountEventSchema } from '#shared/features/personal/contract.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Actor } from '#shared/access/can.ts';
import type { Service, Tools } from '../../kernel/feature.ts';
import type { Entry } from '../../platform/log/port.ts';

type Personal = typeof personal;
const streamOf = (userId: string) => `account:${userId}`;
const maxBehind = 200;
/** Older events help nobody: who was away longer asks for everything. Trimmed when so many more have come. */
const kept = 500;
const trimEvery = 250;
const digestMs = 25_000;
const digestBatch = 1000;

/** Each account's own log: what one device did, the others hear in order, and find when they missed it. */
export interface AccountStream {
  tell(userId: string, event: AccountEvent): Promise<void>;
  head(userId: string): Promise<number>;
}

export function createAccountStream(tools: Tools<Personal>): AccountStream {
  const { log, clock, publish, logger } = tools;
  return {
    async tell(userId, event) {
      const entry = { type: event.kind, at: clock.now().toISOString(), actor: userId, data: event as JsonObject };
      const [appended] = await log.append(streamOf(userId), [entry]);
      const { seq } = appended!.entry;
      publish('told', `user:${userId}`, { seq, event });
      if (seq % trimEvery === 0 && seq > kept)
        log
          .trim(streamOf(userId), seq - kept)
          .catch((error: unknown) => logger.warn({ err: error }, 'an account stream could not be trimmed'));
    },
    head: async (userId) => (await log.heads([streamOf(userId)])).get(streamOf(userId)) ?? 0,
  };
}

function eventOf({ seq, data }: Entry) {
  const parsed = AccountEventSchema.safeParse(data);
  return parsed.success ? [{ seq, event: parsed.data }] : [];
}

export function accountStreamPart({ log }: Tools<Personal>, stream: AccountStream): Pick<Service<Personal>, 'syncAccount'> {
  return {
    async syncAccount(ctx, { after }) {
      const { userId } = ctx.actor;
      const head = await stream.head(userId);
      if (after > head || head - after > maxBehind) return { events: [], head, isReset: true };
      const entries = await log.read(streamOf(userId), after, maxBehind);
      return { events: entries.flatMap(eventOf), head: Math.max(head, entries.at(-1)?.seq ?? 0), isReset: false };
    },
  };
}

interface LiveConnection {
  actor: Actor;
  gone: Promise<void>;
}

/** Tells the head of her stream to whoever is connected here, now and then: so a lost packet is found. */
export function digestAccounts(
  tools: Pick<Tools<Personal>, 'log' | 'clock' | 'logger'>,
  emit: (userId: string, head: number) => void,
  onConnection: (listener: (connection: LiveConnection) => void) => void,
): void {
  const { log, clock, logger } = tools;
  const connected = new Map<string, number>();

  async function digest(userIds: readonly string[]): Promise<void> {
    for (let start = 0; start < userIds.length; start += digestBatch) {
      const batch = userIds.slice(start, start + digestBatch);
      const heads = await log.heads(batch.map(streamOf));
      for (const userId of batch) emit(userId, heads.get(streamOf(userId)) ?? 0);
    }
  }
  const warn = (error: unknown) => logger.warn({ err: error }, 'digest of accounts failed');

  onConnection(({ actor, gone }) => {
    const { userId } = actor;
    connected.set(userId, (connected.get(userId) ?? 0) + 1);
    void gone.then(() => {
      const left = (connected.get(userId) ?? 1) - 1;
      if (left > 0) connected.set(userId, left);
      else connected.delete(userId);
    });
  });
  clock.every(digestMs, () => void digest([...connected.keys()]).catch(warn));
}
