import { describe, expect, test } from 'vitest';
import { manualTiming } from '#client/kernel/testing.ts';
import { believedMs, createTypingList, createTypingSender, tellsEveryMs } from './typing.ts';

describe('telling that one writes', () => {
  function sender() {
    const timing = manualTiming();
    const told: boolean[] = [];
    const isLive = { now: true };
    return { timing, told, isLive, sender: createTypingSender((isOn) => isLive.now && told.push(isOn) > 0, timing.now) };
  }
  test('happens at most every four seconds, however fast the fingers are', () => {
    const { timing, told, sender: typing } = sender();
    for (let step = 0; step < 10; step += 1) {
      typing.typed();
      timing.advance(tellsEveryMs / 10);
    }
    expect(told).toEqual([true]);
    typing.typed();
    expect(told).toEqual([true, true]);
  });
  test('waits for a line, and comes with the first letter after it is there', () => {
    const { isLive, told, sender: typing } = sender();
    isLive.now = false;
    typing.typed();
    isLive.now = true;
    typing.typed();
    expect(told).toEqual([true]);
  });
  test('ends with sending or leaving, once, and only when somebody still believes it', () => {
    const { timing, told, sender: typing } = sender();
    typing.stop();
    expect(told).toEqual([]);
    typing.typed();
    typing.stop();
    typing.stop();
    expect(told).toEqual([true, false]);
    typing.typed();
    timing.advance(believedMs);
    typing.stop();
    expect(told).toEqual([true, false, true]);
  });
});

describe('who writes', () => {
  test('is believed for six seconds since she was heard last', () => {
    const timing = manualTiming();
    const list = createTypingList(timing);
    list.hear('salma', true);
    timing.advance(4_000);
    list.hear('salma', true);
    timing.advance(5_999);
    expect(list.current()).toEqual(['salma']);
    timing.advance(1);
    expect(list.current()).toEqual([]);
    expect(timing.waiting()).toBe(0);
  });
  test('stands in the order of beginning, and goes when she stops or all are left', () => {
    const timing = manualTiming();
    const list = createTypingList(timing);
    let changes = 0;
    list.subscribe(() => (changes += 1));
    list.hear('salma', true);
    list.hear('omar', true);
    list.hear('salma', true);
    expect(list.current()).toEqual(['salma', 'omar']);
    expect(changes).toBe(2);
    list.hear('salma', false);
    list.hear('nadia', false);
    expect(list.current()).toEqual(['omar']);
    list.clear();
    expect(list.current()).toEqual([]);
    expect(timing.waiting()).toBe(0);
  });
  test('is held of a few only, in a room in which everybody writes', () => {
    const list = createTypingList(manualTiming());
    for (let index = 0; index < 500; index += 1) list.hear(`p${index}`, true);
    expect(list.current()).toHaveLength(20);
  });
});
