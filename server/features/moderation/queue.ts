import { can, type Actor } from '#shared/access/can.ts';
import type { moderation, Reported, ReportedDetail } from '#shared/features/moderation/contract.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Service } from '../../kernel/feature.ts';
import { readLine } from '../chat/index.ts';
import { presentPersons } from '../people/index.ts';
import type { Desk } from './desk.ts';
import type { ReportedRecord } from './repository.ts';
import { excerptOf, lineView, peopleIn } from './snapshot.ts';

type Moderation = typeof moderation;
type Part = Pick<Service<Moderation>, 'listReports' | 'countReports' | 'listAllReports' | 'getReport'>;

const excerptLength = 200;
type NameOf = (userId: string) => string | undefined;

function row(item: ReportedRecord, nameOf: NameOf, roomName: string): Reported {
  const { id, spaceId, roomId, seq, categories, reportCount, reportedAt, state, isForOfficer, message } = item;
  return {
    id,
    ...(spaceId !== undefined && { spaceId }),
    roomId,
    roomName,
    seq,
    authorName: nameOf(item.authorId) ?? '',
    excerpt: excerptOf(message, nameOf, excerptLength),
    direction: message.direction,
    categories,
    reportCount,
    reportedAt,
    state,
    isForOfficer,
  };
}

/** The queue and what lies in it. That a report does not concern the reader herself is the door's rule, and here the lists'. */
export function queuePart(desk: Desk): Part & { detail: (actor: Actor, id: string) => Promise<ReportedDetail> } {
  const { tools, repository } = desk;
  const cursors = createCursors(tools.secret);

  /** Whether nobody in its space may decide about an item now; a space is asked about once in a call. */
  function leftAlone(): (item: ReportedRecord) => Promise<boolean> {
    const managers = new Map<string, Promise<string[]>>();
    return async ({ spaceId, partyIds }) => {
      if (spaceId === undefined) return true;
      const known = managers.get(spaceId) ?? desk.eligibleIn(spaceId, []);
      managers.set(spaceId, known);
      return (await known).every((userId) => partyIds.includes(userId));
    };
  }

  async function rows(items: readonly ReportedRecord[]): Promise<Reported[]> {
    const nameOf = await desk.names(items.flatMap(({ message }) => peopleIn(message)));
    const roomName = await desk.roomNames(items.map(({ roomId }) => roomId));
    return items.map((item) => row(item, nameOf, roomName(item.roomId)));
  }

  async function stateNow({ roomId, seq, message, laterVersions }: ReportedRecord): Promise<ReportedDetail['now']> {
    const line = await readLine(tools, roomId, seq);
    if (!line || line.content.kind === 'hidden') return 'removed';
    if (line.isWithheld) return 'hidden';
    const known = [message, ...laterVersions].at(-1)!;
    return line.content.revision === known.revision ? 'shown' : 'edited';
  }

  async function detail(actor: Actor, id: string): Promise<ReportedDetail> {
    const item = await repository.reported.get(id);
    if (!item) throw new Error('a report vanished between the door and the service');
    const reports = await repository.reportsOf(id);
    const lines = [item.message, ...item.laterVersions, ...item.before, ...item.after];
    const [nameOf, reporters, roomName, now] = await Promise.all([
      desk.names([...lines.flatMap(peopleIn), ...item.decisions.map(({ byUserId }) => byUserId)]),
      presentPersons(
        tools,
        reports.map(({ reporterId }) => reporterId),
      ),
      desk.roomNames([item.roomId]),
      stateNow(item),
    ]);
    const isOfficer = can(actor, 'hub.handleReports', { id: 'hub' });
    const shown = (line: ReportedRecord['message']) => lineView(line, nameOf);
    return {
      ...row(item, nameOf, roomName(item.roomId)),
      message: shown(item.message),
      laterVersions: item.laterVersions.map(shown),
      before: item.before.map(shown),
      after: item.after.map(shown),
      now,
      reports: reports.map(({ id: reportId, category, text, at, identity, reporterId }) => {
        const reporter = identity === 'moderators' || isOfficer ? reporters.get(reporterId) : undefined;
        const { displayName = '', country = '' } = reporter ?? {};
        return { id: reportId, category, text, at, identity, ...(reporter && { reporter: { userId: reporterId, displayName, country } }) };
      }),
      decisions: item.decisions.map(({ byUserId, ...decision }) => ({ ...decision, byName: nameOf(byUserId) ?? '' })),
    };
  }

  return {
    detail,
    async listReports(ctx, { spaceId, state, limit, cursor }) {
      const list = `reports ${spaceId} ${state}`;
      const match = { spaceId, isOpen: state === 'open' };
      const isShown = (item: ReportedRecord) => !item.partyIds.includes(ctx.actor.userId);
      const page = await repository.queue(match, isShown, { limit, after: cursors.decode(list, cursor) });
      const next = cursors.encode(list, page.next);
      return { items: await rows(page.items), ...(next !== undefined && { next }) };
    },
    async countReports(ctx, { spaceId }) {
      return { open: await repository.countOpen(spaceId, ctx.actor.userId) };
    },
    async listAllReports(ctx, { state, which, limit, cursor }) {
      const list = `all reports ${which} ${state}`;
      const isOpen = state === 'open';
      // What was decided is the officer's by what it was then; what waits, by who could decide now.
      const match = { isOpen, ...(which === 'forOfficer' && !isOpen && { concernsOfficer: true }) };
      const isLeftAlone = leftAlone();
      const isShown = async (item: ReportedRecord) =>
        !item.partyIds.includes(ctx.actor.userId) && (which === 'all' || item.concernsOfficer || isLeftAlone(item));
      const page = await repository.queue(match, isShown, { limit, after: cursors.decode(list, cursor) });
      const next = cursors.encode(list, page.next);
      const shown = await Promise.all(
        page.items.map(async (item) => ({ ...item, isForOfficer: item.isOpen ? await isLeftAlone(item) : item.isForOfficer })),
      );
      return { items: await rows(shown), ...(next !== undefined && { next }) };
    },
    getReport: (ctx, { reportId }) => detail(ctx.actor, reportId),
  };
}
