import { UnreachableError } from '#client/kernel/hub-client.ts';
import type { RoomLog } from './room-log.ts';
import type { RoomTransport } from './room-transport.ts';
import type { Paging } from './room-view.ts';
import type { Page } from './span.ts';

export interface PagesWorld {
  log: RoomLog;
  transport: Pick<RoomTransport, 'list'>;
  mayAsk(): boolean;
  /** A request was refused, so that the room may be gone. */
  refused(reason: unknown): void;
  changed(): void;
}

/** Reads parts of the past. */
export interface RoomPages {
  earlier(): Paging;
  later(): Paging;
  loadEarlier(): void;
  loadLater(): void;
  /** Shows the part around a number; false when another jump came after it. @throws HubError · UnreachableError */
  jumpTo(seq: number): Promise<boolean>;
  /** What is held was replaced. */
  reset(): void;
  /** A page that is as new as what is held; undefined when it is of no use any more. @throws HubError · UnreachableError */
  fresh(ask: () => Promise<Page>): Promise<Page | undefined>;
}

/** So much may happen in a room while a page is on its way that it is out of date when it comes. */
const maxAsked = 3;

export function createRoomPages({ log, transport, ...world }: PagesWorld): RoomPages {
  let earlier: Paging = 'idle';
  let later: Paging = 'idle';
  /** The last jump wins. */
  let jumps = 0;

  async function fresh(ask: () => Promise<Page>): Promise<Page | undefined> {
    const { era } = log;
    for (let round = 0; round < maxAsked; round += 1) {
      const page = await ask();
      if (era !== log.era) return undefined;
      if (log.isFresh(page.head)) return page;
    }
    throw new UnreachableError('the answers are out of date');
  }
  /** Ends as the paging it stands for. */
  async function turn(ask: () => Promise<Page>, take: (page: Page) => void): Promise<Paging> {
    const { era } = log;
    try {
      const page = await fresh(ask);
      if (page) take(page);
      return 'idle';
    } catch (reason) {
      if (era !== log.era) return 'idle';
      world.refused(reason);
      return 'failed';
    }
  }
  return {
    earlier: () => earlier,
    later: () => later,
    loadEarlier() {
      const span = log.shown;
      if (!world.mayAsk() || !span?.hasEarlier || earlier === 'loading') return;
      earlier = 'loading';
      world.changed();
      const before = span.from;
      void turn(
        () => transport.list({ before }),
        (page) => log.takeEarlier(page, before),
      ).then((end) => {
        earlier = end;
        world.changed();
      });
    },
    loadLater() {
      const span = log.shown;
      if (!world.mayAsk() || !log.isAway || !span?.hasLater || later === 'loading') return;
      later = 'loading';
      world.changed();
      const after = span.to;
      void turn(
        () => transport.list({ after }),
        (page) => log.takeLater(page, after),
      ).then((end) => {
        later = end;
        world.changed();
      });
    },
    async jumpTo(seq) {
      jumps += 1;
      const mine = jumps;
      if (!log.show(seq)) {
        const page = await fresh(() => transport.list({ around: seq }));
        if (!page || mine !== jumps) return false;
        log.jump(page);
      }
      earlier = later = 'idle';
      world.changed();
      return true;
    },
    reset() {
      earlier = later = 'idle';
    },
    fresh,
  };
}
