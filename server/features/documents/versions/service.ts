import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { documents } from '#shared/features/documents/contract.ts';
import { compareBlocks } from '#shared/features/documents/lesson-diff.ts';
import { maxNamedVersions, type versionOperations } from '#shared/features/documents/versions-contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { createCursors } from '../../../kernel/cursor.ts';
import type { Context, Service, Tools } from '../../../kernel/feature.ts';
import { GuardError } from '../../../platform/store/port.ts';
import { HistoryNotErasedError } from '../engine/erase.ts';
import { documentsRepository, type DocumentRecord } from '../repository.ts';
import { authorshipOf, clientsOf } from './authorship.ts';
import { ownersOf } from './authors.ts';
import { editNotes } from './edit-notes.ts';
import { eraseDocumentHistory, type EraseLog } from './erase-versions.ts';
import { readLesson } from './read-lesson.ts';
import { versionBlobKey, versionCard, versionsRepository, type VersionRecord } from './repository.ts';
import { restoreLesson, TooLargeToRestoreError } from './restore-version.ts';
import { readPresent, takeVersion, whenUnchanged, type VersionWorld } from './take-version.ts';
import { handleVersionJobs } from './version-jobs.ts';
import { planThinning, thinVersions } from './thinning.ts';

type Documents = typeof documents;
type Ctx = Context<Documents>;
type Operations = Pick<Service<Documents>, keyof typeof versionOperations>;

/** The versions of documents: taken, shown, compared, restored, erased. */
export function versionsService(tools: Tools<Documents>, eraseLog: EraseLog): Operations {
  const { store, blobs, secret, publish } = tools;
  const documentRecords = documentsRepository(store);
  const world: VersionWorld = { ports: tools, versions: versionsRepository(store), notes: editNotes(tools) };
  const { versions, notes } = world;
  const cursors = createCursors(secret);
  handleVersionJobs(world, tools);

  async function versionOf(ctx: Ctx, documentId: string, versionId: string): Promise<VersionRecord> {
    const version = await versions.find(documentId, versionId);
    if (!version) throw ctx.fail('unknownVersion');
    return version;
  }
  async function documentOf(documentId: string): Promise<DocumentRecord> {
    const record = await documentRecords.findById(documentId);
    if (!record) throw commonError('notFound');
    return record;
  }
  async function lessonOf(ctx: Ctx, documentId: string): Promise<DocumentRecord> {
    const record = await documentOf(documentId);
    if (record.kind !== 'lesson') throw ctx.fail('onlyLessons');
    return record;
  }

  /** A version as a document of its own; destroy it. */
  async function openVersion(ctx: Ctx, version: VersionRecord): Promise<Y.Doc> {
    const found = await blobs.get(versionBlobKey(version));
    const parts: Buffer[] = [];
    if (found?.info.size === version.bytes) for await (const part of found.content) parts.push(Buffer.from(part));
    else found?.content.destroy();
    const bytes = Buffer.concat(parts);
    if (createHash('sha256').update(bytes).digest('hex') !== version.sha256) throw ctx.fail('versionDamaged');
    const doc = new Y.Doc();
    Y.applyUpdate(doc, bytes);
    return doc;
  }
  async function openPresent(documentId: string): Promise<Y.Doc> {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await readPresent(tools, documentId)).content);
    return doc;
  }
  function using<T>(doc: Y.Doc, read: (doc: Y.Doc) => T): T {
    try {
      return read(doc);
    } finally {
      doc.destroy();
    }
  }

  async function setName(ctx: Ctx, before: VersionRecord, name: string | null): Promise<VersionRecord> {
    if (name !== null && !before.isNamed) await checkRoomForName(ctx, before.documentId);
    const { name: _former, ...rest } = before;
    const after = { ...rest, isNamed: name !== null, ...(name !== null && { name, createdBy: before.createdBy ?? ctx.actor.userId }) };
    try {
      await store.commit([versions.replace(before, after)]);
    } catch (error) {
      throw error instanceof GuardError ? commonError('conflict') : error;
    }
    return after;
  }
  async function checkRoomForName(ctx: Ctx, documentId: string): Promise<void> {
    if ((await versions.countNamed(documentId)) >= maxNamedVersions) throw ctx.fail('tooManyNamedVersions', { max: maxNamedVersions });
  }
  async function nameNow(ctx: Ctx, documentId: string, name: string): Promise<VersionRecord> {
    await checkRoomForName(ctx, documentId);
    const wish = { documentId, kind: 'named' as const, createdBy: ctx.actor.userId, name };
    const { version, isNew } = await takeVersion(world, wish, (moment) => {
      const same = whenUnchanged(moment);
      // A second press of the button, or a version of this very state that has no name yet.
      return same && (!same.isNamed || same.name === name) ? same : undefined;
    });
    return isNew || version.isNamed ? version : await setName(ctx, version, name);
  }

  return {
    async listVersions(_ctx, { documentId, limit, cursor }) {
      const list = `versions ${documentId}`;
      const page = await versions.list(documentId, limit, cursors.decode(list, cursor));
      const next = cursors.encode(list, page.next);
      return { items: page.items.map(versionCard), ...(next !== undefined && { next }) };
    },
    async getVersion(ctx, { documentId, versionId }) {
      const version = await versionOf(ctx, documentId, versionId);
      const about = { version: versionCard(version), previous: (await versions.before(version))?.id ?? null };
      if ((await documentOf(documentId)).kind !== 'lesson') return about;
      return { ...about, blocks: using(await openVersion(ctx, version), readLesson) };
    },
    async compareVersions(ctx, { documentId, versionId, to: toId }) {
      await lessonOf(ctx, documentId);
      const from = await versionOf(ctx, documentId, versionId);
      const to = toId === undefined ? null : await versionOf(ctx, documentId, toId);
      const blocks = using(await openVersion(ctx, from), readLesson);
      const after = using(to ? await openVersion(ctx, to) : await openPresent(documentId), readLesson);
      return { from: versionCard(from), to: to && versionCard(to), blocks, changes: compareBlocks(blocks, after) };
    },
    async nameVersion(ctx, { documentId, versionId, name }) {
      const version =
        versionId === undefined
          ? await nameNow(ctx, documentId, name)
          : await setName(ctx, await versionOf(ctx, documentId, versionId), name);
      return versionCard(version);
    },
    async renameVersion(ctx, { documentId, versionId, name }) {
      return versionCard(await setName(ctx, await versionOf(ctx, documentId, versionId), name));
    },
    async restoreVersion(ctx, { documentId, versionId }) {
      const record = await lessonOf(ctx, documentId);
      if (record.isArchived) throw ctx.fail('documentArchived');
      const content = await openVersion(ctx, await versionOf(ctx, documentId, versionId));
      try {
        const { userId } = ctx.actor;
        const wish = { documentId, kind: 'beforeRestore' as const, createdBy: userId, restoredFrom: versionId };
        const { version: before, isDamaged } = await takeVersion(world, wish, whenUnchanged);
        if (isDamaged) throw ctx.fail('documentDamaged');
        const hasChanged = await restoreLesson(tools, { documentId, userId, content });
        if (hasChanged) {
          await notes.noteEdit(documentId, new Set([userId]));
          await documentRecords.touch(documentId, ctx.now.toISOString());
        }
        await planThinning(world, documentId);
        return { before: versionCard(before), hasChanged };
      } catch (error) {
        throw error instanceof TooLargeToRestoreError ? ctx.fail('tooLargeToRestore') : error;
      } finally {
        content.destroy();
      }
    },
    async authorship(ctx, { documentId, versionId }) {
      await lessonOf(ctx, documentId);
      const doc =
        versionId === undefined ? await openPresent(documentId) : await openVersion(ctx, await versionOf(ctx, documentId, versionId));
      try {
        return { blocks: authorshipOf(doc, await ownersOf(store, documentId, clientsOf(doc))) };
      } finally {
        doc.destroy();
      }
    },
    async eraseHistory(ctx, { documentId, reason }) {
      const record = await documentOf(documentId);
      const erasure = { documentId, userId: ctx.actor.userId, reason };
      const { version, removed } = await eraseDocumentHistory(world, eraseLog, erasure).catch((error: unknown) => {
        throw error instanceof HistoryNotErasedError ? ctx.fail('historyNotErased') : error;
      });
      await thinVersions(world, documentId);
      await tools.log.scrub();
      publish('changed', `space:${record.spaceId}`, { spaceId: record.spaceId, documentId });
      return { version: versionCard(version), removed };
    },
  };
}
