import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage, type Direction } from '#shared/i18n/languages.ts';
import { userIdOf } from './identity.ts';
import type { DemoTalk } from './world/types.ts';

export interface SeedMessage {
  id: string;
  authorId: string;
  /** ISO 8601 in UTC. */
  at: string;
  text: string;
  direction: Direction;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const timeOfDay = /^([01]\d|2[0-3]):([0-5]\d)$/;
const minutesAgo = /^-(\d{1,3})$/;

/** @throws Error when the data do not say a time; a test reads them all */
function instantOf(day: number, time: string, madeAt: Date): number {
  const ago = minutesAgo.exec(time);
  if (ago && day === 0) return madeAt.getTime() - Number(ago[1]) * minuteMs;
  const clock = timeOfDay.exec(time);
  if (!clock || day >= 0) throw new Error(`${time} on day ${day} is no time of the demo world`);
  const today = Date.UTC(madeAt.getUTCFullYear(), madeAt.getUTCMonth(), madeAt.getUTCDate());
  return today + day * dayMs + (Number(clock[1]) * 60 + Number(clock[2])) * minuteMs;
}

/** What is said in a room, dated back from the moment the world is made, in order of time; nothing lies in the future. */
export function messagesOf(talk: DemoTalk, language: string, madeAt: Date): SeedMessage[] {
  const fallback = directionOfLanguage(language);
  const lines = talk.days.flatMap(({ day, lines: said }) =>
    said.map(([time, author, text]) => ({ at: instantOf(day, time, madeAt), author, text })),
  );
  return lines.map(({ at, author, text }, index) => ({
    id: `${talk.roomId}-${String(index + 1).padStart(3, '0')}`,
    authorId: userIdOf(author),
    at: new Date(at).toISOString(),
    text,
    direction: directionOf(text, fallback),
  }));
}
