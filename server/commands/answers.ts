import type { CommandAnswer } from './command-socket.ts';

/** A command was called wrongly; the message says how it is called. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const done = (output: string): CommandAnswer => ({ output, exitCode: 0 });
export const failed = (output: string): CommandAnswer => ({ output, exitCode: 1 });
