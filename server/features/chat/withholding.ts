import type { RoomItem } from '#shared/features/chat/contract.ts';
import type { Ports } from '../../kernel/feature.ts';
import type { Feed } from '../../kernel/feed.ts';
import type { Logger } from '../../kernel/logger.ts';
import { changeEntry, roomStream } from './entries.ts';
import { lineId, type LineRecord, viewOf } from './lines.ts';
import { createProjector } from './projector.ts';
import { chatRepository } from './repository.ts';

/** A line with what readers may not see: for moderators who have a report on it. */
export interface FullLine {
  /** As readers see it. */
  shown: RoomItem;
  /** With its content, also while it is withheld; of what was removed nothing is left. */
  content: RoomItem;
  isWithheld: boolean;
}
type Tools = Ports & { feed: Feed; logger: Logger };

const fullLine = (line: LineRecord): FullLine => ({ shown: viewOf(line), content: line.item, isWithheld: line.withheld !== undefined });

function world(tools: Tools) {
  const repository = chatRepository(tools);
  return { repository, projector: createProjector({ ports: tools, repository, logger: tools.logger }) };
}

async function level(tools: Tools, roomId: string) {
  const { repository, projector } = world(tools);
  const head = (await repository.heads([roomId])).get(roomId) ?? 0;
  await projector.upTo(roomId, head);
  return { repository, projector };
}

/** One line of a room; undefined when there is none of that number. */
export async function readLine(tools: Tools, roomId: string, seq: number): Promise<FullLine | undefined> {
  const { repository } = await level(tools, roomId);
  const line = await repository.lines.get(lineId(roomId, seq));
  return line && fullLine(line);
}

/** The line, and up to `count` before and after it in the room or thread where it stands; ascending. */
export async function linesAround(tools: Tools, place: { roomId: string; seq: number }, count: number): Promise<FullLine[]> {
  const { roomId, seq } = place;
  const { repository } = await level(tools, roomId);
  const line = await repository.lines.get(lineId(roomId, seq));
  if (!line) return [];
  const where = { roomId, timeline: line.timeline };
  const [before, after] = await Promise.all([repository.before(where, seq, count), repository.after(where, seq, count)]);
  return [...before.lines, line, ...after.lines].map(fullLine);
}

export interface Withholding {
  roomId: string;
  seq: number;
  byUserId: string;
  /** Told to readers in place of the text; short. */
  reason?: string;
}

/**
 * Takes a message from everybody's sight until it is restored; its content stays stored.
 *
 * @returns the line afterwards; undefined when there is none of that number
 */
export const withholdMessage = (tools: Tools, act: Withholding) => setWithheld(tools, 'withheld', act);
export const restoreMessage = (tools: Tools, act: Withholding) => setWithheld(tools, 'restored', act);

async function setWithheld(tools: Tools, kind: 'withheld' | 'restored', act: Withholding): Promise<FullLine | undefined> {
  const { roomId, seq, byUserId, reason } = act;
  const { repository, projector } = await level(tools, roomId);
  const line = await repository.lines.get(lineId(roomId, seq));
  if (!line) return undefined;
  if (line.item.kind === 'hidden' || (line.withheld !== undefined) === (kind === 'withheld')) return fullLine(line);
  const by = { actor: byUserId, at: tools.clock.now().toISOString() };
  const entry = changeEntry(kind, by, { target: seq, ...(kind === 'withheld' && reason !== undefined && { reason }) });
  const [appended] = await tools.log.append(roomStream(roomId), [entry]);
  tools.feed.appended(roomStream(roomId), [appended!.entry]);
  await projector.upTo(roomId, appended!.entry.seq);
  return fullLine((await repository.lines.get(line.id))!);
}
