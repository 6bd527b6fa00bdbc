import type { Ports } from '#server/kernel/feature.ts';
import type { Identity } from './identity.ts';
import type { Complete, LetterContent } from './letters.ts';
import type { accountsRepository } from './repository.ts';

/** How long a link in a letter opens something. */
export const linkMs = 60 * 60_000;

/** What a link that changes an address stands for. */
export interface EmailChange {
  userId: string;
  from: string;
  to: string;
}

interface World {
  tools: Pick<Ports, 'clock'> & { publicUrl(): string };
  identity: Identity;
  accounts: ReturnType<typeof accountsRepository>;
}

/**
 * Whether an address belongs to anybody is looked up when the letter is written, after the request was answered: so
 * everybody gets the same answer in the same time. The link is made then too, and only its hash is stored. Its address
 * comes from the configuration: what a Host header said cannot get into a letter.
 */
export function letterLinks({ tools, identity, accounts }: World): Complete {
  const end = () => new Date(tools.clock.now().getTime() + linkMs);

  async function toReset(content: LetterContent): Promise<LetterContent | undefined> {
    const account = await accounts.findByEmail(content.to);
    if (account?.state !== 'active' || account.isDemo) return undefined;
    const token = await identity.issueLink('resetPassword', account.id, end());
    return { ...content, values: { url: `${tools.publicUrl()}/reset-password/${token}` } };
  }
  async function toConfirm(content: LetterContent): Promise<LetterContent | undefined> {
    const { userId = '', from = '' } = content.values;
    if (await accounts.findByEmail(content.to)) return undefined;
    const change: EmailChange = { userId, from, to: content.to };
    const token = await identity.issueLink('changeEmail', JSON.stringify(change), end());
    return { ...content, values: { url: `${tools.publicUrl()}/confirm-email/${token}` } };
  }

  return async (content) => {
    if (content.kind === 'resetPassword') return toReset(content);
    return content.kind === 'confirmEmail' ? toConfirm(content) : content;
  };
}
