import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeClock } from '#server/platform/clock/fake/clock.ts';
import { mailbox } from '#server/platform/mail/mailbox/mail.ts';
import { smtpMail } from '#server/platform/mail/smtp/mail.ts';
import { letter, mailConformance } from './mail.conformance.ts';
import { startSmtpServer } from './smtp-server.ts';

const from = 'hub@example.org';

async function lettersIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

describe('mail to a mailbox folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder ??= await mkdtemp(join(tmpdir(), 'multaqa-mail-'));
  });

  mailConformance(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multaqa-mail-'));
    const clock = fakeClock();
    const mail = await mailbox({ folder, from, clock });
    return {
      mail,
      letters: async () => {
        await clock.advance(1);
        return lettersIn(folder);
      },
      close: async () => {
        await mail.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  });

  test('the oldest letters make room for new ones, and nobody else may read them', async () => {
    const inner = join(folder, 'few');
    const clock = fakeClock();
    const mail = await mailbox({ folder: inner, from, clock, maxLetters: 3 });
    for (const subject of ['1', '2', '3', '4', '5']) {
      await mail.send({ ...letter, subject });
      await clock.advance(1);
    }
    const subjects = (await lettersIn(inner)).map((raw) => /^Subject: (.*)$/m.exec(raw)?.[1]?.trim());
    expect(subjects).toEqual(['3', '4', '5']);
    const [name = ''] = await readdir(inner);
    expect((await stat(join(inner, name))).mode & 0o077).toBe(0);
  });
});

describe('mail by SMTP', () => {
  mailConformance(async () => {
    const server = await startSmtpServer();
    const mail = smtpMail({ url: server.url, from });
    return {
      mail,
      letters: async () => server.letters,
      close: async () => {
        await mail.close();
        await server.close();
      },
    };
  });

  let silent: Server;
  const sockets = new Set<Socket>();
  beforeEach(async () => {
    silent = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  test('a server that accepts and never greets fails in the given time', async () => {
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const mail = smtpMail({ url: `smtp://127.0.0.1:${port}`, from, timeoutMs: 200 });
    const startedAt = Date.now();
    await expect(mail.send(letter)).rejects.toThrow();
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    await mail.close();
  });

  test('a refused recipient and an absent server are errors', async () => {
    const server = await startSmtpServer({ refuse: letter.to });
    const mail = smtpMail({ url: server.url, from, timeoutMs: 2_000 });
    await expect(mail.send(letter)).rejects.toThrow(/550/);
    await mail.send({ ...letter, to: 'amina@example.org' });
    expect(server.letters).toHaveLength(1);
    await server.close();
    await expect(mail.send({ ...letter, to: 'amina@example.org' })).rejects.toThrow();
    await mail.close();
  });
});
