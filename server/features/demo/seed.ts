import type { CountryRole, HubRole, SpaceRole } from '#shared/access/permissions.ts';
import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import type { Settings } from '#shared/features/people/contract.ts';
import type { Clock } from '#server/platform/clock/port.ts';
import { DuplicateError, type Store } from '#server/platform/store/port.ts';
import { demoPassword, emailOfPersona, userIdOf } from './identity.ts';
import type { NewEntry } from '#server/platform/log/port.ts';
import { conversationEntries, deedEntries } from './deeds.ts';
import { messagesOf, type SeedMessage } from './talks.ts';
import type {
  DemoConversation,
  DemoInstitution,
  DemoLesson,
  DemoNetwork,
  DemoPerson,
  DemoRoom,
  DemoSpace,
  DemoTalk,
  DemoWorld,
  LessonBlock,
} from './world/types.ts';

export { demoPassword } from './identity.ts';
export type { SeedMessage } from './talks.ts';

export interface SeedAccount {
  id: string;
  email: string;
  /** Made once for all: they have one password. */
  passwordHash: string;
  /** Nobody meets an acceptance form in the demo. */
  hasAcceptedRules: true;
  isDemo: true;
  hubRoles: readonly HubRole[];
  countryRoles: readonly { country: string; role: CountryRole }[];
  displayName: string;
  latinName?: string;
  rank?: string;
  post?: string;
  country: string;
  institutionId?: string;
  language: InterfaceLanguage;
  languages: readonly string[];
  functions: readonly string[];
  settings: Pick<Settings, 'language' | 'addressForm' | 'digits' | 'calendar' | 'timeZone'>;
  createdAt: Date;
}
export type SeedSpace = Omit<DemoSpace, 'rooms' | 'members'> & { position: number };
export type SeedRoom = DemoRoom & { spaceId: string; position: number };
export interface SeedMember {
  spaceId: string;
  userId: string;
  role: SpaceRole;
  joinedAt: Date;
}
export type SeedLesson = Omit<DemoLesson, 'author' | 'blocks'> & { createdBy: string; createdAt: Date };

/**
 * What the demo world asks of the features. Each call is safe to repeat: what stands under the same id stays as it
 * is, since a process may die in the middle, and two nodes may start at once.
 */
export interface SeedTools {
  hashPassword(password: string): Promise<string>;
  createInstitution(institution: DemoInstitution): Promise<void>;
  /** The account together with its person. */
  createAccount(account: SeedAccount): Promise<void>;
  createNetwork(network: DemoNetwork): Promise<void>;
  createSpace(space: SeedSpace): Promise<void>;
  createRoom(room: SeedRoom): Promise<void>;
  addMember(member: SeedMember): Promise<void>;
  /** All messages of one room in one append, in order of time; `id` is also the key that makes a repeat harmless. */
  postMessages(roomId: string, messages: readonly SeedMessage[]): Promise<void>;
  /** Appends what people did there, once. */
  act(roomId: string, entries: readonly NewEntry[]): Promise<void>;
  /** Up to where each account has read the room. */
  markRead(roomId: string, read: ReadonlyMap<string, number>): Promise<void>;
  /** Two people's conversation, with what they wrote. */
  converse(conversation: DemoConversation, entries: readonly NewEntry[]): Promise<void>;
  createLesson(lesson: SeedLesson): Promise<void>;
  /** Fills a lesson that is still empty; one that has content is left alone. */
  writeLesson(documentId: string, authorId: string, blocks: readonly LessonBlock[]): Promise<void>;
}

export interface SeedWorld {
  store: Store;
  clock: Clock;
  tools: SeedTools;
  world: DemoWorld;
}

type Marker = { id: string; madeAt: string; isDone: boolean };
const markerId = 'world';
const dayMs = 86_400_000;
/** Everybody was there before the first message. */
const daysOfHistory = 30;

const markers = (store: Store) => store.collection<Marker>('demo', { schemaVersion: 1 });

/** Declares the collection of the marker; called before the store is made ready. */
export function declareDemo(store: Store): void {
  markers(store);
}

/** The day the demo was begun is kept, so that one interrupted goes on with the same times. */
async function begin(store: Store, now: Date): Promise<Marker> {
  const collection = markers(store);
  const found = await collection.get(markerId);
  if (found) return found;
  const marker: Marker = { id: markerId, madeAt: now.toISOString(), isDone: false };
  try {
    await store.commit([collection.insert(marker)]);
    return marker;
  } catch (error) {
    // Another node began in the same moment: both go on, with its time.
    if (!(error instanceof DuplicateError)) throw error;
    return (await collection.get(markerId)) ?? marker;
  }
}

/**
 * Fills an empty hub with the demo world. Done once and for all: later starts find the marker and change nothing.
 *
 * @returns `present` when it was there already
 */
export async function seedDemo({ store, clock, tools, world }: SeedWorld): Promise<'made' | 'present'> {
  const marker = await begin(store, clock.now());
  if (marker.isDone) return 'present';
  const madeAt = new Date(marker.madeAt);
  await seedPeople(tools, world, madeAt);
  await seedPlaces(tools, world, madeAt);
  await Promise.all([
    ...world.talks.map((talk) => seedTalk(tools, world, { talk, madeAt })),
    ...world.conversations.map((conversation) => tools.converse(conversation, conversationEntries(conversation, madeAt))),
    ...world.lessons.map((lesson) => seedLesson(tools, lesson, madeAt)),
  ]);
  await store.commit([markers(store).put({ ...marker, isDone: true })]);
  return 'made';
}

/** What is said in a room, then what is done there. */
async function seedTalk(tools: SeedTools, world: DemoWorld, { talk, madeAt }: { talk: DemoTalk; madeAt: Date }): Promise<void> {
  const { roomId } = talk;
  const language = languageOfRoom(world, roomId);
  const said = messagesOf(talk, language, madeAt);
  await tools.postMessages(roomId, said);
  const deeds = world.deeds.filter((deed) => deed.roomId === roomId);
  if (deeds.length > 0) await tools.act(roomId, deedEntries(roomId, deeds, { language, said, madeAt }));
  const space = world.spaces.find(({ rooms }) => rooms.some(({ id }) => id === roomId));
  await tools.markRead(roomId, readBy(Object.values(space?.members ?? {}).flat(), { said: said.length, head: said.length + deeds.length }));
}

/** Most have read all; every third still has what came last to read. */
function readBy(members: readonly string[], { said, head }: { said: number; head: number }): Map<string, number> {
  return new Map(members.map((key, index) => [userIdOf(key), (index + said) % 3 === 0 ? Math.max(0, said - 4) : head]));
}

async function seedPeople(tools: SeedTools, world: DemoWorld, madeAt: Date): Promise<void> {
  const [passwordHash] = await Promise.all([
    tools.hashPassword(demoPassword),
    ...world.institutions.map((institution) => tools.createInstitution(institution)),
  ]);
  const createdAt = new Date(madeAt.getTime() - daysOfHistory * dayMs);
  await Promise.all(world.people.map((person) => tools.createAccount(accountOf(person, passwordHash, createdAt))));
}

function accountOf(person: DemoPerson, passwordHash: string, createdAt: Date): SeedAccount {
  const { key, addressForm, digits, calendar, timeZone, hubRoles = [], countryRoles = [], ...profile } = person;
  const { language } = person;
  return {
    ...profile,
    id: userIdOf(key),
    email: emailOfPersona(key),
    passwordHash,
    hasAcceptedRules: true,
    isDemo: true,
    hubRoles,
    countryRoles,
    settings: { language, addressForm, digits, calendar, timeZone },
    createdAt,
  };
}

async function seedPlaces(tools: SeedTools, world: DemoWorld, madeAt: Date): Promise<void> {
  await Promise.all(world.networks.map((network) => tools.createNetwork(network)));
  await Promise.all(
    world.spaces.map(({ rooms: _rooms, members: _members, ...space }, position) => tools.createSpace({ ...space, position })),
  );
  const joinedAt = new Date(madeAt.getTime() - daysOfHistory * dayMs);
  await Promise.all(
    world.spaces.flatMap((space) => [
      ...space.rooms.map((room, position) => tools.createRoom({ ...room, spaceId: space.id, position })),
      ...membersOf(space, joinedAt).map((member) => tools.addMember(member)),
    ]),
  );
}

function membersOf(space: DemoSpace, joinedAt: Date): SeedMember[] {
  const roles: readonly SpaceRole[] = ['coordinator', 'moderator', 'trainer', 'member', 'observer'];
  return roles.flatMap((role) => (space.members[role] ?? []).map((key) => ({ spaceId: space.id, userId: userIdOf(key), role, joinedAt })));
}

async function seedLesson(tools: SeedTools, { author, blocks, ...lesson }: DemoLesson, madeAt: Date): Promise<void> {
  const createdBy = userIdOf(author);
  await tools.createLesson({ ...lesson, createdBy, createdAt: new Date(madeAt.getTime() - 7 * dayMs) });
  await tools.writeLesson(lesson.id, createdBy, blocks);
}

function languageOfRoom(world: DemoWorld, roomId: string): string {
  const room = world.spaces.flatMap(({ rooms }) => rooms).find(({ id }) => id === roomId);
  if (!room) throw new Error(`the demo world has a talk in ${roomId}, which is no room`);
  return room.language;
}
