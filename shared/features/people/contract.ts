import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { country, cursor, id, interfaceLanguage, languageTag, limit, line, page } from '../../kernel/fields.ts';

/** Grammatical address is a private setting, never inferred; nobody else receives it (docs/glossary.md, "form of address"). */
export const addressForm = z.enum(['feminine', 'masculine', 'unspecified']);
export const digits = z.enum(['latn', 'arab']);
export const calendar = z.enum(['gregory', 'islamic-umalqura']);
export const theme = z.enum(['system', 'light', 'dark']);
/** Which new messages do something on this person's devices. */
export const messageChoice = z.enum(['all', 'mentions', 'off']);
/** What a notice outside the page shows to whoever sees the screen. */
export const noticeContent = z.enum(['none', 'sender', 'full']);
export type AddressForm = z.output<typeof addressForm>;
export type Digits = z.output<typeof digits>;

/** What people who share a space see of each other. */
export const Person = z.object({
  id,
  displayName: z.string(),
  /** Optional second form in Latin letters. */
  latinName: z.optional(z.string()),
  /** Free text, as the officer writes it. */
  rank: z.optional(z.string()),
  post: z.optional(z.string()),
  country,
  institutionId: z.optional(id),
  institutionName: z.optional(z.string()),
  languages: z.array(languageTag),
  functions: z.array(z.string()),
  isDemo: z.boolean(),
  /** Suspended or closed: shown greyed, cannot be written to. */
  isInactive: z.boolean(),
});
export type Person = z.output<typeof Person>;

/** One's own settings; nobody else receives them. */
export const Settings = z.object({
  language: interfaceLanguage,
  addressForm,
  digits,
  calendar,
  timeZone: z.string(),
  theme,
  /** Data saver: system fonts, pictures only on tap. */
  dataSaver: z.boolean(),
  announcements: messageChoice,
  sound: messageChoice,
  /** Notices of the browser, shown while the page is not looked at. */
  desktopNotices: messageChoice,
  noticeContent,
  /** Appears in presence to people of shared spaces. */
  showPresence: z.boolean(),
});
export type Settings = z.output<typeof Settings>;

export const MyProfile = z.object({ person: Person, settings: Settings, email: z.string() });
export type MyProfile = z.output<typeof MyProfile>;

export const Institution = z.object({
  id,
  name: z.string(),
  country,
  kind: z.enum(['police', 'academy', 'ncb', 'ministry', 'borderService', 'prosecution', 'organisation']),
});
export type Institution = z.output<typeof Institution>;

export const ProfileInput = z.strictObject({
  displayName: z.optional(line(60)),
  latinName: z.optional(z.nullable(line(60))),
  rank: z.optional(z.nullable(line(60))),
  post: z.optional(z.nullable(line(80))),
  institutionId: z.optional(z.nullable(id)),
  languages: z.optional(z.array(languageTag).check(z.maxLength(8))),
  functions: z.optional(z.array(z.string().check(z.regex(/^[a-zA-Z]{2,40}$/))).check(z.maxLength(10))),
});
export const SettingsInput = z.strictObject({
  language: z.optional(interfaceLanguage),
  addressForm: z.optional(addressForm),
  digits: z.optional(digits),
  calendar: z.optional(calendar),
  timeZone: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_+/-]{1,60}$/))),
  theme: z.optional(theme),
  dataSaver: z.optional(z.boolean()),
  announcements: z.optional(messageChoice),
  sound: z.optional(messageChoice),
  desktopNotices: z.optional(messageChoice),
  noticeContent: z.optional(noticeContent),
  showPresence: z.optional(z.boolean()),
});

export const people = defineContract({
  name: 'people',
  operations: {
    getMyProfile: { http: 'GET /me', on: 'self', can: 'self.read', input: z.strictObject({}), output: MyProfile },
    updateMyProfile: {
      http: 'PATCH /me',
      on: 'self',
      can: 'self.update',
      input: ProfileInput,
      output: MyProfile,
      limit: { points: 30, perSeconds: 3600 },
    },
    updateMySettings: { http: 'PATCH /me/settings', on: 'self', can: 'self.update', input: SettingsInput, output: MyProfile },
    /** Name and country of somebody with whom the caller shares a space. */
    getPerson: {
      http: 'GET /people/:accountId',
      on: 'account',
      can: 'account.read',
      input: z.strictObject({ accountId: id }),
      output: Person,
    },
    /** Several at once, for message lists; ids that may not be seen are left out. */
    getPeople: {
      http: 'POST /people/batch',
      socket: true,
      on: 'hub',
      can: 'hub.read',
      input: z.strictObject({ ids: z.array(id).check(z.minLength(1), z.maxLength(100)) }),
      output: z.object({ items: z.array(Person) }),
    },
    listInstitutions: {
      http: 'GET /institutions',
      public: 'An invited officer chooses her institution before she has an account.',
      on: 'hub',
      can: 'hub.read',
      input: z.strictObject({ country: z.optional(country) }),
      output: z.object({ items: z.array(Institution) }),
    },
    /** The people of one country, for its administrators. */
    listCountryPeople: {
      http: 'GET /countries/:countryId/people',
      on: 'country',
      can: 'country.listPeople',
      input: z.strictObject({ countryId: country, limit, cursor: z.optional(cursor) }),
      output: page(Person),
    },
  },
  events: { personChanged: z.object({ personId: id }) },
  errors: {
    nameRefused: { status: 422 },
    nameTaken: { status: 409 },
    unknownInstitution: { status: 422 },
    unknownTimeZone: { status: 422 },
  },
});
