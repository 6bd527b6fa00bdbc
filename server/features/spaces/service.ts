import { can, type Actor } from '#shared/access/can.ts';
import type { spaces, Space, SpaceCard } from '#shared/features/spaces/contract.ts';
import type { Service, Tools } from '../../kernel/feature.ts';
import { createCursors } from '../../kernel/cursor.ts';
import { presentPersons } from '../people/index.ts';
import { idFrom, insertOnce } from './creating.ts';
import { membershipPart } from './membership.ts';
import { presencePart } from './presence.ts';
import { membershipId, spacesRepository, type SpaceRecord, type SpacesRepository } from './repository.ts';
import { roomMembersPart } from './room-members.ts';
import { roomsPart } from './rooms.ts';
import { cardOf, memberView, roomView, scopeOfRoom, scopeOfSpace } from './views.ts';

type Spaces = typeof spaces;

async function cards(repository: SpacesRepository, actor: Actor, found: readonly SpaceRecord[]): Promise<SpaceCard[]> {
  const asked = new Set((await repository.requestsOf(actor.userId)).map(({ spaceId }) => spaceId));
  return Promise.all(
    found.map(async (space) => {
      const memberCount = await repository.countMembers({ spaceId: space.id });
      return cardOf(space, actor, { memberCount, hasRequested: asked.has(space.id) });
    }),
  );
}

function readingPart(tools: Tools<Spaces>, repository: SpacesRepository) {
  const cursors = createCursors(tools.secret);
  async function spaceView(actor: Actor, spaceId: string): Promise<Space> {
    const space = await repository.spaces.get(spaceId);
    if (!space) throw new Error('a space vanished between the door and the service');
    const [card] = await cards(repository, actor, [space]);
    // Whoever may see the space but not read its rooms (the hub's administrator) gets their names: she runs them.
    const rooms = (await repository.roomsOf(spaceId)).filter(
      (room) => room.access === 'space' || can(actor, 'room.see', scopeOfRoom(room, space)),
    );
    return { ...card!, rooms: rooms.map((room) => roomView(room, actor, tools.clock.now())) };
  }
  return {
    spaceView,
    operations: {
      async listSpaces(ctx, { limit, cursor }) {
        const after = cursors.decode('spaces', cursor);
        const found = await repository.listVisible((space) => can(ctx.actor, 'space.see', scopeOfSpace(space)), limit, after);
        const next = cursors.encode('spaces', found.next);
        return { items: await cards(repository, ctx.actor, found.items), ...(next !== undefined && { next }) };
      },
      async listNetworks() {
        return { items: await repository.listNetworks() };
      },
      async getCard(ctx, { spaceId }) {
        const { rooms: _rooms, ...card } = await spaceView(ctx.actor, spaceId);
        return card;
      },
      getSpace: (ctx, { spaceId }) => spaceView(ctx.actor, spaceId),
      async listMembers(ctx, { spaceId, limit, cursor }) {
        const page = await repository.members(spaceId, limit, cursors.decode(`members ${spaceId}`, cursor));
        const [people, present] = await Promise.all([
          presentPersons(
            tools,
            page.items.map(({ userId }) => userId),
          ),
          tools.presence.at(`space:${spaceId}`),
        ]);
        const items = page.items.flatMap((member) => {
          const person = people.get(member.userId);
          const isPresent = present.includes(member.userId) && !tools.apartness.areApart(ctx.actor.userId, member.userId);
          return person ? [memberView(member, person, isPresent)] : [];
        });
        const next = cursors.encode(`members ${spaceId}`, page.next);
        return { items, ...(next !== undefined && { next }) };
      },
      async listJoinRequests(_ctx, { spaceId }) {
        const waiting = await repository.waitingRequests(spaceId);
        const people = await presentPersons(
          tools,
          waiting.map(({ userId }) => userId),
        );
        return {
          items: waiting.flatMap(({ state: _state, answeredBy: _by, ...request }) => {
            const person = people.get(request.userId);
            return person ? [{ ...request, displayName: person.displayName, country: person.country }] : [];
          }),
        };
      },
      async listNotices(ctx) {
        const notices = await repository.noticesOf(ctx.actor.userId);
        const named = await repository.spaces.getMany(notices.map(({ spaceId }) => spaceId));
        const names = new Map(named.map(({ id, name }) => [id, name]));
        return { items: notices.map(({ userId: _own, ...notice }) => ({ ...notice, spaceName: names.get(notice.spaceId) ?? '' })) };
      },
      async dismissNotice(ctx, { noticeId }) {
        const notice = await repository.notices.get(noticeId);
        if (notice?.userId === ctx.actor.userId) await repository.commit([repository.notices.delete(noticeId)]);
        return {};
      },
    } satisfies Partial<Service<Spaces>>,
  };
}

function managingPart(tools: Tools<Spaces>, repository: SpacesRepository, spaceView: (actor: Actor, spaceId: string) => Promise<Space>) {
  const { publish, access } = tools;
  return {
    async createSpace(ctx, { clientId, networkId, ...fields }) {
      const id = idFrom(ctx, clientId);
      const { actor } = ctx;
      if (networkId !== undefined && !(await repository.networks.get(networkId))) throw ctx.fail('unknownNetwork');
      if (!(await repository.spaces.get(id))) {
        const space: SpaceRecord = {
          id,
          ...fields,
          isArchived: false,
          position: ctx.now.getTime(),
          ...(networkId !== undefined && { networkId }),
        };
        // Whoever founds a space coordinates it, so that it is never without one.
        const member = {
          id: membershipId(id, actor.userId),
          spaceId: id,
          userId: actor.userId,
          role: 'coordinator' as const,
          joinedAt: ctx.now.toISOString(),
        };
        await insertOnce(repository, [repository.spaces.insert(space), repository.memberships.insert(member)]);
        await access.changed({ userIds: [actor.userId] });
        publish('changed', `user:${actor.userId}`, { spaceId: id });
      }
      return spaceView({ ...actor, spaces: new Map([...actor.spaces, [id, 'coordinator']]) }, id);
    },
    async updateSpace(ctx, { spaceId, ...changes }) {
      const space = await repository.spaces.get(spaceId);
      if (!space) throw new Error('a space vanished between the door and the service');
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      await repository.commit([repository.spaces.put({ ...space, ...given })]);
      publish('changed', `space:${spaceId}`, { spaceId });
      return spaceView(ctx.actor, spaceId);
    },
  } satisfies Partial<Service<Spaces>>;
}

export function spacesService(tools: Tools<Spaces>): Service<Spaces> {
  const repository = spacesRepository(tools);
  const { spaceView, operations } = readingPart(tools, repository);
  return {
    ...operations,
    ...managingPart(tools, repository, spaceView),
    ...roomsPart(tools, repository),
    ...roomMembersPart(tools, repository),
    ...membershipPart(tools, repository),
    ...presencePart(tools),
  };
}
