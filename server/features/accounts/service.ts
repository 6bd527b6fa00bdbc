import type { accounts } from '#shared/features/accounts/contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Service, Tools } from '#server/kernel/feature.ts';
import { administrationService } from './administration.ts';
import { openDesk, type AccountsWorld } from './desk.ts';
import type { House } from './house.ts';
import { identityCollections } from './identity-rows.ts';
import { invitationsService } from './invitations.ts';
import { joiningService } from './joining.ts';
import { ownAccountService } from './own-account.ts';
import { ownSecondFactor } from './own-second-factor.ts';
import { passwordReset } from './password-reset.ts';
import { signingIn } from './signing-in.ts';

const sweepKind = 'accounts.sweep';
/** After the start has done its work, and before most people have typed a password. */
const loadAfterMs = 3_000;

/** Use cases of accounts, by what somebody wants to do. */
export function accountsService(tools: Tools<typeof accounts>, world: AccountsWorld, house: House): Service<typeof accounts> {
  // Declared before the store is made ready; the library that works on them is loaded later.
  identityCollections(tools);
  const desk = openDesk(tools, world, house);
  const { sessions, failures, identity } = desk;
  tools.clock.after(loadAfterMs, () => {
    identity.load().catch((error: unknown) => tools.logger.error({ err: error }, 'the identity library could not be loaded'));
  });

  tools.jobs.handle(sweepKind, async () => {
    const ended = await sessions.listEnded(tools.clock.now());
    if (ended.length > 0) await tools.store.commit(ended.map(({ id }) => sessions.delete(id)));
    await failures.sweep();
  });
  tools.jobs.repeat(sweepKind, '17 * * * *', 'UTC');

  return {
    ...signingIn(desk),
    ...ownAccountService(desk),
    ...ownSecondFactor(desk),
    ...passwordReset(desk),
    ...invitationsService(desk),
    ...joiningService(desk),
    ...administrationService(desk),
    async listPersonas() {
      if (!tools.config.demo || !world.demo) throw commonError('notFound');
      const { password, personas } = world.demo;
      return { password, items: [...personas] };
    },
  };
}
