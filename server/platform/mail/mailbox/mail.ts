import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Clock } from '../../clock/port.ts';
import { newId } from '../../ids/ids.ts';
import { compose } from '../compose.ts';
import type { Mail } from '../port.ts';

export interface MailboxOptions {
  /** Where letters are laid as `<id>.eml`, names ascending by time. */
  folder: string;
  from: string;
  clock: Clock;
  /** Letters kept; the oldest go first. Default 500. */
  maxLetters?: number;
}

/** Mail of the demo: nothing leaves the machine, every letter is a file that any mail programme opens. */
export async function mailbox({ folder, from, clock, maxLetters = 500 }: MailboxOptions): Promise<Mail> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

  async function forgetOldest(): Promise<void> {
    const letters = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
    for (const name of letters.slice(0, Math.max(0, letters.length - maxLetters))) await rm(join(folder, name), { force: true });
  }
  return {
    kind: 'mailbox',
    async send(letter) {
      const { message } = await transport.sendMail({ ...compose(letter, from), date: clock.now() });
      const path = join(folder, newId(clock.now()));
      // A reader of the folder (the demo page, a test) must never see half a letter.
      await writeFile(`${path}.part`, message, { mode: 0o600 });
      await rename(`${path}.part`, `${path}.eml`);
      await forgetOldest();
    },
    async close() {
      transport.close();
    },
  };
}
