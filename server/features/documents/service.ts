import type { DocumentRole } from '#shared/access/permissions.ts';
import type { documents, DocumentKind } from '#shared/features/documents/contract.ts';
import { schemaVersions } from '#shared/features/documents/wire.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import { hmac } from '../../platform/ids/ids.ts';
import { spaceIdsOf } from '../spaces/index.ts';
import { documentStream, entryTypes } from './engine/entries.ts';
import { cardOf, documentCards } from './cards.ts';
import { documentRecords } from './records.ts';
import { documentsRepository, type DocumentRecord } from './repository.ts';
import { eraseLog } from './versions/erase-log.ts';
import { versionsService } from './versions/service.ts';

type Documents = typeof documents;
type Ctx = Context<Documents>;

interface Wish {
  clientId?: string | undefined;
  kind: DocumentKind;
  title: string;
  language: string;
  memberRole?: DocumentRole | undefined;
}

/** What plain members may do unless told otherwise: write together. */
const usualMemberRole: DocumentRole = 'editor';
/** An id with underscores and capitals made fit for addresses. */
const idOf = (secret: string, ctx: Ctx, clientId: string) =>
  hmac(secret, 'document', ctx.actor.userId, clientId)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '0')
    .slice(0, 32);

function recordOf(ctx: Ctx, secret: string, { wish, spaceId }: { wish: Wish; spaceId: string }): DocumentRecord {
  const at = ctx.now.toISOString();
  return {
    id: wish.clientId === undefined ? ctx.newId() : idOf(secret, ctx, wish.clientId),
    spaceId,
    kind: wish.kind,
    title: wish.title,
    language: wish.language,
    memberRole: wish.memberRole ?? usualMemberRole,
    createdBy: ctx.actor.userId,
    createdAt: at,
    updatedAt: at,
    epoch: 1,
    shapeVersion: schemaVersions[wish.kind],
    isArchived: false,
  };
}

export function documentsService(tools: Tools<Documents>): Service<Documents> {
  const { store, log, feed, presence, access, publish, secret } = tools;
  const repository = documentsRepository(store);
  const records = documentRecords(repository);
  const cardsOf = documentCards(presence);
  const cursors = createCursors(secret);

  /** Tells every node that has the document open to check its connections, in the one stream they all follow. */
  async function noteAccess(ctx: Ctx, documentId: string): Promise<void> {
    const stream = documentStream(documentId);
    const stored = await log.append(stream, [{ type: entryTypes.access, at: ctx.now.toISOString(), actor: ctx.actor.userId, data: {} }]);
    feed.appended(
      stream,
      stored.map(({ entry }) => entry),
    );
  }

  return {
    async create(ctx, { spaceId, documents: several, clientId, kind, title, language, memberRole }) {
      const single: Wish[] = kind && title !== undefined && language !== undefined ? [{ clientId, kind, title, language, memberRole }] : [];
      const wishes: readonly Wish[] = several ?? single;
      if (wishes.length === 0) throw ctx.fail('nothingToCreate');
      const made = await records.insertOnce(
        wishes.map((wish) => recordOf(ctx, secret, { wish, spaceId })),
        () => ctx.fail('clientIdReused'),
      );
      const [first] = made;
      if (first) publish('changed', `space:${spaceId}`, { spaceId, documentId: first.id });
      return { items: await cardsOf(ctx.actor, made) };
    },
    async list(ctx, { spaceId, limit, cursor }) {
      const list = `documents ${spaceId}`;
      const page = await repository.listBySpace(spaceId, limit, cursors.decode(list, cursor));
      const next = cursors.encode(list, page.next);
      return { items: await cardsOf(ctx.actor, page.items), ...(next !== undefined && { next }) };
    },
    async get(ctx, { documentId }) {
      const record = await repository.findById(documentId);
      if (!record) throw commonError('notFound');
      return cardOf(cardsOf, ctx.actor, record);
    },
    async rename(ctx, { documentId, title, memberRole, isArchived }) {
      const record = await records.change(documentId, ctx.now, (before) => {
        // An archived document is only brought back.
        if (before.isArchived && isArchived !== false) throw ctx.fail('documentArchived');
        return {
          ...(title !== undefined && { title }),
          ...(memberRole !== undefined && { memberRole }),
          ...(isArchived !== undefined && { isArchived }),
        };
      });
      if (memberRole !== undefined || isArchived !== undefined) await noteAccess(ctx, documentId);
      publish('changed', `space:${record.spaceId}`, { spaceId: record.spaceId, documentId });
      return cardOf(cardsOf, ctx.actor, record);
    },
    async setRole(ctx, { documentId, userId, role }) {
      const record = await repository.findById(documentId);
      if (!record) throw commonError('notFound');
      if (role !== null && !(await spaceIdsOf(tools, userId)).includes(record.spaceId)) throw ctx.fail('notMember');
      if (role !== null) await repository.commit([repository.putRole(documentId, userId, role)]);
      else if (await repository.findRole(documentId, userId)) await repository.commit([repository.deleteRole(documentId, userId)]);
      await access.changed({ userIds: [userId] });
      publish('changed', `user:${userId}`, { spaceId: record.spaceId, documentId });
      return {};
    },
    ...versionsService(tools, eraseLog),
  };
}
