import { HubError } from '#shared/kernel/errors.ts';
import type { Message } from '#shared/features/chat/contract.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { Unsent } from '#client/kernel/drafts.ts';
import { storedText, type Echo } from './room-view.ts';

/** Older ones wait for the person's word: what was meant yesterday may be out of place today. */
const retriedByItselfMs = 24 * 3_600_000;
export const maxEchoes = 50;

interface Pending extends Echo {
  /** The newest number known when it was written: its own will be higher. */
  afterSeq: number;
  /** Its number in the log, once acknowledged. */
  seq?: number | undefined;
  /** An event of the same author and text: taken for this echo until the acknowledgement says which it is. */
  coveredBy?: number | undefined;
  /** No answer came, so it may be stored; the same client id again tells. */
  isUncertain?: boolean;
}

export interface OutboxWorld {
  /** @throws HubError · UnreachableError */
  send(message: { clientId: string; text: string; direction: Direction }): Promise<Message>;
  newClientId(): string;
  now(): number;
  load(): readonly Unsent[];
  save(unsent: readonly Unsent[]): void;
  /** The message is stored. */
  stored(message: Message): void;
  /** An event was taken for this echo and is not. */
  mistaken(key: string): void;
  changed(): void;
}

/** Messages on their way from here to one room: in order, one at a time, each text kept until it is stored. */
export interface Outbox {
  /** What is to be shown below the log, of which everything up to `last` is shown. */
  visible(last: number): readonly Echo[];
  isEmpty(): boolean;
  /** False when too many wait already: the text stays in the composer. */
  add(message: { text: string; direction: Direction; afterSeq: number }): boolean;
  retry(clientId: string): void;
  /** Gives the text back to the composer; undefined when it is no longer here. */
  remove(clientId: string): string | undefined;
  /** The hub was reached again: what got no answer is sent again under its own client id. */
  resume(): void;
  /** An event of the log came in; the key under which its echo was shown, if it is one of ours. */
  match(message: Message): string | undefined;
  /** Forgets echoes whose message is in the log as far as it is held. */
  settle(last: number): void;
  /** The log was taken anew; an echo whose event went is shown again. */
  unmatch(isHeld: (seq: number) => boolean): void;
}

function fromUnsent(unsent: Unsent): Pending {
  return { kind: 'echo', key: unsent.clientId, ...unsent, state: 'failed', isUncertain: true, afterSeq: Infinity };
}

export function createOutbox(world: OutboxWorld): Outbox {
  let echoes: Pending[] = world.load().map(fromUnsent);
  let isSending = false;

  function change(clientId: string, next: Partial<Pending>): void {
    echoes = echoes.map((echo) => (echo.clientId === clientId ? { ...echo, ...next } : echo));
  }
  function drop(clientId: string): void {
    echoes = echoes.filter((echo) => echo.clientId !== clientId);
  }
  function tell(): void {
    world.save(
      echoes.filter(({ seq }) => seq === undefined).map(({ clientId, text, direction, at }) => ({ clientId, text, direction, at })),
    );
    world.changed();
  }

  function failed(clientId: string, error: unknown): void {
    if (error instanceof HubError) {
      // A refusal stops this message, not the ones behind it.
      change(clientId, { state: 'failed', error, coveredBy: undefined, isUncertain: false });
      world.mistaken(clientId);
      return;
    }
    // The next would wait for the same line; all fail, so that their order holds when they are sent again.
    for (const echo of echoes) if (echo.state === 'sending') change(echo.clientId, { state: 'failed', error, isUncertain: true });
  }
  async function pump(): Promise<void> {
    if (isSending) return;
    isSending = true;
    try {
      for (let next = echoes.find(({ state }) => state === 'sending'); next; next = echoes.find(({ state }) => state === 'sending')) {
        await sendOne(next);
        tell();
      }
    } finally {
      isSending = false;
    }
  }
  async function sendOne({ clientId, text, direction }: Pending): Promise<void> {
    try {
      const message = await world.send({ clientId, text, direction });
      change(clientId, { state: 'sent', seq: message.seq });
      world.stored({ ...message, clientId });
    } catch (error) {
      failed(clientId, error);
    }
  }
  function start(): void {
    tell();
    void pump();
  }

  return {
    visible: (last) => echoes.filter(({ coveredBy, seq = Infinity }) => coveredBy === undefined && seq > last),
    isEmpty: () => echoes.length === 0,
    add({ text, direction, afterSeq }) {
      if (echoes.length >= maxEchoes) return false;
      const clientId = world.newClientId();
      echoes = [
        ...echoes,
        { kind: 'echo', key: clientId, clientId, text: storedText(text), direction, afterSeq, at: world.now(), state: 'sending' },
      ];
      start();
      return true;
    },
    retry(clientId) {
      if (!echoes.some((echo) => echo.clientId === clientId && echo.state === 'failed')) return;
      change(clientId, { state: 'sending', error: undefined });
      start();
    },
    remove(clientId) {
      const echo = echoes.find((candidate) => candidate.clientId === clientId && candidate.state === 'failed');
      if (!echo) return undefined;
      drop(clientId);
      tell();
      return echo.text;
    },
    resume() {
      const since = world.now() - retriedByItselfMs;
      const waiting = echoes.filter(({ state, isUncertain, at }) => state === 'failed' && isUncertain === true && at >= since);
      if (waiting.length === 0) return;
      for (const { clientId } of waiting) change(clientId, { state: 'sending', error: undefined });
      start();
    },
    match(message) {
      const exact = message.clientId === undefined ? undefined : echoes.find(({ clientId }) => clientId === message.clientId);
      if (exact) return exact.key;
      const known = echoes.find(({ seq, coveredBy }) => seq === message.seq || coveredBy === message.seq);
      if (known) return known.key;
      const alike = echoes.find(
        ({ seq, coveredBy, afterSeq, text, state, isUncertain }) =>
          seq === undefined &&
          coveredBy === undefined &&
          message.seq > afterSeq &&
          text === message.text &&
          (state === 'sending' || isUncertain === true),
      );
      if (!alike) return undefined;
      change(alike.clientId, { coveredBy: message.seq });
      return alike.key;
    },
    settle(last) {
      const before = echoes.length;
      echoes = echoes.filter(({ seq }) => seq === undefined || seq > last);
      if (echoes.length !== before) tell();
    },
    unmatch(isHeld) {
      for (const { clientId, coveredBy } of echoes)
        if (coveredBy !== undefined && !isHeld(coveredBy)) change(clientId, { coveredBy: undefined });
    },
  };
}
