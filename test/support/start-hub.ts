import { io, type Socket } from 'socket.io-client';
import type { CountryRole, HubRole, SpaceRole } from '#shared/access/permissions.ts';
import { createApp, type App } from '#server/app.ts';
import { beginWorld } from '#server/begin-world.ts';
import { readConfig } from '#server/config.ts';
import { createAccountDirectly, hashPassword } from '#server/features/accounts/index.ts';
import { accountsRepository } from '#server/features/accounts/repository.ts';
import { addMember, putRoom, putSpace } from '#server/features/spaces/index.ts';
import { createLogger } from '#server/kernel/logger.ts';
import { newId } from '#server/platform/ids/ids.ts';
import { tempDir } from './temp-dir.ts';

const password = 'a long enough pass phrase';
// One hash for all: what is measured is never argon2.
let sharedHash: Promise<string> | undefined;

export interface StartOptions {
  env?: Record<string, string>;
  /** Keeps the data folder of a former run. */
  dataDir?: string;
  /** Folder of the built client, for tests in a browser. */
  pages?: string;
}

export interface PersonOptions {
  country?: string;
  hubRoles?: readonly HubRole[];
  countryRoles?: readonly { country: string; role: CountryRole }[];
  spaces?: Record<string, SpaceRole>;
  hasAcceptedRules?: boolean;
}

/** Somebody signed in, by public interfaces only. */
export class Client {
  readonly url: string;
  readonly userId: string;
  readonly email: string;
  readonly token: string;
  readonly #sockets: Socket[] = [];
  constructor(given: { url: string; userId: string; email: string; token: string }) {
    this.url = given.url;
    this.userId = given.userId;
    this.email = given.email;
    this.token = given.token;
  }
  fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  /** The parsed answer; throws with the error's code when refused. */
  async api<T = Record<string, never>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.fetch(method, path, body);
    const answer = (await response.json()) as T & { type?: string };
    if (!response.ok) throw new Error(answer.type?.replace('urn:hub:error:', '') ?? String(response.status));
    return answer;
  }
  /** A live connection, once it stands. `url`: another node. */
  async socket(url = this.url): Promise<Socket> {
    const socket = io(url, { auth: { token: this.token }, transports: ['websocket'], forceNew: true, reconnection: false });
    this.#sockets.push(socket);
    await new Promise<void>((resolve, reject) => socket.on('connect', () => resolve()).on('connect_error', reject));
    return socket;
  }
  close(): void {
    for (const socket of this.#sockets) socket.disconnect();
  }
}

/** Signs in over HTTP. */
export async function signIn(url: string, email: string, secret = password): Promise<Client> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: secret }),
  });
  const answer = (await response.json()) as { token: string; session: { userId: string }; type?: string };
  if (!response.ok) throw new Error(answer.type?.replace('urn:hub:error:', ''));
  return new Client({ url, email, token: answer.token, userId: answer.session.userId });
}

export interface TestHub {
  url: string;
  app: App;
  dataDir: string;
  /** What the program would print once it is open, as the one-time set-up link. */
  lines(): Promise<string[]>;
  person(name: string, options?: PersonOptions): Promise<Client>;
  space(
    id: string,
    rooms?: readonly string[],
    more?: { visibility?: 'open' | 'listed' | 'hidden'; joinRule?: 'open' | 'request' | 'invite' },
  ): Promise<void>;
  /** Keeps the data folder. */
  stop(keepData?: boolean): Promise<void>;
}

/** The whole hub in this process, on a port and a data folder of its own; an empty one unless the environment says DEMO=1. */
export async function startHub({ env = {}, dataDir, pages }: StartOptions = {}): Promise<TestHub> {
  const dir = dataDir === undefined ? tempDir('hub') : { path: dataDir, remove: () => undefined };
  const config = readConfig({ PORT: '0', DATA_DIR: dir.path, DEMO: '0', LOG_LEVEL: 'silent', DEMO_BOT: '0', ...env });
  const app = await createApp({ config, logger: createLogger(config.logLevel), ...(pages !== undefined && { pages }) });
  const world = await beginWorld(app, config);
  const url = await app.hub.listen();
  const clients: Client[] = [];
  const { ports } = app.open;
  return {
    url,
    app,
    dataDir: dir.path,
    lines: () => world.lines(url),
    async person(name, { country = 'TN', spaces = {}, hasAcceptedRules = true, ...roles } = {}) {
      const email = `${name}@example.org`;
      sharedHash ??= hashPassword(password);
      const account = await createAccountDirectly(ports, {
        id: newId(),
        displayName: name,
        country,
        language: 'ar',
        email,
        passwordHash: await sharedHash,
        hasAcceptedRules,
        ...roles,
      });
      for (const [spaceId, role] of Object.entries(spaces))
        await addMember(ports, { spaceId, userId: account.id, role, joinedAt: ports.clock.now().toISOString() });
      const client = await signIn(url, email);
      clients.push(client);
      if (roles.hubRoles?.includes('admin')) {
        // An administrator without a second factor holds no role; the factor itself is proven elsewhere.
        await accountsRepository(ports).change(account.id, (current) => ({ ...current, hasSecondFactor: true }));
        await app.hub.tools.access.changed({ userIds: [account.id] });
      }
      return client;
    },
    async space(id, rooms = [`${id}-room`], { visibility = 'hidden', joinRule = 'invite' } = {}) {
      await putSpace(ports, {
        id,
        name: id,
        language: 'ar',
        summary: '',
        visibility,
        joinRule,
        purpose: 'nonOperational',
        countries: [],
        workingLanguages: ['ar'],
        isArchived: false,
        position: 0,
      });
      for (const [position, roomId] of rooms.entries())
        await putRoom(ports, {
          id: roomId,
          spaceId: id,
          name: roomId,
          language: 'ar',
          purpose: '',
          kind: 'chat',
          position,
          isArchived: false,
        });
    },
    async stop(keepData = false) {
      for (const client of clients) client.close();
      await world.stop();
      await app.close(3000);
      if (!keepData) dir.remove();
    },
  };
}
