import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a line is like, each way. */
export interface Line {
  delayMs: number;
  /** Each piece takes up to this much longer, at random; order holds. */
  jitterMs: number;
  /** 0: as fast as it goes. */
  bytesPerSecond: number;
  /** All links share the bytes per second, as on a telephone; otherwise each has its own. */
  isShared: boolean;
}

/** `up` to the server, `down` to the client. */
export type Direction = 'up' | 'down';

/** Sees every piece of one link before it is passed on; true cuts the link instead. */
export type Watch = Partial<Record<Direction, (piece: Buffer) => boolean | undefined>>;

export interface FaultProxyOptions {
  /** Port of the server, on loopback. */
  to: number;
  line?: Partial<Line>;
  /** Called for each new link. */
  watch?: () => Watch;
  /** Of jitter; give a seeded one. */
  random?: () => number;
}

/** A way to a server on which things go wrong. It is for any protocol on TCP: WebSocket, Redis, MongoDB. */
export interface FaultProxy {
  readonly port: number;
  /** The same URL through the proxy. */
  through(url: string): string;
  /** From now on the line is like this; `{}` makes it sound. */
  line(line: Partial<Line>): void;
  /** Ends every link without a goodbye, or those for which it answers true. */
  cut(choose?: () => boolean): void;
  /** Ends new links as soon as they come, until `open`. */
  refuse(): void;
  /** Accepts, and lets nothing through, as a line does that lost all packets: what was sent arrives when it is `open` again. */
  hold(...directions: Direction[]): void;
  /** Sends no more in this direction, and says so; the other goes on. */
  halfClose(direction: Direction): void;
  /** New links go there. */
  lead(to: number): void;
  /** Ends `refuse` and `hold`. */
  open(): void;
  /** Links that stand, and all that ever came. */
  count(): { standing: number; ever: number };
  close(): Promise<void>;
}

const sound: Line = { delayMs: 0, jitterMs: 0, bytesPerSecond: 0, isShared: false };
/** More than this on its way, and the sender is no longer read. */
const roomBytes = 256 * 1024;
/** A slow line carries packets, not the sender's pieces. */
const packetBytes = 1400;

interface Conditions {
  line: Line;
  /** When the shared line is free again. */
  freeAt: Record<Direction, number>;
  held: Set<Direction>;
  random: () => number;
}

/** One direction of one link: pieces wait their time, in order. */
class Lane {
  readonly #direction: Direction;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #conditions: Conditions;
  #waiting: { piece: Buffer; at: number }[] = [];
  #bytes = 0;
  #freeAt = 0;
  #lastAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;
  #isFull = false;

  constructor(direction: Direction, ends: { from: Socket; to: Socket }, conditions: Conditions) {
    this.#direction = direction;
    this.#from = ends.from;
    this.#to = ends.to;
    this.#conditions = conditions;
    ends.to.on('drain', () => {
      this.#isFull = false;
      this.pump();
    });
  }

  take(piece: Buffer): void {
    const { bytesPerSecond } = this.#conditions.line;
    const size = bytesPerSecond > 0 ? packetBytes : piece.byteLength;
    for (let start = 0; start < piece.byteLength; start += size) this.#put(piece.subarray(start, start + size));
    if (this.#bytes > roomBytes) this.#from.pause();
    this.pump();
  }

  /** Nothing more comes; what waits is sent first. */
  end(): void {
    this.#isEnding = true;
    this.pump();
  }

  /** Nothing more is passed on, whatever waits. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  pump(): void {
    clearTimeout(this.#timer);
    if (this.#to.destroyed || this.#isFull || this.#conditions.held.has(this.#direction)) return;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const waitMs = next.at - performance.now();
      if (waitMs > 0) return void (this.#timer = setTimeout(() => this.pump(), Math.ceil(waitMs)));
      this.#waiting.shift();
      this.#bytes -= next.piece.byteLength;
      if (this.#bytes <= roomBytes / 2) this.#from.resume();
      if (!this.#to.write(next.piece)) return void (this.#isFull = true);
    }
    if (this.#isEnding) this.#to.end();
  }

  #put(piece: Buffer): void {
    const { line, random, freeAt } = this.#conditions;
    const start = Math.max(performance.now(), line.isShared ? freeAt[this.#direction] : this.#freeAt);
    this.#freeAt = line.bytesPerSecond > 0 ? start + (piece.byteLength / line.bytesPerSecond) * 1000 : start;
    freeAt[this.#direction] = this.#freeAt;
    this.#lastAt = Math.max(this.#lastAt, this.#freeAt + line.delayMs + random() * line.jitterMs);
    this.#waiting.push({ piece, at: this.#lastAt });
    this.#bytes += piece.byteLength;
  }
}

interface Link {
  up: Lane;
  down: Lane;
  cut(): void;
  /** One side ended while the line was held. */
  isBroken(): boolean;
}

function linkOf(client: Socket, to: number, world: { conditions: Conditions; watch: Watch; over: (link: Link) => void }): Link {
  const server = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true });
  const { conditions, watch } = world;
  const link: Link = {
    up: new Lane('up', { from: client, to: server }, conditions),
    down: new Lane('down', { from: server, to: client }, conditions),
    cut: () => {
      link.up.stop();
      link.down.stop();
      client.destroy();
      server.destroy();
      world.over(link);
    },
    isBroken: () => client.destroyed || server.destroyed,
  };
  const pass = (direction: Direction, piece: Buffer): void => {
    if (watch[direction]?.(piece) === true) link.cut();
    else link[direction].take(piece);
  };
  client.on('data', (piece) => pass('up', piece)).on('end', () => link.up.end());
  server.on('data', (piece) => pass('down', piece)).on('end', () => link.down.end());
  // A line that is held tells neither side of the other's end.
  const ended = (): void => void (conditions.held.size === 0 && link.cut());
  for (const socket of [client, server]) socket.setNoDelay(true).on('error', ended).on('close', ended);
  return link;
}

/** Listens on loopback. End it with `close`. */
export async function startFaultProxy({ to, line = {}, watch = () => ({}), random = Math.random }: FaultProxyOptions): Promise<FaultProxy> {
  const links = new Set<Link>();
  const conditions: Conditions = { line: { ...sound, ...line }, freeAt: { up: 0, down: 0 }, held: new Set(), random };
  let target = to;
  let isRefusing = false;
  let ever = 0;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    ever += 1;
    if (isRefusing) return void client.on('error', () => undefined).destroy();
    links.add(linkOf(client, target, { conditions, watch: watch(), over: (link) => links.delete(link) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    through(url) {
      const parsed = new URL(url);
      parsed.port = String(port);
      return parsed.href.replace(/\/$/, '');
    },
    line: (next) => {
      conditions.line = { ...sound, ...next };
    },
    cut: (choose = () => true) => {
      for (const link of [...links]) if (choose()) link.cut();
    },
    refuse: () => {
      isRefusing = true;
    },
    hold: (...directions) => {
      for (const direction of directions.length > 0 ? directions : (['up', 'down'] as const)) conditions.held.add(direction);
    },
    halfClose: (direction) => {
      for (const link of links) link[direction].end();
    },
    lead: (next) => {
      target = next;
    },
    open: () => {
      isRefusing = false;
      conditions.held.clear();
      for (const link of [...links]) {
        link.up.pump();
        link.down.pump();
        if (link.isBroken()) link.cut();
      }
    },
    count: () => ({ standing: links.size, ever }),
    close: async () => {
      for (const link of [...links]) link.cut();
      server.close();
      await once(server, 'close');
    },
  };
}
