import type { CountryRole, HubRole, SpaceRole } from '#shared/access/permissions.ts';
import type { PoliceFunction } from '#shared/reference/functions.ts';
import type { Institution, Settings } from '#shared/features/people/contract.ts';
import type { Direction, InterfaceLanguage } from '#shared/kernel/fields.ts';
import type * as z from 'zod/mini';
import type { Network, Room, SpaceCard } from '#shared/features/spaces/contract.ts';

/** A fictional officer. The account's id is `demo-<key>`, the address `<key>@example.org`. */
export interface DemoPerson {
  key: string;
  displayName: string;
  latinName?: string;
  rank?: string;
  post?: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Of the same country; guests have none. */
  institutionId?: string;
  /** Language of the interface. */
  language: InterfaceLanguage;
  languages: readonly string[];
  functions: readonly PoliceFunction[];
  addressForm: Settings['addressForm'];
  digits: Settings['digits'];
  calendar: Settings['calendar'];
  timeZone: string;
  hubRoles?: readonly HubRole[];
  countryRoles?: readonly { country: string; role: CountryRole }[];
}

export type DemoInstitution = Institution;
export type DemoNetwork = z.output<typeof Network>;

export type DemoRoom = Pick<Room, 'id' | 'name' | 'language' | 'purpose' | 'kind'>;

export interface DemoSpace extends Pick<SpaceCard, 'id' | 'name' | 'language' | 'summary' | 'visibility' | 'joinRule' | 'purpose'> {
  networkId?: string;
  countries: readonly string[];
  workingLanguages: readonly string[];
  /** In order of their position. */
  rooms: readonly DemoRoom[];
  /** Role → keys of people. */
  members: Partial<Record<SpaceRole, readonly string[]>>;
}

/** `HH:MM` in UTC on a past day; on day 0 `-N`, minutes before the demo world is made, so that nothing lies in the future. */
export type DemoTime = string;
export type DemoLine = readonly [time: DemoTime, author: string, text: string];
/** What was said in one room on one day; `day` counts from today: -1 is yesterday. Lines are in order of time. */
export interface DemoDay {
  day: number;
  lines: readonly DemoLine[];
}
export interface DemoTalk {
  roomId: string;
  days: readonly DemoDay[];
}

interface Deed {
  roomId: string;
  minutesAgo: number;
  /** Key of the person. */
  by: string;
}
/** What somebody did in a room beside talking. `to`: the beginning of the message it concerns, the very first when empty. */
export type DemoDeed =
  | (Deed & { kind: 'say'; text: string })
  | (Deed & { kind: 'reply' | 'quote'; to: string; text: string })
  | (Deed & { kind: 'poll'; text: string; options: readonly string[] })
  | (Deed & { kind: 'react'; to: string; emoji: string })
  | (Deed & { kind: 'pin'; to: string; note: string })
  | (Deed & { kind: 'withhold'; to: string; reason: string });

export interface DemoConversation {
  /** Keys; the first one asked. */
  people: readonly [string, string];
  isOpen: boolean;
  lines: readonly (readonly [minutesAgo: number, by: string, text: string])[];
}

export type LessonBlock =
  | { type: 'heading'; level: 1 | 2 | 3; text: string; dir?: Direction }
  | { type: 'paragraph' | 'blockquote'; text: string; dir?: Direction }
  | { type: 'bulletList' | 'orderedList'; items: readonly string[]; dir?: Direction };

export interface DemoLesson {
  id: string;
  spaceId: string;
  title: string;
  language: string;
  /** Key of the person who began it. */
  author: string;
  blocks: readonly LessonBlock[];
}

export interface DemoWorld {
  deeds: readonly DemoDeed[];
  conversations: readonly DemoConversation[];
  people: readonly DemoPerson[];
  institutions: readonly DemoInstitution[];
  networks: readonly DemoNetwork[];
  spaces: readonly DemoSpace[];
  talks: readonly DemoTalk[];
  lessons: readonly DemoLesson[];
}
