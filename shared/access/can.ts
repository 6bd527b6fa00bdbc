import {
  documentRoles,
  grants,
  type Condition,
  type CountryRole,
  type DocumentRole,
  type HubRole,
  type Permission,
  type RoleKey,
  type SpaceRole,
} from './permissions.ts';

/** Who acts, as the store knew it at most a second ago. */
export interface Actor {
  userId: string;
  sessionId: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  hubRoles: readonly HubRole[];
  countryRoles: readonly { country: string; role: CountryRole }[];
  /** Space id → role. */
  spaces: ReadonlyMap<string, SpaceRole>;
  /** Document id → role granted on the document itself. */
  documents: ReadonlyMap<string, DocumentRole>;
  /** Ids of the rooms for chosen people and the direct conversations the person is in. */
  rooms: ReadonlySet<string>;
  /** House rules, privacy notice and the non-operational rule were accepted in their current version. */
  hasAcceptedRules: boolean;
  /** Milliseconds since the epoch until which step-up holds; 0 when it never happened. */
  freshUntil: number;
  /** A demo persona: no step-up actions. */
  isDemo: boolean;
}

/** Where an action happens, loaded from the store by the kernel, never taken from the caller. */
export interface Scope {
  id: string;
  spaceId?: string;
  country?: string;
  ownerId?: string;
  visibility?: 'open' | 'listed' | 'hidden';
  /** Spaces of the person in question, for the condition `shared`. */
  spaceIds?: readonly string[];
  /** What a plain member of the document's space may do with it. */
  memberRole?: DocumentRole;
  /** For its owner alone, whoever else may see the place it lies in. */
  isPrivate?: boolean;
  /** Archived things are read, not changed; services refuse with their own error. */
  isArchived?: boolean;
  /** A room for chosen people: a space role alone does not let one in. */
  isRestricted?: boolean;
  /** A conversation that belongs to no space: for the people in it and for nobody else, whatever her role. */
  isDirect?: boolean;
  /** Whom a report concerns: who reported, and who wrote what was reported. They do not decide about it. */
  partyIds?: readonly string[];
}

/** What a space role is worth on a document of that space. */
function documentRoleFrom(role: SpaceRole, memberRole: DocumentRole): DocumentRole {
  if (role === 'coordinator') return 'manager';
  if (role === 'trainer') return 'editor';
  if (role === 'member') return memberRole;
  return 'reader';
}

/** The actor's strongest role on a document: granted on it, or following from the space. Undefined: none. */
export function documentRoleOf(actor: Actor, scope: Scope): DocumentRole | undefined {
  const spaceRole = scope.spaceId === undefined ? undefined : actor.spaces.get(scope.spaceId);
  // Whoever left the space has left its documents, whatever was granted on them.
  if (spaceRole === undefined) return undefined;
  const granted = actor.documents.get(scope.id);
  const followed = documentRoleFrom(spaceRole, scope.memberRole ?? 'reader');
  const owned: DocumentRole | undefined = scope.ownerId === actor.userId ? 'manager' : undefined;
  const held = [granted, followed, owned].filter((role): role is DocumentRole => role !== undefined);
  return held.sort((a, b) => documentRoles.indexOf(b) - documentRoles.indexOf(a))[0];
}

/** All roles the actor holds where the scope lies. */
export function rolesIn(actor: Actor | undefined, scope: Scope, isDocument: boolean): RoleKey[] {
  if (!actor) return ['visitor'];
  const roles: RoleKey[] = ['account', ...actor.hubRoles.map((role): RoleKey => `hub.${role}`)];
  for (const held of actor.countryRoles) if (held.country === scope.country) roles.push(`country.${held.role}`);
  const spaceRole = scope.spaceId === undefined ? undefined : actor.spaces.get(scope.spaceId);
  if (spaceRole) roles.push(`space.${spaceRole}`);
  const documentRole = isDocument ? documentRoleOf(actor, scope) : undefined;
  if (documentRole) roles.push(`document.${documentRole}`);
  return roles;
}

function holds(condition: Condition, actor: Actor, scope: Scope): boolean {
  switch (condition) {
    case 'any':
      return true;
    case 'own':
      return scope.ownerId === actor.userId;
    case 'listed':
      return scope.visibility === 'open' || scope.visibility === 'listed';
    case 'open':
      return scope.visibility === 'open';
    case 'admitted':
      return !scope.isRestricted || actor.rooms.has(scope.id);
    case 'inSpace':
      return scope.spaceId !== undefined && !scope.isDirect;
    case 'inDirect':
      return scope.isDirect === true && actor.rooms.has(scope.id);
    case 'impartial':
      return !(scope.partyIds ?? []).includes(actor.userId);
    case 'shared':
      return scope.ownerId === actor.userId || (scope.spaceIds ?? []).some((spaceId) => actor.spaces.has(spaceId));
  }
}

/** May the actor do this here? Default deny; the client shows what the server would allow with the same function. */
export function can(actor: Actor | undefined, permission: Permission, scope: Scope): boolean {
  if (!actor) return false;
  if (scope.isPrivate && scope.ownerId !== actor.userId) return false;
  return rolesIn(actor, scope, permission.startsWith('document.')).some((role) => {
    const condition = grants[role][permission];
    return condition !== undefined && holds(condition, actor, scope);
  });
}
