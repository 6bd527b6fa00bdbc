import { setImmediate as turn } from 'node:timers/promises';
import type * as Y from 'yjs';
import type { documents } from '#shared/features/documents/contract.ts';
import { compareBlocks } from '#shared/features/documents/lesson-diff.ts';
import { maxNamedVersions, type versionOperations } from '#shared/features/documents/versions-contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import { createCursors } from '../../../kernel/cursor.ts';
import type { Context, Service, Tools } from '../../../kernel/feature.ts';
import { HistoryNotErasedError } from '../engine/erase.ts';
import { documentsRepository, type DocumentRecord } from '../repository.ts';
import { authorshipOf, clientsOf } from './authorship.ts';
import { ownersOf } from './authors.ts';
import { editNotes } from './edit-notes.ts';
import { eraseDocumentHistory, type EraseLog } from './erase-versions.ts';
import { nameNow, setName, TooManyNamesError } from './naming.ts';
import { readNow, readVersion, VersionDamagedError } from './open-version.ts';
import { readLesson } from './read-lesson.ts';
import { versionCard, versionsRepository, type VersionRecord } from './repository.ts';
import { restoreLesson, TooLargeToRestoreError } from './restore-version.ts';
import { takeVersion, whenUnchanged, type VersionWorld } from './take-version.ts';
import { planThinning, thinVersions } from './thinning.ts';
import { handleVersionJobs } from './version-jobs.ts';

type Documents = typeof documents;
type Ctx = Context<Documents>;
type Operations = Pick<Service<Documents>, keyof typeof versionOperations>;

/** What of ours goes wrong, in the words of the contract. */
function told(ctx: Ctx, error: unknown): unknown {
  if (error instanceof VersionDamagedError) return ctx.fail('versionDamaged');
  if (error instanceof TooManyNamesError) return ctx.fail('tooManyNamedVersions', { max: maxNamedVersions });
  if (error instanceof TooLargeToRestoreError) return ctx.fail('tooLargeToRestore');
  if (error instanceof HistoryNotErasedError) return ctx.fail('historyNotErased');
  return error;
}

function telling<I, O>(run: (ctx: Ctx, input: I) => Promise<O>): (ctx: Ctx, input: I) => Promise<O> {
  return (ctx, input) =>
    run(ctx, input).catch((error: unknown) => {
      throw told(ctx, error);
    });
}

/** Documents and versions an operation is about. */
function finders({ versions }: VersionWorld, documentRecords: ReturnType<typeof documentsRepository>) {
  async function documentOf(documentId: string): Promise<DocumentRecord> {
    const record = await documentRecords.findById(documentId);
    if (!record) throw commonError('notFound');
    return record;
  }
  return {
    documentOf,
    async lessonOf(ctx: Ctx, documentId: string): Promise<DocumentRecord> {
      const record = await documentOf(documentId);
      if (record.kind !== 'lesson') throw ctx.fail('onlyLessons');
      return record;
    },
    async versionOf(ctx: Ctx, documentId: string, versionId: string): Promise<VersionRecord> {
      const version = await versions.find(documentId, versionId);
      if (!version) throw ctx.fail('unknownVersion');
      return version;
    },
  };
}
type Finders = ReturnType<typeof finders>;

function reading(
  world: VersionWorld,
  { documentOf, lessonOf, versionOf }: Finders,
  secret: string,
): Pick<Operations, 'listVersions' | 'getVersion' | 'compareVersions' | 'authorship'> {
  const { ports, versions } = world;
  const cursors = createCursors(secret);
  return {
    async listVersions(_ctx, { documentId, limit, cursor }) {
      const list = `versions ${documentId}`;
      const page = await versions.list(documentId, limit, cursors.decode(list, cursor));
      const next = cursors.encode(list, page.next);
      return { items: page.items.map(versionCard), ...(next !== undefined && { next }) };
    },
    getVersion: telling(async (ctx, { documentId, versionId }) => {
      const version = await versionOf(ctx, documentId, versionId);
      const about = { version: versionCard(version), previous: (await versions.before(version))?.id ?? null };
      if ((await documentOf(documentId)).kind !== 'lesson') return about;
      return { ...about, blocks: await readVersion(ports, version, readLesson) };
    }),
    compareVersions: telling(async (ctx, { documentId, versionId, to: toId }) => {
      await lessonOf(ctx, documentId);
      const from = await versionOf(ctx, documentId, versionId);
      const to = toId === undefined ? null : await versionOf(ctx, documentId, toId);
      const blocks = await readVersion(ports, from, readLesson);
      const after = to ? await readVersion(ports, to, readLesson) : await readNow(ports, documentId, readLesson);
      await turn();
      return { from: versionCard(from), to: to && versionCard(to), blocks, changes: compareBlocks(blocks, after) };
    }),
    authorship: telling(async (ctx, { documentId, versionId }) => {
      await lessonOf(ctx, documentId);
      const read = async (doc: Y.Doc) => ({
        blocks: authorshipOf(doc, await ownersOf(ports.store, documentId, clientsOf(doc))),
      });
      if (versionId === undefined) return readNow(ports, documentId, read);
      return readVersion(ports, await versionOf(ctx, documentId, versionId), read);
    }),
  };
}

function writing(
  world: VersionWorld,
  { documentOf, lessonOf, versionOf }: Finders,
  { tools, eraseLog }: { tools: Tools<Documents>; eraseLog: EraseLog },
): Omit<Operations, keyof ReturnType<typeof reading>> {
  const documentRecords = documentsRepository(tools.store);
  return {
    nameVersion: telling(async (ctx, { documentId, versionId, name }) => {
      const by = { name, userId: ctx.actor.userId };
      if (versionId === undefined) return versionCard(await nameNow(world, documentId, by));
      return versionCard(await setName(world, await versionOf(ctx, documentId, versionId), by));
    }),
    renameVersion: telling(async (ctx, { documentId, versionId, name }) => {
      const by = { name, userId: ctx.actor.userId };
      return versionCard(await setName(world, await versionOf(ctx, documentId, versionId), by));
    }),
    restoreVersion: telling(async (ctx, { documentId, versionId }) => {
      const { userId } = ctx.actor;
      if ((await lessonOf(ctx, documentId)).isArchived) throw ctx.fail('documentArchived');
      return readVersion(tools, await versionOf(ctx, documentId, versionId), async (content) => {
        const wish = { documentId, kind: 'beforeRestore' as const, createdBy: userId, restoredFrom: versionId };
        const { version: before } = await takeVersion(world, wish, (moment) => {
          if (moment.present.isDamaged) throw ctx.fail('documentDamaged');
          return whenUnchanged(moment);
        });
        const hasChanged = await restoreLesson(tools, { documentId, userId, content });
        if (hasChanged) {
          await world.notes.noteEdit(documentId, new Set([userId]));
          await documentRecords.touch(documentId, ctx.now.toISOString());
        }
        await planThinning(world, documentId);
        return { before: versionCard(before), hasChanged };
      });
    }),
    eraseHistory: telling(async (ctx, { documentId }) => {
      const { spaceId } = await documentOf(documentId);
      const { version, removed } = await eraseDocumentHistory(world, eraseLog, { documentId, userId: ctx.actor.userId });
      await thinVersions(world, documentId);
      tools.publish('changed', `space:${spaceId}`, { spaceId, documentId });
      return { version: versionCard(version), removed };
    }),
  };
}

/** The versions of documents: taken, shown, compared, restored, erased. */
export function versionsService(tools: Tools<Documents>, eraseLog: EraseLog): Operations {
  const world: VersionWorld = { ports: tools, versions: versionsRepository(tools.store), notes: editNotes(tools) };
  const found = finders(world, documentsRepository(tools.store));
  handleVersionJobs(world, tools);
  return { ...reading(world, found, tools.secret), ...writing(world, found, { tools, eraseLog }) };
}
