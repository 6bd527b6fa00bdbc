import type { InterfaceLanguage } from '#shared/i18n/languages.ts';
import { emailOfPersona, userIdOf } from './identity.ts';
import type { DemoPerson } from './world/types.ts';
import { world } from './world/world.ts';

/** What a persona shows of the hub; the key of its line under `roles` in the catalogue `demo`. */
export const personaRoles = ['champion', 'trainer', 'moderator', 'staff', 'admin', 'guest'] as const;
export type PersonaRole = (typeof personaRoles)[number];

export interface Persona {
  id: string;
  email: string;
  displayName: string;
  country: string;
  language: InterfaceLanguage;
  role: PersonaRole;
}

const chosen: readonly (readonly [key: string, role: PersonaRole])[] = [
  ['salma', 'champion'],
  ['aygul', 'trainer'],
  ['leila', 'moderator'],
  ['mateo', 'staff'],
  ['omar', 'admin'],
  ['sara', 'guest'],
];

function persona(person: DemoPerson, role: PersonaRole): Persona {
  const { key, displayName, country, language } = person;
  return { id: userIdOf(key), email: emailOfPersona(key), displayName, country, language, role };
}

/** Fictional people offered for sign-in by one click, in the order they are shown. All others sign in with their address and the same password. */
export const personas: readonly Persona[] = chosen.flatMap(([key, role]) => {
  const person = world.people.find((candidate) => candidate.key === key);
  return person ? [persona(person, role)] : [];
});
