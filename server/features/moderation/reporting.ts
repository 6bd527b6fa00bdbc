import { reportsPerDay, type moderation, type MyReport } from '#shared/features/moderation/contract.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Context, Service } from '../../kernel/feature.ts';
import { hashToken } from '../../platform/ids/ids.ts';
import type { WriteOp } from '../../platform/store/port.ts';
import { linesAround } from '../chat/index.ts';
import type { Desk } from './desk.ts';
import { maxReportsOfOne, reportedId, type ReportRecord, type ReportedRecord } from './repository.ts';
import { contextLines, copyOf } from './snapshot.ts';

type Moderation = typeof moderation;
type Part = Pick<Service<Moderation>, 'reportMessage' | 'listMyReports'>;

const dayMs = 86_400_000;
/** Edits between two reports of which the text is kept too. */
const maxLaterVersions = 5;

/** Telling moderators of a message, and what became of it. */
export function reportingPart(desk: Desk): Part {
  const { tools, repository } = desk;
  const cursors = createCursors(tools.secret);

  async function view(reports: readonly ReportRecord[]): Promise<MyReport[]> {
    const roomName = await desk.roomNames(reports.map(({ roomId }) => roomId));
    return reports.map(({ reportedId: _item, reporterId: _own, identity: _told, ...report }) => ({
      ...report,
      roomName: roomName(report.roomId),
    }));
  }

  async function checkDay(ctx: Context<Moderation>): Promise<void> {
    const { items } = await repository.reportsBy(ctx.actor.userId, reportsPerDay, undefined);
    const oldest = items.length < reportsPerDay ? undefined : items.at(-1);
    const retryAfterMs = oldest ? Date.parse(oldest.at) + dayMs - ctx.now.getTime() : 0;
    if (retryAfterMs > 0) throw ctx.fail('tooManyReports', { max: reportsPerDay, retryAfterMs });
  }

  /** The message with its surroundings as they are now. */
  async function snapshot(ctx: Context<Moderation>, roomId: string, seq: number) {
    const lines = await linesAround(tools, { roomId, seq }, contextLines);
    const line = lines.find(({ shown }) => shown.seq === seq);
    if (line?.shown.kind !== 'message') throw ctx.fail('unknownMessage');
    if (line.shown.authorId === ctx.actor.userId) throw ctx.fail('ownMessage');
    const copies = lines.map(copyOf);
    return {
      message: copyOf(line),
      before: copies.filter((copy) => copy.seq < seq),
      after: copies.filter((copy) => copy.seq > seq),
    };
  }

  /** The line of the queue with one more report. */
  async function withReport(
    ctx: Context<Moderation>,
    known: ReportedRecord | undefined,
    { report, taken }: { report: ReportRecord; taken: Awaited<ReturnType<typeof snapshot>> },
  ): Promise<ReportedRecord> {
    const { category, at, roomId, seq, spaceId } = report;
    const { message } = taken;
    const isAgain = known?.isOpen === true;
    const partyIds = [...new Set([...(known?.partyIds ?? [message.authorId]), ctx.actor.userId])];
    const isForOfficer = (await desk.eligibleIn(spaceId, partyIds)).length === 0;
    const newest = known ? [known.message, ...known.laterVersions].at(-1) : message;
    const isEdited = known !== undefined && newest?.revision !== message.revision;
    return {
      id: report.reportedId,
      ...(spaceId !== undefined && { spaceId }),
      roomId,
      seq,
      authorId: message.authorId,
      isOpen: true,
      state: 'open',
      partyIds,
      isForOfficer,
      concernsOfficer: isForOfficer || report.identity === 'safetyOfficer' || (isAgain && known.concernsOfficer),
      categories: isAgain ? [...new Set([...known.categories, category])] : [category],
      reportCount: isAgain ? known.reportCount + 1 : 1,
      reportedAt: isAgain ? known.reportedAt : at,
      ...(known ? { message: known.message, before: known.before, after: known.after } : taken),
      laterVersions: [...(known?.laterVersions ?? []), ...(isEdited ? [message] : [])].slice(-maxLaterVersions),
      decisions: known?.decisions ?? [],
      version: (known?.version ?? 0) + 1,
    };
  }

  return {
    async reportMessage(ctx, { roomId, seq, clientId, ...given }) {
      const reporterId = ctx.actor.userId;
      const id = hashToken(`report ${reporterId} ${clientId}`).slice(0, 32);
      const itemId = reportedId(roomId, seq);
      const { spaceId } = ctx.scope;
      const stored = await desk.contested(async () => {
        const same = await repository.reports.get(id);
        if (same && same.reportedId !== itemId) throw ctx.fail('clientIdReused');
        if (same) return { report: same };
        const taken = await snapshot(ctx, roomId, seq);
        const known = await repository.reported.get(itemId);
        const waiting = known?.isOpen ? await repository.waitingOf(itemId, reporterId) : undefined;
        // The same one, sent twice at once: the other was a moment quicker.
        if (waiting?.id === id) return { report: waiting };
        if (waiting) throw ctx.fail('alreadyReported');
        if ((known?.partyIds.length ?? 0) > maxReportsOfOne) throw ctx.fail('reportedOften', { max: maxReportsOfOne });
        await checkDay(ctx);
        const report: ReportRecord = {
          id,
          reportedId: itemId,
          ...(spaceId !== undefined && { spaceId }),
          roomId,
          seq,
          reporterId,
          ...given,
          at: ctx.now.toISOString(),
          state: 'waiting',
        };
        const item = await withReport(ctx, known, { report, taken });
        const write: WriteOp = known ? repository.reported.replace(item, { version: known.version }) : repository.reported.insert(item);
        await repository.commit([repository.reports.insert(report), write]);
        return { report, item };
      });
      if (stored.item) await desk.tellQueue(stored.item);
      const [shown] = await view([stored.report]);
      return shown!;
    },

    async listMyReports(ctx, { limit, cursor }) {
      const list = `my reports ${ctx.actor.userId}`;
      const page = await repository.reportsBy(ctx.actor.userId, limit, cursors.decode(list, cursor));
      const next = cursors.encode(list, page.next);
      return { items: await view(page.items), ...(next !== undefined && { next }) };
    },
  };
}
