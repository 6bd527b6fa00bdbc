import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAnnouncerQueue, type AnnouncerQueue } from './announcer-queue.ts';

let said: string[];
let queue: AnnouncerQueue;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  queue = createAnnouncerQueue({ speak: ({ text }) => said.push(text), summarise: (count) => ({ text: `${count} new` }) });
});
afterEach(() => {
  queue.stop();
  vi.useRealTimers();
});

test('one message is one utterance, soon', () => {
  queue.announceMessage({ text: 'Salma: hello' });
  vi.advanceTimersByTime(300);
  expect(said).toEqual(['Salma: hello']);
  vi.advanceTimersByTime(10_000);
  expect(said).toHaveLength(1);
});

test('ten at once are one count', () => {
  for (let index = 0; index < 10; index += 1) queue.announceMessage({ text: `message ${index}` });
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual(['10 new']);
});

test('a busy room is heard at most once in two seconds, and every message is counted', () => {
  for (let tick = 0; tick < 100; tick += 1) {
    queue.announceMessage({ text: 'm' });
    vi.advanceTimersByTime(200);
  }
  vi.advanceTimersByTime(4_000);
  expect(said.length).toBeLessThanOrEqual(12);
  const counted = said.reduce((sum, text) => sum + (text === 'm' ? 1 : Number.parseInt(text, 10)), 0);
  expect(counted).toBe(100);
});

test('a state comes before messages, and only the last one of it', () => {
  queue.announceMessage({ text: 'Salma: hello' });
  queue.announceState({ text: 'Saving' });
  queue.announceState({ text: 'Saved' });
  vi.advanceTimersByTime(300);
  expect(said).toEqual(['Saved']);
  vi.advanceTimersByTime(2_000);
  expect(said).toEqual(['Saved', 'Salma: hello']);
});

test('a stopped queue says nothing more', () => {
  queue.announceMessage({ text: 'm' });
  queue.stop();
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual([]);
});
