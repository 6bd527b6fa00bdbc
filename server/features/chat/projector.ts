import type { RoomEvent } from '#shared/features/chat/contract.ts';
import { targetsOf } from '#shared/features/chat/room-state.ts';
import type { Ports } from '../../kernel/feature.ts';
import type { Logger } from '../../kernel/logger.ts';
import { putLast } from '../../platform/put-last.ts';
import { DuplicateError, GuardError } from '../../platform/store/port.ts';
import { roomEvent, roomStream } from './entries.ts';
import { hideFiles, withdrawFiles } from '../files/index.ts';
import { changeLine, filesOf, newLine, type LineRecord } from './lines.ts';
import type { ChatRepository } from './repository.ts';

/** Keeps the lines of rooms level with their logs: at once when they are read, soon after each entry otherwise. */
export interface Projector {
  /** Resolves when the room's lines contain its log up to `head` at least. */
  upTo(roomId: string, head: number): Promise<void>;
  /** Entries were appended: their lines follow within the moment, many in one write. */
  soon(roomId: string): void;
}

/** Entries in one write; each touches two lines at most, and a commit takes 1000. */
const batchSize = 200;
const soonMs = 200;
/** Another node projects the same room and was quicker. */
const maxContests = 20;
/** Rooms whose state is remembered on this node. */
const maxRemembered = 5000;

interface World {
  ports: Pick<Ports, 'log' | 'store' | 'clock' | 'blobs'>;
  repository: ChatRepository;
  logger: Logger;
}

interface Projected {
  lines: LineRecord[];
  /** Entries whose words must go: what was removed, with its history. */
  emptied: number[];
  /** Files that go with them. */
  withdrawn: string[];
  /** Files that are out of sight, or in sight again. */
  hidden: { fileIds: string[]; isHidden: boolean }[];
}

/** The lines that a batch of events makes or changes. */
async function project(repository: ChatRepository, roomId: string, events: readonly RoomEvent[]): Promise<Projected> {
  const made = new Set(events.flatMap((event) => (event.kind === 'message' || event.kind === 'hidden' ? event.seq : [])));
  const lines = await repository.byNumber(
    roomId,
    [...new Set(events.flatMap(targetsOf))].filter((seq) => !made.has(seq)),
  );
  const changed = new Map<number, LineRecord>();
  const emptied: number[] = [];
  const withdrawn: string[] = [];
  const hidden: Projected['hidden'] = [];
  for (const event of events) {
    if (event.kind === 'message' || event.kind === 'hidden') changed.set(event.seq, newLine(roomId, event));
    for (const seq of targetsOf(event)) {
      const line = changed.get(seq) ?? lines.get(seq);
      const next = line && changeLine(line, event);
      if (!next || next === line) continue;
      if (event.kind === 'removed') {
        emptied.push(seq, ...line.edits);
        withdrawn.push(...filesOf(line));
      }
      if (event.kind === 'withheld' || event.kind === 'restored')
        hidden.push({ fileIds: filesOf(line), isHidden: event.kind === 'withheld' });
      changed.set(seq, next);
    }
  }
  return { lines: [...changed.values()], emptied, withdrawn, hidden };
}

export function createProjector({ ports, repository, logger }: World): Projector {
  const { log, clock } = ports;
  const known = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  const waiting = new Set<string>();

  /** @returns the number reached; undefined when the log has no more */
  async function step(roomId: string, from: number): Promise<number | undefined> {
    const entries = await log.read(roomStream(roomId), from, batchSize);
    const last = entries.at(-1);
    if (!last) return undefined;
    const { lines, emptied, withdrawn, hidden } = await project(repository, roomId, entries.map(roomEvent));
    // The words go before the line says so: a node that dies in between does it again.
    for (const seq of emptied) await log.blank(roomStream(roomId), seq);
    await withdrawFiles(ports, withdrawn);
    for (const { fileIds, isHidden } of hidden) await hideFiles(ports, fileIds, isHidden);
    await repository.commit([repository.moveKnown(roomId, from, last.seq), ...lines.map((line) => repository.lines.put(line))]);
    return last.seq;
  }

  async function run(roomId: string, head: number): Promise<void> {
    let at = known.get(roomId) ?? (await repository.known(roomId));
    let contests = 0;
    while (at < head) {
      try {
        const reached = await step(roomId, at);
        if (reached === undefined) break;
        at = reached;
      } catch (error) {
        if (!(error instanceof GuardError || error instanceof DuplicateError) || ++contests > maxContests) throw error;
        at = await repository.known(roomId);
      }
    }
    putLast(known, [roomId, at], maxRemembered);
  }

  async function upTo(roomId: string, head: number): Promise<void> {
    while ((known.get(roomId) ?? -1) < head) {
      const before = running.get(roomId);
      if (before) {
        await before.catch(() => undefined);
        continue;
      }
      const mine = run(roomId, head).finally(() => running.delete(roomId));
      running.set(roomId, mine);
      await mine;
      return;
    }
  }

  return {
    upTo,
    soon(roomId) {
      if (waiting.has(roomId)) return;
      waiting.add(roomId);
      clock.after(soonMs, () => {
        waiting.delete(roomId);
        repository
          .heads([roomId])
          .then((heads) => upTo(roomId, heads.get(roomId) ?? 0))
          .catch((error: unknown) => logger.warn({ err: error, roomId }, 'lines of a room could not be brought level'));
      });
    },
  };
}
