import { pino } from 'pino';
import type { Config } from '../config.ts';

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

/** JSON lines on stdout. Credentials are redacted; contents of messages and documents are never logged. */
export function createLogger(level: Config['logLevel']): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: ['*.password', '*.token', '*.cookie', '*.authorization', 'token', 'password', 'cookie', 'authorization'],
      censor: '[redacted]',
    },
  });
}
