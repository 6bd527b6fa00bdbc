import type { Actor } from '#shared/access/can.ts';
import type { Category, moderation, ReportedDetail } from '#shared/features/moderation/contract.ts';
import type { Context, Service } from '../../kernel/feature.ts';
import { restoreMessage, withholdMessage } from '../chat/index.ts';
import type { Desk } from './desk.ts';
import type { DecisionRecord, NoticeRecord, ReportedRecord } from './repository.ts';

type Moderation = typeof moderation;
type Part = Pick<Service<Moderation>, 'hideReported' | 'dismissReport' | 'restoreReported' | 'listMyNotices' | 'dismissNotice'>;
interface Wanted {
  kind: DecisionRecord['kind'];
  rule?: Category;
  text: string;
}

/** Decisions of one message that are kept; who turns it to and fro more often leaves no more trace than the audit's. */
const maxDecisions = 50;

function roleOf(actor: Actor, spaceId: string | undefined): DecisionRecord['byRole'] {
  const held = spaceId === undefined ? undefined : actor.spaces.get(spaceId);
  return held === 'coordinator' || held === 'moderator' ? 'moderators' : 'safetyOfficer';
}

/** Deciding about what was reported, and telling whom it concerns. */
export function decidingPart(desk: Desk, detail: (actor: Actor, id: string) => Promise<ReportedDetail>): Part {
  const { tools, repository } = desk;

  function checkState(ctx: Context<Moderation>, { state }: ReportedRecord, { kind }: Wanted): void {
    if (kind === 'restored' && state !== 'hidden') throw ctx.fail('notHidden');
    if ((kind === 'hidden' && state === 'hidden') || (kind === 'dismissed' && state !== 'open')) throw ctx.fail('alreadyDecided');
  }

  function noticeOf(ctx: Context<Moderation>, item: ReportedRecord, decision: DecisionRecord): NoticeRecord | undefined {
    const { kind, at, byRole, rule, text } = decision;
    if (kind === 'dismissed') return undefined;
    const { spaceId, roomId, seq, authorId, message } = item;
    return {
      id: ctx.newId(),
      userId: authorId,
      kind,
      ...(spaceId !== undefined && { spaceId }),
      roomId,
      seq,
      writtenAt: message.at,
      byRole,
      ...(rule !== undefined && { rule }),
      text,
      at,
    };
  }

  /** Stores the decision with what follows from it: one of two people who decide at once finds it taken. */
  async function store(ctx: Context<Moderation>, item: ReportedRecord, wanted: Wanted): Promise<void> {
    const reports = await repository.reportsOf(item.id);
    const decision: DecisionRecord = {
      ...wanted,
      at: ctx.now.toISOString(),
      byUserId: ctx.actor.userId,
      byRole: roleOf(ctx.actor, item.spaceId),
    };
    const outcome = wanted.kind === 'hidden' ? 'acted' : 'kept';
    const answered = reports.filter((report) => report.state === 'waiting' || (wanted.kind !== 'dismissed' && report.outcome !== outcome));
    const notice = noticeOf(ctx, item, decision);
    const decided: ReportedRecord = {
      ...item,
      isOpen: false,
      state: wanted.kind,
      decisions: [...item.decisions, decision].slice(-maxDecisions),
      version: item.version + 1,
    };
    await repository.commit([
      repository.reported.replace(decided, { version: item.version }),
      ...answered.map((report) => repository.reports.put({ ...report, state: 'handled', outcome })),
      ...(notice ? [repository.notices.insert(notice)] : []),
    ]);
    for (const userId of new Set(answered.map(({ reporterId }) => reporterId))) tools.publish('myReportsChanged', `user:${userId}`, {});
    if (notice) tools.publish('noticed', `user:${notice.userId}`, {});
  }

  async function decide(ctx: Context<Moderation>, reportId: string, wanted: Wanted): Promise<ReportedDetail> {
    const item = await desk.contested(async () => {
      const found = await repository.reported.get(reportId);
      if (!found) throw new Error('a report vanished between the door and the service');
      checkState(ctx, found, wanted);
      await store(ctx, found, wanted);
      return found;
    });
    await carryOut(ctx, item, wanted.kind);
    await desk.tellQueue(item);
    return detail(ctx.actor, reportId);
  }

  /** What the decision means in the room. It may be done again: what stands as decided is left alone. */
  async function carryOut(ctx: Context<Moderation>, { roomId, seq }: ReportedRecord, kind: DecisionRecord['kind']): Promise<void> {
    const act = { roomId, seq, byUserId: ctx.actor.userId };
    if (kind === 'hidden') await withholdMessage(tools, act);
    if (kind === 'restored') await restoreMessage(tools, act);
  }

  return {
    async hideReported(ctx, { reportId, rule, text }) {
      const item = await repository.reported.get(reportId);
      // Decided before, but the hub fell before it was done: the message is still read, so it is done now.
      if (item?.state === 'hidden' && (await detail(ctx.actor, reportId)).now !== 'hidden') {
        await carryOut(ctx, item, 'hidden');
        return detail(ctx.actor, reportId);
      }
      return decide(ctx, reportId, { kind: 'hidden', rule, text });
    },
    dismissReport: (ctx, { reportId, reason }) => decide(ctx, reportId, { kind: 'dismissed', text: reason }),
    restoreReported: (ctx, { reportId, reason }) => decide(ctx, reportId, { kind: 'restored', text: reason }),

    async listMyNotices(ctx) {
      const notices = await repository.noticesOf(ctx.actor.userId);
      const roomName = await desk.roomNames(notices.map(({ roomId }) => roomId));
      return { items: notices.map(({ userId: _own, ...notice }) => ({ ...notice, roomName: roomName(notice.roomId) })) };
    },
    async dismissNotice(ctx, { noticeId }) {
      const notice = await repository.notices.get(noticeId);
      if (notice?.userId === ctx.actor.userId) await repository.commit([repository.notices.delete(noticeId)]);
      return {};
    },
  };
}
