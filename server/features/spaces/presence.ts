import type { spaces } from '#shared/features/spaces/contract.ts';
import type { Service, Tools } from '../../kernel/feature.ts';

type Spaces = typeof spaces;

/** Who is in a space now. The leases are held by the live connections; here they are only read and told on. */
export function presencePart({ presence, emitHere, apartness, logger }: Tools<Spaces>): Pick<Service<Spaces>, 'followSpace'> {
  presence.onChange((place) => {
    const [kind, spaceId] = place.split(':');
    if (kind !== 'space' || spaceId === undefined) return;
    // Every node hears of the change by itself, so each tells only its own connections.
    presence
      .at(place)
      .then((present) =>
        emitHere(
          'presenceChanged',
          place,
          { spaceId, present },
          {
            userIds: apartness.concerned(),
            instead: (userId) => ({ spaceId, present: seenBy(userId, present) }),
          },
        ),
      )
      .catch((error: unknown) => logger.warn({ err: error }, 'presence could not be read'));
  });

  /** Two people of whom one blocked the other do not see each other present. */
  function seenBy(userId: string, present: readonly string[]): string[] {
    const apart = new Set(apartness.apartFrom(userId));
    return present.filter((one) => !apart.has(one));
  }

  return {
    async followSpace(ctx, { spaceId }) {
      const place = `space:${spaceId}`;
      ctx.connection?.follow(place);
      return { present: seenBy(ctx.actor.userId, await presence.at(place)) };
    },
  };
}
