/** What a request or a handshake brings to prove who it is. */
export interface Credentials {
  /** The Cookie header as received. */
  cookie?: string;
  /** An opaque bearer bound to a session. */
  bearer?: string;
}

/** A live session: not ended, not expired. */
export interface SessionRef {
  sessionId: string;
  userId: string;
  /** Milliseconds since the epoch until which step-up holds; 0: never confirmed. */
  freshUntil: number;
}

/** Implemented by the accounts feature. */
export interface Authenticator {
  /** Undefined for unknown, ended or expired sessions. Reads the store each time: the kernel caches for at most a second. */
  identify(credentials: Credentials): Promise<SessionRef | undefined>;
  /** The same session again, without its credentials; undefined once it ended. */
  refresh(sessionId: string): Promise<SessionRef | undefined>;
}
