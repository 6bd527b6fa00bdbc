import { describe, expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '#server/platform/clock/fake/clock.ts';
import { countWords } from '#shared/i18n/direction.ts';
import { allAnswers, answersTo } from './bot-answers.ts';
import { sentences } from './bot-sentences.ts';
import { botTimes, botUserIds, startDemoBot, type BotTools, type HeardMessage } from './bot.ts';
import { world } from './world/world.ts';

const minuteMs = 60_000;
const place = { roomId: 'demo-champions-general', documentId: 'demo-lesson-listening', dailyLimit: 200 };

/** A room, a lesson and a door that remember what the bot did. */
function stage(options: { dailyLimit?: number; present?: readonly string[]; brokenPen?: boolean } = {}) {
  const clock: FakeClock = fakeClock();
  const posts: { atMs: number; authorId: string; text: string }[] = [];
  const errors: unknown[] = [];
  const listeners = new Set<(message: HeardMessage) => void>();
  const lesson = { text: '', author: '', begun: 0, erased: 0, longest: '' };
  const stageState = { present: options.present ?? ['demo-salma'] };
  let random = 7;
  const tools: BotTools = {
    clock,
    // Numerical Recipes' generator: the same sequence in every run.
    random: () => (random = (random * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32,
    onMessage: (roomId, listener) => {
      expect(roomId).toBe(place.roomId);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    post: async (_roomId, authorId, text) => {
      posts.push({ atMs: clock.now().getTime(), authorId, text });
      for (const listener of listeners) listener({ authorId, text });
    },
    takePen: async (documentId, userId) => {
      expect(documentId).toBe(place.documentId);
      Object.assign(lesson, { text: '', author: userId, begun: lesson.begun + 1 });
      return {
        write: async (chunk) => {
          if (options.brokenPen) throw new Error('document moved on');
          lesson.text += chunk;
          if (lesson.text.length > lesson.longest.length) lesson.longest = lesson.text;
        },
        erase: async () => void Object.assign(lesson, { text: '', author: '', erased: lesson.erased + 1 }),
      };
    },
    presentPeople: async () => stageState.present,
    failed: (error) => void errors.push(error),
  };
  const stop = startDemoBot(tools, { ...place, ...(options.dailyLimit !== undefined && { dailyLimit: options.dailyLimit }) });
  const say = (text: string, authorId = 'demo-salma') => listeners.forEach((listener) => listener({ authorId, text }));
  return { clock, posts, errors, lesson, say, stop, listeners, state: stageState };
}

describe('answering', () => {
  test('an officer answers in 4 to 9 seconds, in turn, never the same twice in a row, at most once a minute', async () => {
    const { clock, posts, say, stop } = stage();
    const asked: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      asked.push(clock.now().getTime());
      say('كيف نقيس الصمت في التدريب؟');
      await clock.advance(minuteMs + botTimes.answerAfterMs.max);
    }
    await stop();
    expect(posts).toHaveLength(12);
    for (const [index, post] of posts.entries()) {
      const delay = post.atMs - (asked[index] ?? 0);
      expect(delay).toBeGreaterThanOrEqual(botTimes.answerAfterMs.min);
      expect(delay).toBeLessThanOrEqual(botTimes.answerAfterMs.max);
      expect(post.text).not.toBe(posts[index - 1]?.text);
      expect(post.authorId).toBe(botUserIds[index % 2]);
      expect(answersTo('كيف نقيس الصمت في التدريب؟')).toContain(post.text);
    }
  });

  test('a burst gets one answer, and the next only after a minute', async () => {
    const { clock, posts, say, stop } = stage();
    for (let second = 0; second < 58; second += 1) {
      say(`رسالة ${second}`);
      await clock.advance(1000);
    }
    expect(posts).toHaveLength(1);
    await clock.advance(12_000);
    say('سؤال جديد عن المناوبات');
    await clock.advance(10_000);
    await stop();
    expect(posts).toHaveLength(2);
    expect((posts[1]?.atMs ?? 0) - (posts[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(botTimes.answerPauseMs);
  });

  test('its own officers wake it neither by writing nor by being there', async () => {
    const { clock, posts, lesson, say, stop, state } = stage();
    say('مرحباً', botUserIds[0]);
    await clock.advance(20_000);
    expect(posts).toHaveLength(0);
    state.present = [...botUserIds];
    await clock.advance(minuteMs);
    const begun = lesson.begun;
    say('مرحباً');
    await clock.advance(60 * minuteMs);
    await stop();
    expect(posts).toHaveLength(0);
    expect(lesson.begun).toBe(begun);
  });

  test('stops at its daily limit and begins anew the next day', async () => {
    const { clock, posts, lesson, say, stop } = stage({ dailyLimit: 3 });
    const things = () => posts.length + lesson.begun;
    for (let i = 0; i < 30; i += 1) {
      say('سؤال عن الاستقبال');
      await clock.advance(2 * minuteMs);
    }
    expect(things()).toBe(3);
    await clock.advance(24 * 60 * minuteMs);
    await stop();
    expect(things()).toBeGreaterThan(3);
    expect(things()).toBeLessThanOrEqual(9);
  });

  test('once stopped it neither listens nor keeps a timer', async () => {
    const { clock, posts, say, stop, listeners } = stage();
    say('مرحباً');
    await stop();
    expect(listeners.size).toBe(0);
    expect(clock.waiting).toBe(0);
    await clock.advance(10 * minuteMs);
    expect(posts).toHaveLength(0);
  });
});

describe('typing in the lesson', () => {
  test('within half a minute it writes a whole sentence word by word, and takes it back', async () => {
    const { clock, lesson, stop } = stage();
    await clock.advance(botTimes.lookMs + 1000);
    expect(lesson.begun).toBe(1);
    expect(botUserIds).toContain(lesson.author);
    expect(sentences[0]?.startsWith(lesson.text)).toBe(true);
    await clock.advance(30_000);
    expect(lesson.text).toBe(sentences[0]);
    await clock.advance(botTimes.sentenceStaysMs);
    expect(lesson).toMatchObject({ text: '', author: '', erased: 1 });
    await clock.advance(60 * minuteMs);
    await stop();
    expect(lesson.begun).toBeLessThanOrEqual(1 + (60 * minuteMs) / botTimes.sentenceEveryMs + 1);
    expect(lesson.begun).toBeGreaterThan(10);
    expect(lesson.erased).toBe(lesson.begun);
  });

  test('stopping in the middle of a sentence takes it back', async () => {
    const { clock, lesson, stop } = stage();
    await clock.advance(botTimes.lookMs + 2000);
    expect(lesson.text).not.toBe('');
    await stop();
    expect(lesson).toMatchObject({ text: '', begun: 1, erased: 1 });
    expect(clock.waiting).toBe(0);
  });

  test('a document that refuses leaves no paragraph and no broken bot', async () => {
    const { clock, lesson, errors, say, posts, stop } = stage({ brokenPen: true });
    await clock.advance(10 * minuteMs);
    expect(errors.length).toBeGreaterThan(1);
    expect(lesson.erased).toBe(lesson.begun);
    say('مرحباً');
    await clock.advance(10_000);
    expect(posts).toHaveLength(1);
    await stop();
  });
});

describe('answers', () => {
  test.each([
    ['السلام عليكم، أنا جديدة هنا', /أهلاً|مرحباً/],
    ['هل يجيب روبوت هنا؟', /تجريبي/],
    ['وما رأيكم في جدول المناوبات؟', /جدول|المواصلات/],
    ['عندي رقم القضية', /غير عملياتية|مؤلَّف|عامة|التفاصيل|الأسلم/],
    ['شُكراً جزيلاً', /الشكر|الرحب|بكل سرور/],
    ['كيف نستقبل الناس عند المعابر؟', /المعابر|مؤشراً|المرافقة/],
  ])('%s is answered to the point', (text, expected) => {
    for (const answer of answersTo(text)) expect(answer).toMatch(expected);
  });

  test('small words that look like a topic are none: إلى، ليلى، بوتيرة، سلامة', () => {
    const general = answersTo('زيد');
    for (const text of ['ذهبنا إلى هناك', 'ليلى هناك', 'بوتيرة أسرع', 'سلامة الأطفال']) expect(answersTo(text)).toBe(general);
  });

  test('are many, all different, Arabic, calm, and never an order to a man', () => {
    expect(new Set(allAnswers).size).toBe(allAnswers.length);
    expect(allAnswers.length).toBeGreaterThan(40);
    for (const text of [...allAnswers, ...sentences]) {
      const { rtl, ltr } = countWords(text);
      expect(rtl).toBeGreaterThan(ltr);
      expect(text).not.toMatch(/[!?]|(?:^|[\s.،])(?:اكتب|جرّب|انظر|اقرأ|أرسل|لديك|عندك)(?=[\s.،]|$)/u);
    }
    for (const [text, answers] of [
      ['صمت', answersTo('صمت')],
      ['؟', answersTo('؟')],
    ] as const)
      expect({ text, enough: answers.length >= 2 }).toEqual({ text, enough: true });
  });

  test('long or hostile text is answered at once', () => {
    const startedAt = performance.now();
    expect(answersTo('ال'.repeat(100_000)).length).toBeGreaterThan(1);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test('the officers are people of that space', () => {
    const members = Object.values(world.spaces.find(({ id }) => id === 'demo-champions')?.members ?? {}).flat();
    for (const id of botUserIds) expect(members.map((key) => `demo-${key}`)).toContain(id);
  });
});
