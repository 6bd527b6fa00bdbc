import type { Authenticator, Credentials, SessionRef } from '#server/kernel/sessions.ts';
import type { Ports } from '#server/kernel/feature.ts';
import { hashToken, newId, newToken } from '#server/platform/ids/ids.ts';
import { GuardError, type WriteOp } from '#server/platform/store/port.ts';
import { sessionsRepository, type SessionRecord } from './repository.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
export const idleMs = 30 * dayMs;
export const absoluteMs = 90 * dayMs;
/** On a shared computer a session ends half a day after sign-in, used or not. */
export const sharedMs = 12 * hourMs;
/** How long the password or second factor counts as just given. */
export const freshMs = 15 * minuteMs;
/** `lastSeenAt` is written at most this often. */
const seenEveryMs = 5 * minuteMs;
/** Sessions one account may hold; the oldest end first. */
export const maxSessions = 50;

/** The `__Host-` prefix makes browsers refuse the cookie from anywhere but this host over https; it needs `Secure`. */
export function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-multaqa' : 'multaqa';
}

function cookie(publicUrl: string, value: string, maxAgeSeconds: number | undefined): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', ...(publicUrl.startsWith('https:') ? ['Secure'] : [])];
  const age = maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`];
  return [`${cookieName(publicUrl)}=${value}`, ...attributes, ...age].join('; ');
}

/** A shared computer's cookie goes with the browser window. */
export function sessionCookie(publicUrl: string, token: string, isSharedComputer: boolean): string {
  return cookie(publicUrl, token, isSharedComputer ? undefined : absoluteMs / 1000);
}
export const clearedCookie = (publicUrl: string) => cookie(publicUrl, '', 0);

/** The value of our cookie in a Cookie header; the first when a browser sends several. */
export function readCookie(header: string, name: string): string | undefined {
  for (const part of header.slice(0, 16_384).split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

export function isLive(session: SessionRecord, now: Date): boolean {
  const nowMs = now.getTime();
  if (nowMs >= Date.parse(session.endsAt)) return false;
  return nowMs < Date.parse(session.lastSeenAt) + idleMs;
}

export interface NewSession {
  userId: string;
  isSharedComputer: boolean;
  userAgent: string;
  address: string;
  now: Date;
}
/** Secrets of a new session: told once, to the browser (cookie) and the program (bearer). */
export interface OpenedSession {
  session: SessionRecord;
  cookieToken: string;
  bearer: string;
}

/** A new session and its two secrets, not yet stored. Signing in counts as having just proved who she is. */
export function newSession({ userId, isSharedComputer, userAgent, address, now }: NewSession): OpenedSession {
  const cookieToken = newToken();
  const bearer = newToken();
  const session: SessionRecord = {
    id: newId(now),
    userId,
    cookieHash: hashToken(cookieToken),
    bearerHash: hashToken(bearer),
    createdAt: now.toISOString(),
    lastSeenAt: now.toISOString(),
    endsAt: new Date(now.getTime() + (isSharedComputer ? sharedMs : absoluteMs)).toISOString(),
    isSharedComputer,
    freshUntil: now.getTime() + freshMs,
    userAgent: userAgent.slice(0, 300),
    address: address.slice(0, 64),
  };
  return { session, cookieToken, bearer };
}

/** Live sessions of an account, newest first, and the writes that end those beyond the bound. */
export async function makeRoom(ports: Pick<Ports, 'store'>, userId: string): Promise<{ ended: SessionRecord[]; ops: WriteOp[] }> {
  const repository = sessionsRepository(ports);
  const held = await repository.listByUser(userId);
  const ended = held.slice(maxSessions - 1);
  return { ended, ops: ended.map(({ id }) => repository.delete(id)) };
}

const tokenShape = /^[A-Za-z0-9_-]{43}$/;

/** Reads sessions for the kernel's door. `publicUrl` names the cookie. */
export function createAuthenticator(tools: Pick<Ports, 'store' | 'clock'> & { publicUrl(): string }): Authenticator {
  const repository = sessionsRepository(tools);

  function find({ cookie: header, bearer }: Credentials): Promise<SessionRecord | undefined> {
    const token = bearer ?? (header === undefined ? undefined : readCookie(header, cookieName(tools.publicUrl())));
    if (token === undefined || !tokenShape.test(token)) return Promise.resolve(undefined);
    return bearer === undefined ? repository.findByCookie(hashToken(token)) : repository.findByBearer(hashToken(token));
  }
  async function seen(session: SessionRecord, now: Date): Promise<void> {
    if (now.getTime() - Date.parse(session.lastSeenAt) < seenEveryMs) return;
    try {
      await tools.store.commit([repository.replace({ ...session, lastSeenAt: now.toISOString() }, session)]);
    } catch (error) {
      // Ended or seen elsewhere meanwhile: nothing to note.
      if (!(error instanceof GuardError)) throw error;
    }
  }
  async function liveRef(session: SessionRecord | undefined): Promise<SessionRef | undefined> {
    const now = tools.clock.now();
    if (!session || !isLive(session, now)) return undefined;
    await seen(session, now);
    return { sessionId: session.id, userId: session.userId, freshUntil: session.freshUntil };
  }

  return {
    identify: async (credentials) => liveRef(await find(credentials)),
    refresh: async (sessionId) => liveRef(await repository.findById(sessionId)),
  };
}
