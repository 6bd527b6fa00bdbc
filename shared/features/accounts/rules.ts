import { codePointCount } from '../../i18n/text.ts';
import { toLatinDigits } from '../../i18n/regional.ts';
import { isCommonPassword } from '../../reference/common-passwords.ts';
import type { CountryRole, HubRole, SpaceRole } from '../../access/permissions.ts';

/** In code points, of the password as typed: it is never normalised, trimmed or cut (ASVS 5.0, 6.2.8). */
export const minPasswordLength = 12;
export const maxPasswordLength = 128;

export type PasswordFlaw = 'passwordTooShort' | 'passwordTooLong' | 'passwordIsName' | 'passwordCommon';

/** What the password must not be made of: the address, the name. */
export interface Owner {
  email?: string | undefined;
  names?: readonly (string | undefined)[];
}

const bare = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Her address or name, with nothing but digits and signs around it. */
function isOwnName(password: string, { email, names = [] }: Owner): boolean {
  const typed = bare(password);
  const core = typed.replace(/^\p{N}+|\p{N}+$/gu, '');
  const own = [email, email?.split('@')[0], ...names]
    .flatMap((text) => (text === undefined ? [] : [bare(text)]))
    .filter((text) => text.length >= 3);
  return own.some((text) => typed === text || core === text || typed === text + text);
}

/** Why a password cannot be taken; undefined when it can. Both sides ask the same. */
export function passwordFlaw(password: string, owner: Owner): PasswordFlaw | undefined {
  const length = codePointCount(password);
  if (length < minPasswordLength) return 'passwordTooShort';
  if (length > maxPasswordLength) return 'passwordTooLong';
  if (isOwnName(password, owner)) return 'passwordIsName';
  return isCommonPassword(password) ? 'passwordCommon' : undefined;
}

/** A code as typed, in any digits and with spaces or hyphens: what it is meant as. */
export function readCode(typed: string): { kind: 'totp'; code: string } | { kind: 'recovery'; code: string } {
  const code = toLatinDigits(typed).replace(/[\s-]/g, '').toLowerCase();
  return /^\d{6}$/.test(code) ? { kind: 'totp', code } : { kind: 'recovery', code };
}

/** Roles that may act on other people's accounts: they need a second factor before they may do anything. */
export function mustHaveSecondFactor(roles: { hubRoles: readonly HubRole[]; countryRoles: readonly { role: CountryRole }[] }): boolean {
  return roles.hubRoles.length > 0 || roles.countryRoles.some(({ role }) => role === 'ncbAdmin');
}

/** Nothing above one's own role: who administers a country gives what stays within it, the hub's administrator the rest. */
const spaceRolesOfCountry: readonly SpaceRole[] = ['trainer', 'member', 'observer'];
export function mayGiveSpaceRole(giver: { hubRoles: readonly HubRole[] }, role: SpaceRole): boolean {
  return giver.hubRoles.includes('admin') || spaceRolesOfCountry.includes(role);
}
/** A focal point gives no roles; the caller has checked that the country is the giver's own. */
export function mayGiveCountryRole(giver: { hubRoles: readonly HubRole[]; countryRoles: readonly { role: CountryRole }[] }): boolean {
  return giver.hubRoles.includes('admin') || giver.countryRoles.some(({ role }) => role === 'ncbAdmin');
}
