import type { Ports } from '#server/kernel/feature.ts';
import type { Identity } from './identity.ts';
import type { Complete } from './letters.ts';
import type { accountsRepository } from './repository.ts';

/** How long a link in a letter opens something. */
export const linkMs = 60 * 60_000;

interface World {
  tools: Pick<Ports, 'clock'> & { publicUrl(): string };
  identity: Identity;
  accounts: ReturnType<typeof accountsRepository>;
}

/**
 * Whether the address of a reset belongs to anybody is looked up when the letter is written, after the request was
 * answered: so everybody gets the same answer in the same time. The link is made then, and only its hash is stored.
 */
export function resetLetter({ tools, identity, accounts }: World): Complete {
  return async (content) => {
    if (content.kind !== 'resetPassword') return content;
    const account = await accounts.findByEmail(content.to);
    if (account?.state !== 'active' || account.isDemo) return undefined;
    const token = await identity.issueLink('resetPassword', account.id, new Date(tools.clock.now().getTime() + linkMs));
    // The address comes from the configuration: what a Host header said cannot get into a letter.
    return { ...content, values: { url: `${tools.publicUrl()}/reset-password/${token}` } };
  };
}
