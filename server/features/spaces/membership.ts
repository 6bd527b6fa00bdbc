import { spaceRoles, type SpaceRole } from '#shared/access/permissions.ts';
import type { Actor } from '#shared/access/can.ts';
import type { spaces } from '#shared/features/spaces/contract.ts';
import type { Context, Service, Tools } from '../../kernel/feature.ts';
import type { WriteOp } from '../../platform/store/port.ts';
import { joinRequestId, membershipId, type MembershipRecord, type SpacesRepository } from './repository.ts';

type Spaces = typeof spaces;
type Part = Pick<Service<Spaces>, 'join' | 'leave' | 'setMemberRole' | 'removeMember' | 'answerJoinRequest'>;

/** Lower number, higher rank. */
const rank = (role: SpaceRole) => spaceRoles.indexOf(role);

/** A moderator manages members below herself; a coordinator and the hub's administrator everybody. */
export function mayManage(actor: Actor, spaceId: string, role: SpaceRole): boolean {
  const own = actor.spaces.get(spaceId);
  return own === 'coordinator' || actor.hubRoles.includes('admin') || (own !== undefined && rank(own) < rank(role));
}

/** Joining, leaving, roles: whatever changes who belongs to a space. */
export function membershipPart({ publish, access }: Tools<Spaces>, repository: SpacesRepository): Part {
  const { memberships, requests, notices } = repository;

  /** Stores, then tells every node; the person's live connections follow within a second. */
  async function change(ops: readonly WriteOp[], spaceId: string, userId: string): Promise<void> {
    await repository.commit(ops);
    await access.changed({ userIds: [userId] });
    publish('changed', `space:${spaceId}`, { spaceId });
    publish('changed', `user:${userId}`, { spaceId });
  }

  async function keepCoordinator(ctx: Context<Spaces>, member: MembershipRecord): Promise<void> {
    if (member.role !== 'coordinator') return;
    const coordinators = await repository.countMembers({ spaceId: member.spaceId, role: 'coordinator' });
    if (coordinators <= 1) throw ctx.fail('lastCoordinator');
  }

  /** Whoever leaves the space leaves its rooms for chosen people; who comes again is chosen again. */
  async function goneOps(member: MembershipRecord): Promise<WriteOp[]> {
    const held = await repository.roomMembershipsIn(member.spaceId, member.userId);
    return [memberships.delete(member.id), ...held.map(({ id }) => repository.roomMembers.delete(id))];
  }

  async function managed(ctx: Context<Spaces>, spaceId: string, userId: string): Promise<MembershipRecord> {
    const member = await repository.membership(spaceId, userId);
    if (!member) throw ctx.fail('notMember');
    if (userId === ctx.actor.userId) throw ctx.fail('ownRole');
    if (!mayManage(ctx.actor, spaceId, member.role)) throw ctx.fail('roleAboveOwn');
    return member;
  }

  return {
    async join(ctx, { spaceId, note = '' }) {
      const { actor } = ctx;
      if (actor.spaces.has(spaceId)) throw ctx.fail('alreadyMember');
      const space = await repository.spaces.get(spaceId);
      if (!space || space.joinRule === 'invite') throw ctx.fail('notOpen');
      if (space.isArchived) throw ctx.fail('spaceArchived');
      if (space.joinRule === 'open') {
        const member: MembershipRecord = {
          id: membershipId(spaceId, actor.userId),
          spaceId,
          userId: actor.userId,
          role: 'member',
          joinedAt: ctx.now.toISOString(),
        };
        await change([memberships.insert(member)], spaceId, actor.userId);
        return { state: 'joined' };
      }
      // One request a person and space: asking again renews its note.
      await repository.commit([
        requests.put({
          id: joinRequestId(spaceId, actor.userId),
          spaceId,
          userId: actor.userId,
          note,
          requestedAt: ctx.now.toISOString(),
          state: 'waiting',
        }),
      ]);
      publish('changed', `space:${spaceId}`, { spaceId });
      return { state: 'requested' };
    },

    async leave(ctx, { spaceId }) {
      const member = await repository.membership(spaceId, ctx.actor.userId);
      if (!member) throw ctx.fail('notMember');
      await keepCoordinator(ctx, member);
      await change(await goneOps(member), spaceId, member.userId);
      return {};
    },

    async setMemberRole(ctx, { spaceId, userId, role }) {
      const member = await managed(ctx, spaceId, userId);
      if (!mayManage(ctx.actor, spaceId, role)) throw ctx.fail('roleAboveOwn');
      if (role !== 'coordinator') await keepCoordinator(ctx, member);
      await change([memberships.replace({ ...member, role }, { role: member.role })], spaceId, userId);
      return {};
    },

    async removeMember(ctx, { spaceId, userId }) {
      const member = await managed(ctx, spaceId, userId);
      await keepCoordinator(ctx, member);
      await change(await goneOps(member), spaceId, userId);
      return {};
    },

    async answerJoinRequest(ctx, { spaceId, requestId, decision, reason = '' }) {
      const request = await requests.get(requestId);
      if (!request || request.spaceId !== spaceId || request.state !== 'waiting') throw ctx.fail('requestAnswered');
      const at = ctx.now.toISOString();
      const answered = { ...request, state: decision === 'accept' ? 'accepted' : 'refused', answeredBy: ctx.actor.userId } as const;
      const joined = decision === 'accept' && !(await repository.membership(spaceId, request.userId));
      await change(
        [
          requests.replace(answered, { state: 'waiting' }),
          notices.insert({ id: ctx.newId(), userId: request.userId, spaceId, decision, reason, at }),
          ...(joined
            ? [
                memberships.insert({
                  id: membershipId(spaceId, request.userId),
                  spaceId,
                  userId: request.userId,
                  role: 'member',
                  joinedAt: at,
                }),
              ]
            : []),
        ],
        spaceId,
        request.userId,
      );
      return {};
    },
  };
}
