import { randomBytes } from 'node:crypto';
import { Cron } from 'croner';
import * as z from 'zod/mini';

const flag = (value: boolean) => z._default(z.stringbool(), value);
const whole = (value: number, min: number, max: number) => z._default(z.coerce.number().check(z.int(), z.gte(min), z.lte(max)), value);
const text = (value: string) => z._default(z.string(), value);

function isPattern(pattern: string): boolean {
  try {
    return new Cron(pattern, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

interface Setting {
  schema: z.ZodMiniType;
  /** One sentence for `npm start -- --help` and docs/configuration.md. */
  about: string;
  isSecret?: true;
}

/** Every setting of the hub: the environment is read here and nowhere else. */
export const settings = {
  PORT: { schema: whole(3000, 0, 65535), about: 'Port of the web server; 0 takes a free one.' },
  HOST: { schema: text('127.0.0.1'), about: 'Address to listen on. The demo refuses an address that is not loopback.' },
  DATA_DIR: { schema: text('data'), about: 'Folder of the embedded store, files, the demo mailbox and the command socket.' },
  PUBLIC_URL: {
    schema: z.optional(z.url()),
    about: 'Address people type, as https://hub.example.org; needed behind a proxy, for links in letters and for the Origin check.',
  },
  MONGO_URL: {
    schema: z.optional(z.string()),
    about: 'MongoDB connection string of a replica set (one member is enough); absent: embedded store.',
    isSecret: true,
  },
  REDIS_URL: {
    schema: z.optional(z.string()),
    about: 'Redis connection string for presence and fan-out between nodes; absent: in process.',
    isSecret: true,
  },
  SESSION_SECRET: {
    schema: z.optional(z.string().check(z.minLength(32))),
    about: 'At least 32 characters; signs sessions. Required with MONGO_URL; embedded, one is made and kept in DATA_DIR.',
    isSecret: true,
  },
  DEMO: {
    schema: z.optional(z.enum(['0', '1', 'public'])),
    about:
      '1: fictional people and spaces, sign-in by a click, loopback only. public: the same on any address. 0: an empty hub. Default 1, and 0 with NODE_ENV=production.',
  },
  DEMO_BOT: { schema: flag(true), about: 'In the demo, a gentle bot types in a lesson and answers in a room; bounded per day.' },
  DEMO_BOT_DAILY: { schema: whole(200, 0, 10_000), about: 'How many things the demo bot does a day at most.' },
  LOG_LEVEL: {
    schema: z._default(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info'),
    about: 'Least severe level that is logged.',
  },
  SMTP_URL: {
    schema: z.optional(z.string()),
    about: 'smtp:// or smtps:// address for letters; absent: they are put into DATA_DIR/mailbox as files.',
    isSecret: true,
  },
  MAIL_FROM: { schema: text('Multaqa <hub@localhost>'), about: 'Sender of letters.' },
  METRICS_TOKEN: {
    schema: z.optional(z.string().check(z.minLength(16))),
    about: 'Bearer that may read /metrics. In production /metrics is closed without it.',
    isSecret: true,
  },
  TRUST_PROXY: { schema: whole(0, 0, 5), about: 'Number of proxies in front whose X-Forwarded-For is believed.' },
  COLLAB_RATE_UPDATES: { schema: whole(200, 1, 1_000_000), about: 'Updates a second one document connection may send before it is paced.' },
  COLLAB_RATE_BYTES: {
    schema: whole(2_000_000, 1000, 1_000_000_000),
    about: 'Bytes a second one document connection may send before it is paced.',
  },
  CHAT_RATE_MESSAGES: { schema: whole(40, 1, 1_000_000), about: 'Messages a minute one person may send.' },
  FILES_QUOTA_MB: { schema: whole(500, 1, 1_000_000), about: 'Megabytes of files one person may have in rooms.' },
  CLAMAV_HOST: {
    schema: z.optional(z.string()),
    about: 'Host of clamd, which looks for viruses in every file (StreamMaxLength 26M or more); absent: files say "not scanned".',
  },
  CLAMAV_PORT: { schema: whole(3310, 1, 65535), about: 'TCP port of clamd.' },
  SOCKETS_PER_SESSION: { schema: whole(20, 1, 10_000), about: 'Live connections one session may hold.' },
  SOCKETS_PER_ADDRESS: {
    schema: whole(2000, 1, 1_000_000),
    about: 'Live connections one network address may hold; generous, since an academy sits behind one.',
  },
  BACKUP_DIR: {
    schema: z.optional(z.string()),
    about: 'Folder for scheduled backups, on another disk than the data; absent: none are made.',
  },
  BACKUP_KEY_FILE: {
    schema: z.optional(z.string()),
    about:
      'File with the key of backups: 32 random bytes (openssl rand -hex 32) or a passphrase of 20 characters. Required with BACKUP_DIR.',
  },
  BACKUP_AT: {
    schema: z._default(z.string().check(z.refine(isPattern)), '15 3 * * *'),
    about: 'When backups are made: a cron pattern, in UTC.',
  },
  BACKUP_KEEP: { schema: whole(14, 1, 10_000), about: 'How many backups are kept; older ones are deleted once a new one was verified.' },
  LIMITS: { schema: flag(true), about: 'Rate limits; switched off only for measurements.' },
} satisfies Record<string, Setting>;

type Raw = { [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']> };

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  /** Undefined until listening: then the address itself stands in. */
  publicUrl: string | undefined;
  mongoUrl: string | undefined;
  redisUrl: string | undefined;
  sessionSecret: string | undefined;
  demo: boolean;
  demoBot: boolean;
  demoBotDaily: number;
  logLevel: Raw['LOG_LEVEL'];
  smtpUrl: string | undefined;
  mailFrom: string;
  metricsToken: string | undefined;
  isProduction: boolean;
  trustProxy: number;
  collabRate: { updates: number; bytes: number };
  chatMessagesPerMinute: number;
  filesQuotaBytes: number;
  /** Undefined: files are not scanned. */
  clamav: { host: string; port: number } | undefined;
  socketsPerSession: number;
  socketsPerAddress: number;
  hasLimits: boolean;
  /** Scheduled backups; undefined: none. */
  backup: { folder: string; keyFile: string; at: string; keep: number } | undefined;
}

/** A setting is missing or wrong; `message` says which and what is expected, in English for the administrator's terminal. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

function readRaw(environment: NodeJS.ProcessEnv): Raw {
  const raw: Record<string, unknown> = {};
  for (const [name, { schema, about }] of Object.entries(settings)) {
    const given = environment[name];
    const parsed = schema.safeParse(given === '' ? undefined : given);
    if (!parsed.success) throw new ConfigError(`${name} is not right. ${about}`);
    raw[name] = parsed.data;
  }
  return raw as Raw;
}

/** Reads and checks the environment. @throws ConfigError */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const raw = readRaw(environment);
  const isProduction = environment['NODE_ENV'] === 'production';
  const demo = raw.DEMO ?? (isProduction ? '0' : '1');
  if (demo === '1' && !loopback.test(raw.HOST)) {
    throw new ConfigError(
      `The demo has one known password for everybody, so it listens on loopback only: HOST is ${raw.HOST}. Use DEMO=0, or DEMO=public if strangers may play with it.`,
    );
  }
  if (raw.MONGO_URL && !raw.SESSION_SECRET) {
    throw new ConfigError('SESSION_SECRET is required with MONGO_URL: every node must sign sessions with the same secret.');
  }
  return {
    port: raw.PORT,
    host: raw.HOST,
    dataDir: raw.DATA_DIR,
    publicUrl: raw.PUBLIC_URL?.replace(/\/+$/, ''),
    mongoUrl: raw.MONGO_URL,
    redisUrl: raw.REDIS_URL,
    sessionSecret: raw.SESSION_SECRET,
    demo: demo !== '0',
    demoBot: raw.DEMO_BOT,
    demoBotDaily: raw.DEMO_BOT_DAILY,
    logLevel: raw.LOG_LEVEL,
    smtpUrl: raw.SMTP_URL,
    mailFrom: raw.MAIL_FROM,
    metricsToken: raw.METRICS_TOKEN,
    isProduction,
    trustProxy: raw.TRUST_PROXY,
    collabRate: { updates: raw.COLLAB_RATE_UPDATES, bytes: raw.COLLAB_RATE_BYTES },
    chatMessagesPerMinute: raw.CHAT_RATE_MESSAGES,
    filesQuotaBytes: raw.FILES_QUOTA_MB * 1024 * 1024,
    clamav: raw.CLAMAV_HOST === undefined ? undefined : { host: raw.CLAMAV_HOST, port: raw.CLAMAV_PORT },
    socketsPerSession: raw.SOCKETS_PER_SESSION,
    socketsPerAddress: raw.SOCKETS_PER_ADDRESS,
    hasLimits: raw.LIMITS,
    backup: backupOf(raw),
  };
}

/** @throws ConfigError */
function backupOf(raw: Raw): Config['backup'] {
  if (raw.BACKUP_DIR === undefined) return undefined;
  if (raw.BACKUP_KEY_FILE === undefined)
    throw new ConfigError('BACKUP_KEY_FILE is required with BACKUP_DIR: backups are always encrypted.');
  return { folder: raw.BACKUP_DIR, keyFile: raw.BACKUP_KEY_FILE, at: raw.BACKUP_AT, keep: raw.BACKUP_KEEP };
}

/** The table that `npm start -- --help` prints. */
export function describeSettings(): string {
  return Object.entries(settings)
    .map(([name, { about }]) => `  ${name.padEnd(22)} ${about}`)
    .join('\n');
}

/** A fresh secret for an embedded hub that has none yet. */
export const newSecret = () => randomBytes(32).toString('base64url');
