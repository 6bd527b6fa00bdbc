import { can } from '#shared/access/can.ts';
import type { Draft, personal } from '#shared/features/personal/contract.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Service } from '../../kernel/feature.ts';
import type { PersonalWorld } from './marks.ts';
import { bookmarkId, draftId, maxDrafts, type DraftRecord } from './repository.ts';

type Personal = typeof personal;
const maxBookmarks = 1000;

const draftOf = ({ id: _id, userId: _own, ...draft }: DraftRecord): Draft => draft;

/** What a person keeps for herself: drafts on all her devices, and bookmarks. */
export function keepingPart({ tools, repository, lines, stream }: PersonalWorld) {
  const cursors = createCursors(tools.secret);

  return {
    async listDrafts(ctx) {
      return { items: (await repository.draftsOf(ctx.actor.userId)).map(draftOf) };
    },
    async getDraft(ctx, { place }) {
      const found = await repository.drafts.get(draftId(ctx.actor.userId, place));
      return found ? draftOf(found) : { place, text: '', revision: 0, savedAt: ctx.now.toISOString() };
    },
    async saveDraft(ctx, { place, text, baseRevision }) {
      const { userId } = ctx.actor;
      const id = draftId(userId, place);
      const before = await repository.drafts.get(id);
      if (!before && text !== '' && (await repository.countDrafts(userId)) >= maxDrafts)
        throw ctx.fail('tooManyDrafts', { max: maxDrafts });
      const revision = Math.max(before?.revision ?? 0, baseRevision) + 1;
      const savedAt = ctx.now.toISOString();
      // What another device wrote and this one has not seen is replaced, but not thrown away.
      const isUnseen = before !== undefined && before.revision > baseRevision && before.text !== '' && before.text !== text;
      const other = isUnseen ? before.text : before?.other;
      const draft = { id, userId, place, text, revision, savedAt, ...(other !== undefined && text !== '' && { other }) };
      await repository.commit([text === '' ? repository.drafts.delete(id) : repository.drafts.put(draft)]);
      await stream.tell(userId, { kind: 'draft', place, revision });
      return draftOf(draft);
    },
    async setBookmark(ctx, { roomId, seq, isOn, note = '' }) {
      const { userId } = ctx.actor;
      const id = bookmarkId(userId, roomId, seq);
      await lines.level([roomId]);
      if (isOn && (await lines.at(roomId, [seq], ctx.actor.userId)).get(seq)?.kind !== 'message') throw ctx.fail('unknownMessage');
      const before = await repository.bookmarks.get(id);
      if ((before !== undefined) === isOn && (!isOn || before?.note === note)) return {};
      if (isOn && !before && (await repository.countBookmarks(userId)) >= maxBookmarks)
        throw ctx.fail('tooManyBookmarks', { max: maxBookmarks });
      const bookmark = { id, userId, roomId, seq, note, at: before?.at ?? ctx.now.toISOString() };
      await repository.commit([isOn ? repository.bookmarks.put(bookmark) : repository.bookmarks.delete(id)]);
      await stream.tell(userId, { kind: 'bookmark', roomId, seq, isOn });
      return {};
    },
    async listBookmarks(ctx, { limit, cursor }) {
      const { userId } = ctx.actor;
      const found = await repository.bookmarksOf({ userId }, limit, cursors.decode('bookmarks', cursor));
      const items = [];
      for (const { id: _id, userId: _own, ...bookmark } of found.items) {
        const scope = await tools.loadScope('room', bookmark.roomId);
        const isReadable = scope !== undefined && can(ctx.actor, 'room.read', scope);
        if (isReadable) await lines.level([bookmark.roomId]);
        const item = isReadable ? (await lines.at(bookmark.roomId, [bookmark.seq], userId)).get(bookmark.seq) : undefined;
        items.push({ ...bookmark, ...(item && { item }) });
      }
      const next = cursors.encode('bookmarks', found.next);
      return { items, ...(next !== undefined && { next }) };
    },
  } satisfies Partial<Service<Personal>>;
}
