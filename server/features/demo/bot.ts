import type { Clock } from '#server/platform/clock/port.ts';
import { answersTo } from './bot-answers.ts';
import { sentences } from './bot-sentences.ts';
import { userIdOf } from './identity.ts';

export interface HeardMessage {
  authorId: string;
  text: string;
}

/** A paragraph of the bot's own in a lesson, with a caret in it that others see. */
export interface LessonPen {
  /** Adds to the end of the paragraph; the caret follows. */
  write(chunk: string): Promise<void>;
  /** Takes the paragraph away as a forward edit, and the caret with it. Called once, also after `write` failed. */
  erase(): Promise<void>;
}

export interface BotTools {
  clock: Clock;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Messages of a room as they are stored; returns how to stop. */
  onMessage(roomId: string, listener: (message: HeardMessage) => void): () => void;
  post(roomId: string, authorId: string, text: string): Promise<void>;
  /** Puts an empty paragraph at the end of a lesson, with the caret of `userId`. */
  takePen(documentId: string, userId: string): Promise<LessonPen>;
  /** Ids of the people on the hub now. */
  presentPeople(): Promise<readonly string[]>;
  /** The bot failed at something and goes on; the error is for the log. */
  failed(error: unknown): void;
}

export interface BotPlace {
  roomId: string;
  documentId: string;
  /** Things a day (UTC) at most: an answer and a sentence count one each. */
  dailyLimit: number;
}

export const botTimes = {
  /** Between a message and its answer. */
  answerAfterMs: { min: 4_000, max: 9_000 },
  /** At most one answer in this time. */
  answerPauseMs: 60_000,
  /** How often it looks whether somebody is there to write for. */
  lookMs: 10_000,
  /** From the beginning of one sentence in the lesson to the next. */
  sentenceEveryMs: 240_000,
  wordMs: { min: 250, max: 650 },
  /** How long a finished sentence stays. */
  sentenceStaysMs: 45_000,
} as const;

const officers = ['reem', 'tareq'].map(userIdOf);
/** The fictional officers it speaks as; their messages and presence do not wake it. */
export const botUserIds: readonly string[] = officers;
/** Answers it does not repeat at once. */
const remembered = 4;

/**
 * Keeps the demo alive while one person looks: answers in a room and types in a lesson, gently and seldom. It stays
 * silent when nobody but its own two officers is there. Runs on one node.
 *
 * @returns how to stop: no timer stays, and a sentence that stands is taken back
 */
export function startDemoBot(tools: BotTools, place: BotPlace): () => Promise<void> {
  const budget = dailyBudget(tools.clock, place.dailyLimit);
  const isWatched = async () => (await tools.presentPeople()).some((id) => !officers.includes(id));
  const shared = { tools, place, budget, isWatched };
  const stopAnswering = startAnswering(shared);
  const stopTyping = startTyping(shared);
  return async () => {
    stopAnswering();
    await stopTyping();
  };
}

interface Shared {
  tools: BotTools;
  place: BotPlace;
  budget: Budget;
  isWatched(): Promise<boolean>;
}
interface Budget {
  /** Takes one thing from today's share; false when nothing is left. */
  take(): boolean;
}

function dailyBudget(clock: Clock, limit: number): Budget {
  let day = '';
  let done = 0;
  return {
    take() {
      const today = clock.now().toISOString().slice(0, 10);
      if (today !== day) [day, done] = [today, 0];
      if (done >= limit) return false;
      done += 1;
      return true;
    },
  };
}

function between({ random }: BotTools, { min, max }: { min: number; max: number }): number {
  return min + Math.floor(random() * (max - min + 1));
}

function pick<T>(tools: BotTools, from: readonly T[]): T | undefined {
  return from[Math.floor(tools.random() * from.length)];
}

function startAnswering({ tools, place, budget, isWatched }: Shared): () => void {
  const { clock } = tools;
  const said: string[] = [];
  let quietUntil = -Infinity;
  let speaker = 0;
  let cancel = () => {};

  async function answer(text: string): Promise<void> {
    if (!(await isWatched()) || !budget.take()) return;
    const fitting = answersTo(text);
    const fresh = fitting.filter((candidate) => !said.includes(candidate));
    const chosen = pick(tools, fresh.length > 0 ? fresh : fitting.filter((candidate) => candidate !== said.at(-1)));
    const author = officers[speaker % officers.length];
    if (chosen === undefined || author === undefined) return;
    speaker += 1;
    said.push(chosen);
    if (said.length > remembered) said.shift();
    await tools.post(place.roomId, author, chosen);
  }

  const stopListening = tools.onMessage(place.roomId, ({ authorId, text }) => {
    const now = clock.now().getTime();
    if (officers.includes(authorId) || now < quietUntil) return;
    const delay = between(tools, botTimes.answerAfterMs);
    quietUntil = now + delay + botTimes.answerPauseMs;
    cancel = clock.after(delay, () => void answer(text).catch((error: unknown) => tools.failed(error)));
  });
  return () => {
    stopListening();
    cancel();
  };
}

function startTyping({ tools, place, budget, isWatched }: Shared): () => Promise<void> {
  const { clock } = tools;
  const pauses = stoppablePauses(clock);
  let nextAt = -Infinity;
  let turn = -1;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;

  async function look(): Promise<void> {
    const now = clock.now().getTime();
    if (isWriting || now < nextAt) return;
    isWriting = true;
    try {
      if (pauses.isStopped || !(await isWatched()) || pauses.isStopped || !budget.take()) return;
      nextAt = now + botTimes.sentenceEveryMs;
      turn += 1;
      await writeSentence(tools, { documentId: place.documentId, turn, pauses });
    } finally {
      isWriting = false;
    }
  }

  const stopLooking = clock.every(botTimes.lookMs, () => {
    if (!isWriting) writing = look().catch((error: unknown) => tools.failed(error));
  });
  return async () => {
    stopLooking();
    pauses.stop();
    await writing;
  };
}

/** One sentence, word by word; it stays a while and is taken back whatever happens. */
async function writeSentence(
  tools: BotTools,
  { documentId, turn, pauses }: { documentId: string; turn: number; pauses: Pauses },
): Promise<void> {
  const sentence = sentences[turn % sentences.length];
  const author = officers[turn % officers.length];
  if (sentence === undefined || author === undefined) return;
  const pen = await tools.takePen(documentId, author);
  try {
    for (const word of sentence.split(/(?<= )/)) {
      await pauses.wait(between(tools, botTimes.wordMs));
      if (pauses.isStopped) return;
      await pen.write(word);
    }
    await pauses.wait(botTimes.sentenceStaysMs);
  } finally {
    await pen.erase();
  }
}

interface Pauses {
  readonly isStopped: boolean;
  wait(ms: number): Promise<void>;
  stop(): void;
}

/** Pauses that end at once when stopped, so that a sentence is taken back before the hub closes. */
function stoppablePauses(clock: Clock): Pauses {
  let isStopped = false;
  let wake = () => {};
  return {
    get isStopped() {
      return isStopped;
    },
    wait: (ms) =>
      isStopped
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            const cancel = clock.after(ms, resolve);
            wake = () => {
              cancel();
              resolve();
            };
          }),
    stop() {
      isStopped = true;
      wake();
    },
  };
}
