import { createOTP } from '@better-auth/utils/otp';
import { base32 } from '@better-auth/utils/base32';
import type { Session } from '#shared/features/accounts/contract.ts';
import { readConfig } from '#server/config.ts';
import {
  accountsFeature,
  createAccountDirectly,
  createAuthenticator,
  emailOf,
  hashPassword,
  mailJobKind,
  type DirectAccount,
} from '#server/features/accounts/index.ts';
import { peopleFeature } from '#server/features/people/index.ts';
import { describeSpaces, grantSpaces, spaceIdsOf, spacesFeature, spacesOf } from '#server/features/spaces/index.ts';
import type { Feature } from '#server/kernel/feature.ts';
import { createHub, type Hub } from '#server/kernel/hub.ts';
import { createLogger } from '#server/kernel/logger.ts';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { jobCollection } from '#server/platform/jobs/stored-job.ts';
import type { Letter } from '#server/platform/mail/port.ts';
import { openPorts } from '#server/ports.ts';
import { tempDir } from './temp-dir.ts';

export const password = 'copper lantern 5 rivers';
let sharedHash: Promise<string> | undefined;

export interface Answer {
  status: number;
  /** Error code, for what was refused. */
  code: string | undefined;
  // Tests read what they expect; a wrong field fails the expectation.
  body: Record<string, never> & { params?: Record<string, unknown> };
  cookies: string[];
}
export interface SignedIn {
  token: string;
  session: Session;
  cookie: string;
}

/** A hub with people, accounts and spaces on the embedded store, spoken to over HTTP. */
export async function startAccountsHub(environment: Record<string, string> = {}) {
  const dir = tempDir('accounts');
  const config = readConfig({ PORT: '0', DATA_DIR: dir.path, DEMO: '0', LOG_LEVEL: 'error', TRUST_PROXY: '1', ...environment });
  // Today: the identity library judges its links by the machine's clock too.
  const clock = fakeClock(new Date());
  const logger = createLogger(config.logLevel);
  const open = await openPorts({ config, clock, logger, nodeId: 'node-1' });
  const letters: Letter[] = [];
  const mail = { kind: 'mailbox' as const, send: async (letter: Letter) => void letters.push(letter), close: async () => undefined };
  const ports = { ...open.ports, mail };
  const persona = {
    id: 'demo-salma',
    email: 'salma@example.org',
    displayName: 'سلمى ب.',
    country: 'DZ',
    language: 'ar' as const,
    role: 'champion',
  };
  const features = [
    peopleFeature({ spaceIdsOf, emailOf }),
    accountsFeature({ spacesOf, describeSpaces, grantSpaces, demo: { password: 'multaqa-demo-2026', personas: [persona] } }),
    spacesFeature,
  ] as unknown as Feature[];
  const hub: Hub = await createHub({
    config,
    ports,
    limits: open.limits,
    forgetReads: open.forgetReads,
    logger,
    nodeId: 'node-1',
    secret: open.secret,
    version: 'test',
    features,
    authenticator: createAuthenticator,
    gateway: () => ({
      handleUpgrade: (_request, socket) => socket.destroy(),
      counts: () => ({ connections: 0, documents: 0 }),
      drain: async () => undefined,
    }),
  });
  const named = await hub.listen();
  // Behind a public address the hub still listens here.
  const url = environment['PUBLIC_URL'] === undefined ? named : `http://127.0.0.1:${config.port}`;
  ports.jobs.start();

  interface Sent {
    bearer?: string | undefined;
    body?: unknown;
    from?: string;
    headers?: Record<string, string>;
  }
  async function call(method: string, path: string, { bearer, body, from = '192.0.2.1', headers = {} }: Sent = {}): Promise<Answer> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        origin: url,
        'x-forwarded-for': from,
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? {} : JSON.parse(text);
    const code = typeof parsed.type === 'string' ? parsed.type.replace('urn:hub:error:', '') : undefined;
    return { status: response.status, code, body: parsed, cookies: response.headers.getSetCookie() };
  }
  async function signIn(
    email: string,
    more: { password?: string; totp?: string; from?: string; isSharedComputer?: boolean } = {},
  ): Promise<SignedIn> {
    const { from, ...given } = more;
    const answer = await call('POST', '/session', { body: { email, password, ...given }, ...(from !== undefined && { from }) });
    if (answer.status !== 200) throw new Error(`${email} cannot sign in: ${answer.code ?? answer.status}`);
    const { token, session } = answer.body as unknown as { token: string; session: Session };
    return { token, session, cookie: answer.cookies[0]?.split(';')[0] ?? '' };
  }
  async function create(account: Partial<DirectAccount> & { id: string }): Promise<void> {
    sharedHash ??= hashPassword(password);
    await createAccountDirectly(ports, {
      email: `${account.id}@example.org`,
      displayName: `${account.id} T.`,
      country: 'TN',
      language: 'fr',
      hasAcceptedRules: true,
      passwordHash: await sharedHash,
      ...account,
    });
  }
  /** The code an authenticator shows now. */
  const totp = (secret: string, steps = 0) => createOTP(base32.decode(secret)).hotp(Math.floor(clock.now().getTime() / 30_000) + steps);
  /** Sets a second factor up, signs out nobody. @returns secret and recovery codes */
  async function secure(bearer: string) {
    const begun = await call('POST', '/me/second-factor', { bearer, body: { password } });
    const { secret } = begun.body as unknown as { secret: string };
    const enabled = await call('POST', '/me/second-factor/confirmation', { bearer, body: { code: await totp(secret) } });
    if (enabled.status !== 200) throw new Error(`no second factor: ${enabled.code ?? ''}`);
    return { secret, recoveryCodes: (enabled.body as unknown as { recoveryCodes: string[] }).recoveryCodes };
  }
  /** An administrator with a second factor, freshly signed in. */
  async function administrator(
    id: string,
    account: Partial<DirectAccount> = { hubRoles: ['admin'] },
  ): Promise<SignedIn & { secret: string }> {
    await create({ id, ...account });
    const first = await signIn(`${id}@example.org`);
    const { secret } = await secure(first.token);
    await clock.advance(60_000);
    return { ...(await signIn(`${id}@example.org`, { totp: await totp(secret) })), secret };
  }
  /** Lets every letter that was posted be written (or left), however busy the machine is. @returns all letters so far */
  async function post(): Promise<Letter[]> {
    const jobs = jobCollection(ports.store);
    const pending = () => jobs.count({ kind: mailJobKind, state: { in: ['waiting', 'running'] } });
    while ((await pending()) > 0) {
      await clock.advance(1_000);
      // Real work (the store's thread, argon2) goes on meanwhile; without a pause hours would pass on the fake clock.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return letters;
  }

  return {
    hub,
    url,
    clock,
    ports,
    letters,
    dataDir: dir.path,
    call,
    signIn,
    create,
    totp,
    secure,
    administrator,
    post,
    async stop() {
      await hub.drain(2000);
      await open.close();
      dir.remove();
    },
  };
}
export type AccountsHub = Awaited<ReturnType<typeof startAccountsHub>>;
