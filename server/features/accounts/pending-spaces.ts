import type { Desk } from './desk.ts';
import type { AccountRecord } from './repository.ts';

/** Gives the memberships an invitation promised. Repeated at the next sign-in if the server died before. */
export async function givePendingSpaces(desk: Desk, account: AccountRecord): Promise<void> {
  const { pendingSpaces } = account;
  if (pendingSpaces === undefined) return;
  await desk.world.grantSpaces(desk.tools, account.id, pendingSpaces);
  await desk.accounts.change(account.id, ({ pendingSpaces: _given, ...rest }) => rest);
}
