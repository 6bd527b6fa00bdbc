import * as z from 'zod/mini';
import { countryRoles, hubRoles, spaceRoles } from '../../access/permissions.ts';
import { defineContract } from '../../kernel/contract.ts';
import {
  country,
  cursor,
  email,
  id,
  instant,
  interfaceLanguage,
  languageTag,
  limit,
  line,
  nothing,
  page,
  token,
} from '../../kernel/fields.ts';
import { addressForm, digits } from '../people/contract.ts';

/** 12 to 128 code points, as received (no normalisation: the verifier must see what was typed). */
export const password = z.string().check(z.minLength(1), z.maxLength(512));
const sixDigits = z.string().check(z.trim(), z.regex(/^[0-9٠-٩۰-۹]{6}$/));
/** A TOTP of six digits (any digit set), or a recovery code. */
const secondFactorCode = z.string().check(z.trim(), z.minLength(6), z.maxLength(24));

export const SpaceGrant = z.object({ spaceId: id, role: z.enum(spaceRoles) });

/** Who is signed in, with everything the client needs to draw itself. */
export const Session = z.object({
  userId: id,
  email: z.string(),
  country,
  hubRoles: z.array(z.enum(hubRoles)),
  countryRoles: z.array(z.object({ country, role: z.enum(countryRoles) })),
  spaces: z.array(SpaceGrant),
  hasAcceptedRules: z.boolean(),
  hasSecondFactor: z.boolean(),
  /** An administrator must set one up before doing anything else. */
  needsSecondFactor: z.boolean(),
  isDemo: z.boolean(),
  isSharedComputer: z.boolean(),
  freshUntil: z.nullable(instant),
  /** Changes when the contract changes incompatibly: the client then offers to reload. */
  contractVersion: z.string(),
});
export type Session = z.output<typeof Session>;

export const SessionItem = z.object({
  id,
  createdAt: instant,
  lastSeenAt: instant,
  userAgent: z.string(),
  address: z.string(),
  isCurrent: z.boolean(),
});
export const Invitation = z.object({
  id,
  email: z.optional(z.string()),
  country,
  language: interfaceLanguage,
  spaces: z.array(SpaceGrant),
  countryRole: z.optional(z.enum(countryRoles)),
  uses: z.int(),
  maxUses: z.int(),
  expiresAt: instant,
  createdAt: instant,
  createdBy: id,
  state: z.enum(['open', 'used', 'expired', 'withdrawn']),
  /** Who joined by it. */
  joined: z.array(id),
});
export type Invitation = z.output<typeof Invitation>;
/** The link is told once, at creation; only its hash is kept. */
export const NewInvitation = z.object({ invitation: Invitation, url: z.string(), qrSvg: z.string() });

const InvitationInput = {
  countryId: country,
  email: z.optional(email),
  language: interfaceLanguage,
  spaces: z.array(z.strictObject({ spaceId: id, role: z.enum(spaceRoles) })).check(z.maxLength(20)),
  countryRole: z.optional(z.enum(countryRoles)),
  maxUses: z.int().check(z.gte(1), z.lte(500)),
  validDays: z.int().check(z.gte(1), z.lte(90)),
};

export const AccountRow = z.object({
  id,
  email: z.string(),
  displayName: z.string(),
  country,
  hubRoles: z.array(z.enum(hubRoles)),
  countryRoles: z.array(z.object({ country, role: z.enum(countryRoles) })),
  state: z.enum(['active', 'suspended']),
  hasSecondFactor: z.boolean(),
  createdAt: instant,
  isDemo: z.boolean(),
});

/** A request that waits for a second administrator (two-person rule). */
export const ApprovalRow = z.object({
  id,
  operation: z.string(),
  subjectId: z.optional(id),
  requestedBy: id,
  requestedAt: instant,
  expiresAt: instant,
  arguments: z.record(z.string(), z.string()),
});

export const HouseDocument = z.object({
  kind: z.enum(['nonOperationalRule', 'privacyNotice', 'houseRules']),
  version: z.int(),
  language: interfaceLanguage,
  title: z.string(),
  markdown: z.string(),
});

const signInLimit = { points: 60, perSeconds: 60, per: 'address' } as const;

export const accounts = defineContract({
  name: 'accounts',
  operations: {
    // What proves who somebody is records it in the audit chain itself: the door knows nobody yet.
    signIn: {
      http: 'POST /session',
      public: 'Signing in.',
      on: 'hub',
      can: 'hub.see',
      limit: signInLimit,
      input: z.strictObject({ email, password, totp: z.optional(secondFactorCode), isSharedComputer: z.optional(z.boolean()) }),
      output: z.object({ token: z.string(), session: Session }),
    },
    getSession: {
      http: 'GET /session',
      public: 'Tells whether somebody is signed in.',
      on: 'hub',
      can: 'hub.see',
      input: z.strictObject({}),
      output: z.object({ session: z.nullable(Session) }),
    },
    signOut: { http: 'DELETE /session', on: 'self', can: 'self.read', input: z.strictObject({}), output: nothing },
    /** Password or second factor again: step-up actions hold for 15 minutes after. */
    confirmIdentity: {
      http: 'POST /session/confirmation',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ password: z.optional(password), code: z.optional(secondFactorCode) }),
      output: z.object({ freshUntil: instant }),
      limit: { points: 10, perSeconds: 300 },
    },
    listSessions: {
      http: 'GET /me/sessions',
      on: 'self',
      can: 'self.read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(SessionItem) }),
    },
    endSession: {
      http: 'DELETE /me/sessions/:sessionId',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ sessionId: id }),
      output: nothing,
      audit: [],
    },
    endOtherSessions: {
      http: 'DELETE /me/sessions',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({}),
      output: z.object({ ended: z.int() }),
      audit: [],
    },
    changePassword: {
      http: 'POST /me/password',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ currentPassword: password, newPassword: password }),
      output: nothing,
      audit: [],
      limit: { points: 10, perSeconds: 600 },
    },
    changeEmail: {
      http: 'POST /me/email',
      on: 'self',
      can: 'self.update',
      fresh: true,
      input: z.strictObject({ newEmail: email }),
      output: nothing,
      audit: [],
      limit: { points: 5, perSeconds: 3600 },
    },
    confirmEmail: {
      http: 'POST /me/email/confirmation',
      public: 'The link in the letter proves the address.',
      on: 'hub',
      can: 'hub.see',
      input: z.strictObject({ token }),
      output: nothing,
      limit: signInLimit,
    },
    changeCountry: {
      http: 'POST /accounts/:accountId/country',
      on: 'account',
      can: 'account.suspend',
      fresh: true,
      audit: ['country'],
      input: z.strictObject({ accountId: id, country }),
      output: nothing,
    },
    acceptRules: {
      http: 'POST /me/rules',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({
        versions: z.array(z.strictObject({ kind: HouseDocument.shape.kind, version: z.int() })).check(z.minLength(3), z.maxLength(3)),
      }),
      output: nothing,
      audit: [],
    },
    listHouseDocuments: {
      http: 'GET /house-documents',
      public: 'Everybody may read the rules and the privacy notice.',
      on: 'hub',
      can: 'hub.see',
      input: z.strictObject({ language: interfaceLanguage }),
      output: z.object({ items: z.array(HouseDocument) }),
    },
    // Second factor
    beginSecondFactor: {
      http: 'POST /me/second-factor',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ password }),
      output: z.object({ otpauthUrl: z.string(), qrSvg: z.string(), secret: z.string() }),
      limit: { points: 10, perSeconds: 600 },
    },
    enableSecondFactor: {
      http: 'POST /me/second-factor/confirmation',
      on: 'self',
      can: 'self.update',
      input: z.strictObject({ code: sixDigits }),
      output: z.object({ recoveryCodes: z.array(z.string()) }),
      audit: [],
      limit: { points: 10, perSeconds: 300 },
    },
    renewRecoveryCodes: {
      http: 'POST /me/second-factor/recovery-codes',
      on: 'self',
      can: 'self.update',
      fresh: true,
      input: z.strictObject({ password }),
      output: z.object({ recoveryCodes: z.array(z.string()) }),
      audit: [],
    },
    /** Not a DELETE: its input goes into the address, where a password would be logged. */
    disableSecondFactor: {
      http: 'POST /me/second-factor/removal',
      on: 'self',
      can: 'self.update',
      fresh: true,
      input: z.strictObject({ password }),
      output: nothing,
      audit: [],
    },
    /** Lost second factor: two administrators. */
    resetSecondFactor: {
      http: 'POST /accounts/:accountId/second-factor/reset',
      on: 'account',
      can: 'account.resetSecondFactor',
      fresh: true,
      twoPerson: true,
      audit: [],
      input: z.strictObject({ accountId: id }),
      output: nothing,
    },
    // Password reset by mail
    requestPasswordReset: {
      http: 'POST /password-reset',
      public: 'Somebody who forgot her password cannot sign in.',
      on: 'hub',
      can: 'hub.see',
      input: z.strictObject({ email, language: interfaceLanguage }),
      output: nothing,
      success: 202,
      limit: { points: 20, perSeconds: 600, per: 'address' },
    },
    resetPassword: {
      http: 'POST /password-reset/completion',
      public: 'The link in the letter proves the address.',
      on: 'hub',
      can: 'hub.see',
      input: z.strictObject({ token, newPassword: password, code: z.optional(secondFactorCode) }),
      output: nothing,
      limit: signInLimit,
    },
    // Invitations
    createInvitation: {
      http: 'POST /countries/:countryId/invitations',
      on: 'country',
      can: 'country.invite',
      audit: ['countryId', 'countryRole', 'maxUses'],
      input: z.strictObject(InvitationInput),
      output: NewInvitation,
      success: 201,
      limit: { points: 300, perSeconds: 3600 },
    },
    /** One invitation a row: `email,country,language,space,role`. All rows or none; errors name the rows. */
    importInvitations: {
      http: 'POST /countries/:countryId/invitations/import',
      on: 'country',
      can: 'country.invite',
      fresh: true,
      audit: ['countryId'],
      input: z.strictObject({ countryId: country, csv: z.string().check(z.maxLength(200_000)), validDays: InvitationInput.validDays }),
      output: z.object({ items: z.array(NewInvitation) }),
      success: 201,
    },
    /** Also the list of who has not joined. */
    listInvitations: {
      http: 'GET /countries/:countryId/invitations',
      on: 'country',
      can: 'country.invite',
      input: z.strictObject({ countryId: country, state: z.optional(Invitation.shape.state), limit, cursor: z.optional(cursor) }),
      output: page(Invitation),
    },
    withdrawInvitation: {
      http: 'DELETE /countries/:countryId/invitations/:invitationId',
      on: 'country',
      can: 'country.invite',
      audit: ['invitationId'],
      input: z.strictObject({ countryId: country, invitationId: id }),
      output: nothing,
    },
    /** What an invitation offers, before joining. */
    readInvitation: {
      http: 'POST /join/reading',
      public: 'The link is the proof.',
      on: 'hub',
      can: 'hub.see',
      limit: signInLimit,
      input: z.strictObject({ token }),
      output: z.object({
        email: z.optional(z.string()),
        country,
        language: interfaceLanguage,
        spaceNames: z.array(z.string()),
        invitedBy: z.string(),
        expiresAt: instant,
      }),
    },
    acceptInvitation: {
      http: 'POST /join',
      public: 'The link is the proof.',
      on: 'hub',
      can: 'hub.see',
      limit: signInLimit,
      success: 201,
      input: z.strictObject({
        token,
        email,
        password,
        displayName: line(60),
        latinName: z.optional(line(60)),
        rank: z.optional(line(60)),
        institutionId: z.optional(id),
        language: interfaceLanguage,
        languages: z.optional(z.array(languageTag).check(z.maxLength(8))),
        addressForm,
        digits,
        timeZone: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_+/-]{1,60}$/))),
        isSharedComputer: z.optional(z.boolean()),
      }),
      output: z.object({ token: z.string(), session: Session }),
    },
    // Administration
    listAccounts: {
      http: 'GET /accounts',
      on: 'hub',
      can: 'hub.manageAccounts',
      input: z.strictObject({
        query: z.optional(z.string().check(z.maxLength(100))),
        country: z.optional(country),
        limit,
        cursor: z.optional(cursor),
      }),
      output: page(AccountRow),
    },
    suspendAccount: {
      http: 'POST /accounts/:accountId/suspension',
      on: 'account',
      can: 'account.suspend',
      fresh: true,
      audit: ['reason'],
      input: z.strictObject({ accountId: id, reason: line(300) }),
      output: nothing,
    },
    restoreAccount: {
      http: 'DELETE /accounts/:accountId/suspension',
      on: 'account',
      can: 'account.suspend',
      fresh: true,
      audit: [],
      input: z.strictObject({ accountId: id }),
      output: nothing,
    },
    endAccountSessions: {
      http: 'DELETE /accounts/:accountId/sessions',
      on: 'account',
      can: 'account.endSessions',
      fresh: true,
      audit: [],
      input: z.strictObject({ accountId: id }),
      output: z.object({ ended: z.int() }),
    },
    grantHubRole: {
      http: 'POST /accounts/:accountId/hub-roles',
      on: 'account',
      can: 'account.resetSecondFactor',
      fresh: true,
      twoPerson: true,
      audit: ['role'],
      input: z.strictObject({ accountId: id, role: z.enum(hubRoles) }),
      output: nothing,
    },
    revokeHubRole: {
      http: 'DELETE /accounts/:accountId/hub-roles/:role',
      on: 'account',
      can: 'account.resetSecondFactor',
      fresh: true,
      audit: ['role'],
      input: z.strictObject({ accountId: id, role: z.enum(hubRoles) }),
      output: nothing,
    },
    grantCountryRole: {
      http: 'POST /accounts/:accountId/country-roles',
      on: 'account',
      can: 'account.grantCountryRole',
      fresh: true,
      audit: ['role', 'country'],
      input: z.strictObject({ accountId: id, country, role: z.enum(countryRoles) }),
      output: nothing,
    },
    revokeCountryRole: {
      http: 'DELETE /accounts/:accountId/country-roles/:country/:role',
      on: 'account',
      can: 'account.grantCountryRole',
      fresh: true,
      audit: ['role', 'country'],
      input: z.strictObject({ accountId: id, country, role: z.enum(countryRoles) }),
      output: nothing,
    },
    listApprovals: {
      http: 'GET /approvals',
      on: 'hub',
      can: 'hub.grantRoles',
      input: z.strictObject({}),
      output: z.object({ items: z.array(ApprovalRow) }),
    },
    approve: {
      http: 'POST /approvals/:approvalId',
      on: 'hub',
      can: 'hub.grantRoles',
      fresh: true,
      audit: ['approvalId'],
      input: z.strictObject({ approvalId: id, decision: z.enum(['approve', 'refuse']) }),
      output: nothing,
    },
    // Demo
    listPersonas: {
      http: 'GET /demo/personas',
      public: 'Only in the demo: the fictional people one may sign in as.',
      on: 'hub',
      can: 'hub.see',
      input: z.strictObject({}),
      output: z.object({
        password: z.string(),
        items: z.array(
          z.object({ id, email: z.string(), displayName: z.string(), country, language: interfaceLanguage, role: z.string() }),
        ),
      }),
    },
    // First administrator by the one-time set-up link of the first start
    completeSetup: {
      http: 'POST /setup',
      public: 'The one-time link printed at the first start is the proof.',
      on: 'hub',
      can: 'hub.see',
      limit: signInLimit,
      success: 201,
      input: z.strictObject({ token, email, password, displayName: line(60), country, language: interfaceLanguage }),
      output: z.object({ token: z.string(), session: Session }),
    },
  },
  events: {
    /** The person's roles, sessions or settings changed: the client asks `getSession` again. */
    sessionChanged: z.object({ userId: id }),
  },
  errors: {
    wrongCredentials: { status: 401 },
    secondFactorRequired: { status: 401 },
    wrongSecondFactor: { status: 401 },
    suspended: { status: 403 },
    tooManyAttempts: { status: 429 },
    passwordTooShort: { status: 422 },
    passwordTooLong: { status: 422 },
    passwordCommon: { status: 422 },
    /** Made of the address or the name. */
    passwordIsName: { status: 422 },
    invitationUnknown: { status: 404 },
    invitationExpired: { status: 410 },
    invitationUsed: { status: 410 },
    invitationWithdrawn: { status: 410 },
    invitationForAnother: { status: 403 },
    emailTaken: { status: 409 },
    linkExpired: { status: 410 },
    secondFactorNotBegun: { status: 409 },
    secondFactorMissing: { status: 409 },
    lastAdministrator: { status: 409 },
    ownAccount: { status: 409 },
    roleAboveOwn: { status: 403 },
    csvInvalid: { status: 422 },
    rulesOutdated: { status: 409 },
    approvalExpired: { status: 410 },
    selfApproval: { status: 409 },
    setupDone: { status: 410 },
    unknownSpace: { status: 422 },
  },
});
