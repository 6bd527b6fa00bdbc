import { documentRoleOf, type Actor, type Scope } from '#shared/access/can.ts';
import type { DocumentRole } from '#shared/access/permissions.ts';
import type { documents, DocumentCard, DocumentKind } from '#shared/features/documents/contract.ts';
import { schemaVersions } from '#shared/features/documents/wire.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { createCursors } from '../../kernel/cursor.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import { hmac } from '../../platform/ids/ids.ts';
import { DuplicateError, GuardError } from '../../platform/store/port.ts';
import { spaceIdsOf } from '../spaces/index.ts';
import { documentStream, entryTypes } from './engine/entries.ts';
import { documentsRepository, type DocumentRecord } from './repository.ts';

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
const maxTries = 5;

export function scopeOfDocument({ id, spaceId, createdBy, memberRole, isArchived }: DocumentRecord): Scope {
  return { id, spaceId, ownerId: createdBy, memberRole, isArchived };
}

/** An id with underscores and capitals made fit for addresses. */
const idOf = (secret: string, ctx: Ctx, clientId: string) => hmac(secret, 'document', ctx.actor.userId, clientId).toLowerCase().replace(/[^a-z0-9]/g, '0').slice(0, 32);

function isSame(stored: DocumentRecord, wished: DocumentRecord): boolean {
  return stored.spaceId === wished.spaceId && stored.kind === wished.kind && stored.title === wished.title && stored.language === wished.language;
}

export function documentsService(tools: Tools<Documents>): Service<Documents> {
  const { store, log, feed, presence, access, publish, secret } = tools;
  const repository = documentsRepository(store);
  const cursors = createCursors(secret);

  async function cardsOf(actor: Actor, records: readonly DocumentRecord[]): Promise<DocumentCard[]> {
    const placeOf = (id: string) => `document:${id}`;
    const counts = await presence.counts(records.map(({ id }) => placeOf(id)));
    return records.flatMap(({ shapeVersion, ...record }) => {
      const myRole = documentRoleOf(actor, scopeOfDocument({ shapeVersion, ...record }));
      return myRole === undefined ? [] : [{ ...record, schemaVersion: shapeVersion, myRole, presentCount: counts.get(placeOf(record.id)) ?? 0 }];
    });
  }

  async function cardOf(actor: Actor, record: DocumentRecord): Promise<DocumentCard> {
    const [card] = await cardsOf(actor, [record]);
    if (!card) throw commonError('notFound');
    return card;
  }

  function recordOf(ctx: Ctx, spaceId: string, wish: Wish): DocumentRecord {
    const at = ctx.now.toISOString();
    return {
      id: wish.clientId === undefined ? ctx.newId() : idOf(secret, ctx, wish.clientId),
      spaceId, kind: wish.kind, title: wish.title, language: wish.language, memberRole: wish.memberRole ?? usualMemberRole,
      createdBy: ctx.actor.userId, createdAt: at, updatedAt: at, epoch: 1, shapeVersion: schemaVersions[wish.kind], isArchived: false,
    };
  }

  /** The id follows from the clientId, so what exists already is found by it. */
  async function insertOnce(ctx: Ctx, wished: readonly DocumentRecord[]): Promise<DocumentRecord[]> {
    for (let attempt = 0; attempt < maxTries; attempt += 1) {
      const found = new Map((await repository.findMany(wished.map(({ id }) => id))).map((record) => [record.id, record]));
      for (const wish of wished) {
        const stored = found.get(wish.id);
        if (stored && !isSame(stored, wish)) throw ctx.fail('clientIdReused');
      }
      const missing = [...new Map(wished.map((wish) => [wish.id, wish])).values()].filter(({ id }) => !found.has(id));
      try {
        if (missing.length > 0) await repository.commit(missing.map((record) => repository.insert(record)));
        return wished.map((wish) => found.get(wish.id) ?? wish);
      } catch (error) {
        if (!(error instanceof DuplicateError)) throw error;
      }
    }
    throw commonError('conflict');
  }

  async function change(id: string, to: (record: DocumentRecord) => Partial<DocumentRecord>, at: Date): Promise<DocumentRecord> {
    for (let attempt = 0; attempt < maxTries; attempt += 1) {
      const before = await repository.findById(id);
      if (!before) throw commonError('notFound');
      const after = { ...before, ...to(before), updatedAt: at.toISOString() };
      try {
        await repository.commit([repository.replace(before, after)]);
        return after;
      } catch (error) {
        if (!(error instanceof GuardError)) throw error;
      }
    }
    throw commonError('conflict');
  }

  /** Tells every node that has the document open to check its connections, in the one stream they all follow. */
  async function noteAccess(ctx: Ctx, documentId: string): Promise<void> {
    const stream = documentStream(documentId);
    const stored = await log.append(stream, [{ type: entryTypes.access, at: ctx.now.toISOString(), actor: ctx.actor.userId, data: {} }]);
    feed.appended(stream, stored.map(({ entry }) => entry));
  }

  return {
    async create(ctx, { spaceId, documents: several, clientId, kind, title, language, memberRole }) {
      const single: Wish[] = kind && title !== undefined && language !== undefined ? [{ clientId, kind, title, language, memberRole }] : [];
      const wishes: readonly Wish[] = several ?? single;
      if (wishes.length === 0) throw ctx.fail('nothingToCreate');
      const records = await insertOnce(ctx, wishes.map((wish) => recordOf(ctx, spaceId, wish)));
      const [first] = records;
      if (first) publish('changed', `space:${spaceId}`, { spaceId, documentId: first.id });
      return { items: await cardsOf(ctx.actor, records) };
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
      return cardOf(ctx.actor, record);
    },
    async rename(ctx, { documentId, title, memberRole, isArchived }) {
      const record = await change(documentId, (before) => {
        // An archived document is only brought back.
        if (before.isArchived && isArchived !== false) throw ctx.fail('documentArchived');
        return { ...(title !== undefined && { title }), ...(memberRole !== undefined && { memberRole }), ...(isArchived !== undefined && { isArchived }) };
      }, ctx.now);
      if (memberRole !== undefined || isArchived !== undefined) await noteAccess(ctx, documentId);
      publish('changed', `space:${record.spaceId}`, { spaceId: record.spaceId, documentId });
      return cardOf(ctx.actor, record);
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
  };
}
