import type * as z from 'zod/mini';
import type { Attachment } from '#shared/features/files/contract.ts';
import type { Category, deciderRole, decisionKind, identity } from '#shared/features/moderation/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { Ports } from '../../kernel/feature.ts';
import { hashToken } from '../../platform/ids/ids.ts';
import type { Match, Scalar } from '../../platform/store/port.ts';

/** A line of a room as it was when it was reported. Names are looked up when it is shown. */
export type StoredLine = {
  seq: number;
  at: string;
  authorId: string;
  text: string;
  direction: Direction;
  thread?: number;
  attachments: Attachment[];
  revision: number;
  isGone: boolean;
};
export type DecisionRecord = {
  kind: z.output<typeof decisionKind>;
  at: string;
  byUserId: string;
  byRole: z.output<typeof deciderRole>;
  rule?: Category;
  text: string;
};
/** A reported message: what its author does to it afterwards changes nothing here. */
export type ReportedRecord = {
  id: string;
  spaceId?: string;
  roomId: string;
  seq: number;
  authorId: string;
  isOpen: boolean;
  state: 'open' | DecisionRecord['kind'];
  /** Whom it concerns: its author and all who ever reported it. They do not see it. */
  partyIds: string[];
  /** Nobody in the space may decide. */
  isForOfficer: boolean;
  /** For the safety officer's own list: nobody else may decide, or a reporter turned to her. */
  concernsOfficer: boolean;
  /** Of the reports that wait, or that the last decision answered. */
  categories: Category[];
  reportCount: number;
  /** Of the first report since the last decision. */
  reportedAt: string;
  message: StoredLine;
  laterVersions: StoredLine[];
  before: StoredLine[];
  after: StoredLine[];
  decisions: DecisionRecord[];
  version: number;
};
export type ReportRecord = {
  id: string;
  reportedId: string;
  spaceId?: string;
  roomId: string;
  seq: number;
  reporterId: string;
  category: Category;
  text: string;
  identity: z.output<typeof identity>;
  at: string;
  state: 'waiting' | 'handled';
  outcome?: 'acted' | 'kept';
};
export type NoticeRecord = {
  id: string;
  userId: string;
  kind: 'hidden' | 'restored';
  spaceId?: string;
  roomId: string;
  seq: number;
  writtenAt: string;
  byRole: DecisionRecord['byRole'];
  rule?: Category;
  text: string;
  at: string;
};

/** People whose reports of one message are kept; beyond it they add nothing. */
export const maxReportsOfOne = 500;
/** Batches read to fill one page of a queue from which some lines are left out. */
const maxBatches = 20;
const batchSize = 100;

/** Reports of one message are one line of the queue. */
export const reportedId = (roomId: string, seq: number) => hashToken(`reported ${roomId} ${seq}`).slice(0, 32);

/** The only file that knows how reports are stored. */
export function moderationRepository({ store }: Pick<Ports, 'store'>) {
  const reported = store.collection<ReportedRecord>('reportedMessages', {
    schemaVersion: 1,
    indexes: [
      ['spaceId', 'isOpen', 'reportedAt'],
      ['isOpen', 'reportedAt'],
      ['concernsOfficer', 'isOpen', 'reportedAt'],
      ['spaceId', 'isOpen', 'partyIds'],
    ],
  });
  const reports = store.collection<ReportRecord>('messageReports', {
    schemaVersion: 1,
    indexes: [
      ['reporterId', 'at'],
      ['reportedId', 'at'],
      ['reportedId', 'reporterId', 'state'],
    ],
  });
  const notices = store.collection<NoticeRecord>('moderationNotices', { schemaVersion: 1, indexes: [['userId', 'at']] });

  return {
    reported,
    reports,
    notices,
    commit: store.commit.bind(store),
    /** Of the lines that match and are to be shown: what waits longest first, what was decided newest first. */
    async queue(
      match: Match & { isOpen: boolean },
      isShown: (item: ReportedRecord) => boolean | Promise<boolean>,
      page: { limit: number; after: (Scalar | null)[] | undefined },
    ) {
      const direction = match.isOpen ? 1 : -1;
      const items: ReportedRecord[] = [];
      let after = page.after;
      for (let batch = 0; batch < maxBatches; batch++) {
        const found = await reported.find({ match, sort: [['reportedAt', direction]], limit: batchSize, ...(after && { after }) });
        for (const item of found.items) {
          if (!(await isShown(item))) continue;
          if (items.length === page.limit) return { items, next: after };
          items.push(item);
          after = [item.reportedAt, item.id];
        }
        if (!found.next) return { items };
        if (items.length < page.limit) after = found.next;
      }
      return { items, ...(after && { next: after }) };
    },
    async countOpen(spaceId: string, reader: string): Promise<number> {
      const [all, own] = await Promise.all([
        reported.count({ spaceId, isOpen: true }),
        reported.count({ spaceId, isOpen: true, partyIds: reader }),
      ]);
      return all - own;
    },
    reportsOf: async (id: string) =>
      (await reports.find({ match: { reportedId: id }, sort: [['at', -1]], limit: maxReportsOfOne })).items.reverse(),
    waitingOf: (id: string, reporterId: string) => reports.findOne({ reportedId: id, reporterId, state: 'waiting' }),
    reportsBy: (reporterId: string, limit: number, after: (Scalar | null)[] | undefined) =>
      reports.find({ match: { reporterId }, sort: [['at', -1]], limit, ...(after && { after }) }),
    /** Newest first. */
    noticesOf: async (userId: string) => (await notices.find({ match: { userId }, sort: [['at', -1]], limit: 100 })).items,
  };
}
export type ModerationRepository = ReturnType<typeof moderationRepository>;
