/** Every permission of the hub: resource → actions. Contracts name them, roles grant them, what is absent is refused. */
export const permissions = {
  /** The hub as a whole. */
  hub: ['see', 'read', 'createSpace', 'manageAccounts', 'grantRoles', 'readHealth', 'readAudit', 'readAuditHead', 'handleReports'],
  /** One's own account. */
  self: ['see', 'read', 'update'],
  /** Another person, scoped by country and shared spaces. */
  account: ['see', 'read', 'readContact', 'suspend', 'endSessions', 'resetSecondFactor', 'grantCountryRole'],
  /** A country as tenant: its people and invitations. */
  country: ['see', 'invite', 'listPeople'],
  space: ['see', 'read', 'join', 'listMembers', 'manageMembers', 'manage', 'moderate', 'createRoom', 'createDocument'],
  /** `manage`: how a room is used; `moderate`: what is said in it. */
  room: ['see', 'read', 'post', 'moderate', 'manage'],
  /** What hangs, or is to hang, on a message of a room. Its scope is that of the room. */
  file: ['see', 'read', 'write'],
  /** What was reported to moderators, until and after it is decided. */
  report: ['see', 'handle'],
  document: ['see', 'read', 'comment', 'suggest', 'edit', 'manage'],
} as const;

type Statement = typeof permissions;
export type Resource = keyof Statement;
export type Permission = { [R in Resource]: `${R}.${Statement[R][number]}` }[Resource];

export const hubRoles = ['admin', 'auditor', 'safetyOfficer'] as const;
export const countryRoles = ['focalPoint', 'ncbAdmin'] as const;
export const spaceRoles = ['coordinator', 'moderator', 'trainer', 'member', 'observer'] as const;
/** Ascending: each may do what the ones before it may. */
export const documentRoles = ['reader', 'commenter', 'suggester', 'editor', 'manager'] as const;
export type HubRole = (typeof hubRoles)[number];
export type CountryRole = (typeof countryRoles)[number];
export type SpaceRole = (typeof spaceRoles)[number];
export type DocumentRole = (typeof documentRoles)[number];

/** A role with the scope it holds in. `account` is everybody who signed in. */
export type RoleKey =
  'visitor' | 'account' | `hub.${HubRole}` | `country.${CountryRole}` | `space.${SpaceRole}` | `document.${DocumentRole}`;

/**
 * When a grant holds: always within the role's scope; on what the actor owns; on what lists itself (`open` or `listed`);
 * on what is open to read; on a person with whom the actor shares a space; in rooms of a space that are not for chosen
 * people, or whose chosen people the actor is one of (`admitted`); in every room of a space (`inSpace`); in direct
 * conversations she is in; on reports that do not concern herself (`impartial`).
 */
export type Condition = 'any' | 'own' | 'listed' | 'open' | 'shared' | 'admitted' | 'inSpace' | 'inDirect' | 'impartial';
export type Grants = Partial<Record<Permission, Condition>>;

const reads: Grants = {
  'space.see': 'any',
  'space.read': 'any',
  'space.listMembers': 'any',
  'room.see': 'admitted',
  'room.read': 'admitted',
  'file.see': 'admitted',
  'file.read': 'admitted',
};
const writes: Grants = { ...reads, 'room.post': 'admitted', 'file.write': 'admitted' };
/** Whoever runs rooms knows of all of them, but reads only what everybody may, or what she was invited to. */
const moderates: Grants = {
  ...writes,
  'space.manageMembers': 'any',
  'space.moderate': 'any',
  'space.createRoom': 'any',
  'room.see': 'any',
  'room.moderate': 'admitted',
  'room.manage': 'any',
  'report.see': 'impartial',
  'report.handle': 'impartial',
};

/**
 * The whole access table, read top-down. It follows the authorisation matrix of docs/permissions.md, which a test
 * compares with a hand-written fixture. A hub administrator runs spaces but does not read what is said in them.
 */
export const grants: Record<RoleKey, Grants> = {
  visitor: {},
  account: {
    'hub.see': 'any',
    'hub.read': 'any',
    'self.see': 'any',
    'self.read': 'any',
    'self.update': 'any',
    'account.see': 'shared',
    'account.read': 'shared',
    'country.see': 'any',
    'space.see': 'listed',
    'space.join': 'listed',
    'space.read': 'open',
    'room.see': 'inDirect',
    'room.read': 'inDirect',
    'room.post': 'inDirect',
    'file.see': 'inDirect',
    'file.read': 'inDirect',
    'file.write': 'inDirect',
  },
  'hub.admin': {
    'hub.createSpace': 'any',
    'hub.manageAccounts': 'any',
    'hub.grantRoles': 'any',
    'hub.readHealth': 'any',
    'hub.readAuditHead': 'any',
    'account.see': 'any',
    'account.read': 'any',
    'account.readContact': 'any',
    'account.suspend': 'any',
    'account.endSessions': 'any',
    'account.resetSecondFactor': 'any',
    'account.grantCountryRole': 'any',
    'country.invite': 'any',
    'country.listPeople': 'any',
    'space.see': 'any',
    'space.read': 'any',
    'space.listMembers': 'any',
    'space.manageMembers': 'any',
    'space.manage': 'any',
    'space.createRoom': 'any',
    'room.see': 'inSpace',
    'room.manage': 'inSpace',
  },
  'hub.auditor': { 'hub.readAudit': 'any', 'hub.readAuditHead': 'any' },
  'hub.safetyOfficer': {
    'hub.handleReports': 'any',
    'account.see': 'any',
    'account.read': 'any',
    'report.see': 'impartial',
    'report.handle': 'impartial',
  },
  'country.focalPoint': {
    'account.see': 'any',
    'account.read': 'any',
    'account.readContact': 'any',
    'country.listPeople': 'any',
  },
  'country.ncbAdmin': {
    'account.see': 'any',
    'account.read': 'any',
    'account.readContact': 'any',
    'account.suspend': 'any',
    'account.endSessions': 'any',
    'account.grantCountryRole': 'any',
    'country.invite': 'any',
    'country.listPeople': 'any',
  },
  'space.coordinator': { ...moderates, 'space.manage': 'any', 'space.createDocument': 'any' },
  'space.moderator': moderates,
  'space.trainer': { ...writes, 'space.createDocument': 'any' },
  'space.member': { ...writes, 'space.createDocument': 'any' },
  'space.observer': reads,
  'document.reader': { 'document.see': 'any', 'document.read': 'any' },
  'document.commenter': { 'document.see': 'any', 'document.read': 'any', 'document.comment': 'any' },
  'document.suggester': { 'document.see': 'any', 'document.read': 'any', 'document.comment': 'any', 'document.suggest': 'any' },
  'document.editor': {
    'document.see': 'any',
    'document.read': 'any',
    'document.comment': 'any',
    'document.suggest': 'any',
    'document.edit': 'any',
  },
  'document.manager': {
    'document.see': 'any',
    'document.read': 'any',
    'document.comment': 'any',
    'document.suggest': 'any',
    'document.edit': 'any',
    'document.manage': 'any',
  },
};
