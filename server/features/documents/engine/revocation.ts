import { closeCodes } from '#shared/features/documents/contract.ts';
import type { GatewayTools } from '../../../kernel/gateway.ts';
import type { Connection } from './connection.ts';
import { enter } from './handshake.ts';

export interface Revocation {
  /** Rights as of now: kept, lowered or raised in place, or the connection is closed. */
  recheck(connection: Connection): Promise<void>;
  recheckWhere(concerned: (connection: Connection) => boolean): Promise<void>;
  /** Raised by every change, so that one in the middle of an opening is not missed. */
  readonly changes: number;
}

/** Takes from live connections what their people may no longer do. */
export function createRevocation(
  tools: GatewayTools,
  connections: ReadonlySet<Connection>,
  codeOf: (error: unknown) => number,
): Revocation {
  let changes = 0;

  async function recheck(connection: Connection): Promise<void> {
    try {
      const { right } = await enter(tools, await tools.actors.current(connection.sessionId), connection.document.id);
      connection.setRight(right);
    } catch (error) {
      // Not knowing is not a reason to keep a right.
      connection.setRight('none');
      const code = codeOf(error);
      // It was there a moment ago: what is lost is the right to it.
      connection.close(code === closeCodes.unknownDocument ? closeCodes.notAllowed : code);
    }
  }

  return {
    recheck,
    async recheckWhere(concerned) {
      changes += 1;
      await Promise.all([...connections].filter(concerned).map(recheck));
    },
    get changes() {
      return changes;
    },
  };
}
