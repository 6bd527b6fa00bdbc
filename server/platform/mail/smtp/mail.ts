import { createTransport } from 'nodemailer';
import { compose } from '../compose.ts';
import type { Mail } from '../port.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…`; may carry nodemailer's query parameters, such as `?requireTLS=true`. */
  url: string;
  from: string;
  /** Longest wait for connection, greeting and each answer, in ms. Default 15,000. */
  timeoutMs?: number;
}

/** Mail by an SMTP server, over at most two connections kept open. */
export function smtpMail({ url, from, timeoutMs = 15_000 }: SmtpOptions): Mail {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  });
  return {
    kind: 'smtp',
    async send(letter) {
      await transport.sendMail(compose(letter, from));
    },
    async close() {
      transport.close();
    },
  };
}
