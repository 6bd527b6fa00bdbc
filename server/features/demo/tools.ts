import { createHash } from 'node:crypto';
import { createAccountDirectly, hashPassword } from '../accounts/index.ts';
import { messageEntry, roomStream } from '../chat/index.ts';
import { putConversation } from '../direct/index.ts';
import { documentsRepository, LessonNotEmptyError, openLessonPen, writeLesson } from '../documents/index.ts';
import { schemaVersions } from '#shared/features/documents/wire.ts';
import type { Contract } from '#shared/kernel/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { personById, putInstitution } from '../people/index.ts';
import { putReadMarks } from '../personal/index.ts';
import { addMember, putNetwork, putRoom, putSpace } from '../spaces/index.ts';
import type { Tools } from '../../kernel/feature.ts';
import { hmac, newId } from '../../platform/ids/ids.ts';
import { DuplicateError } from '../../platform/store/port.ts';
import type { BotTools } from './bot.ts';
import { userIdOf } from './identity.ts';
import type { SeedTools } from './seed.ts';

async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DuplicateError)) throw error;
  }
}

/** Appends at most this many messages at a time. */
const batchSize = 500;

/** What the demo world is made with: the features' own functions. */
export function seedToolsOf(tools: Tools<Contract>): SeedTools {
  const { store, log } = tools;
  return {
    hashPassword,
    createInstitution: (institution) => putInstitution(tools, institution),
    createAccount: (account) => unlessThere(createAccountDirectly(tools, account)),
    createNetwork: (network) => putNetwork(tools, network),
    createSpace: (space) =>
      putSpace(tools, { ...space, countries: [...space.countries], workingLanguages: [...space.workingLanguages], isArchived: false }),
    createRoom: (room) => putRoom(tools, { ...room, isArchived: false }),
    addMember: (member) => addMember(tools, { ...member, joinedAt: member.joinedAt.toISOString() }),
    async postMessages(roomId, messages) {
      const entries = messages.map((message) =>
        messageEntry({
          ...message,
          idemKey: hmac('demo', message.id),
          fingerprint: createHash('sha256').update(message.text).digest('base64url'),
        }),
      );
      for (let start = 0; start < entries.length; start += batchSize)
        await log.append(roomStream(roomId), entries.slice(start, start + batchSize));
    },
    act: async (roomId, entries) => void (await log.append(roomStream(roomId), [...entries])),
    markRead: (roomId, read) => unlessThere(putReadMarks(tools, roomId, read)),
    async converse({ people: [one, other], isOpen }, entries) {
      const roomId = await putConversation(tools, { from: userIdOf(one), to: userIdOf(other), isOpen, at: entries[0]?.at ?? '' });
      await log.append(roomStream(roomId), [...entries]);
    },
    async createLesson({ createdAt, id, spaceId, title, language, createdBy }) {
      const at = createdAt.toISOString();
      await unlessThere(
        store.commit([
          documentsRepository(store).insert({
            id,
            spaceId,
            kind: 'lesson',
            title,
            language,
            memberRole: 'editor',
            createdBy,
            createdAt: at,
            updatedAt: at,
            epoch: 1,
            isArchived: false,
            shapeVersion: schemaVersions.lesson,
          }),
        ]),
      );
    },
    async writeLesson(documentId, userId, blocks) {
      try {
        await writeLesson(tools, { documentId, userId, blocks, onlyWhenEmpty: true });
      } catch (error) {
        if (!(error instanceof LessonNotEmptyError)) throw error;
      }
    },
  };
}

/** What the bot works with. It is silent on every node but the one that `isLeading`. */
export function botToolsOf(tools: Tools<Contract>, world: { spaceId: string; isLeading: () => Promise<boolean> }): BotTools {
  const { log, feed, presence, clock, logger } = tools;
  return {
    clock,
    random: Math.random,
    onMessage(roomId, listener) {
      let stop = () => {};
      let isStopped = false;
      void log
        .heads([roomStream(roomId)])
        .then((heads) => {
          if (isStopped) return;
          stop = feed.follow(roomStream(roomId), heads.get(roomStream(roomId)) ?? 0, (entries) => {
            for (const { actor, data } of entries)
              listener({ authorId: actor, text: typeof data['text'] === 'string' ? data['text'] : '' });
          });
        })
        .catch((error: unknown) => logger.warn({ err: error }, 'the demo bot hears nothing'));
      return () => {
        isStopped = true;
        stop();
      };
    },
    async post(roomId, authorId, text) {
      const now = clock.now();
      const appended = await log.append(roomStream(roomId), [
        messageEntry({ id: newId(now), authorId, text, direction: directionOf(text, 'rtl'), at: now.toISOString() }),
      ]);
      feed.appended(
        roomStream(roomId),
        appended.map(({ entry }) => entry),
      );
    },
    takePen: async (documentId, userId) =>
      openLessonPen(tools, { documentId, userId, name: (await personById(tools, userId))?.displayName ?? '' }),
    presentPeople: async () => ((await world.isLeading()) ? presence.at(`space:${world.spaceId}`) : []),
    failed: (error) => logger.warn({ err: error }, 'the demo bot failed at something'),
  };
}
