import { expect, test } from 'vitest';
import { createConnection, slowAfterMs, watchBrowserLine } from './connection.ts';
import { manualTiming } from './testing.ts';

test('a request without an answer for four seconds makes the line slow, its answer makes it online again', () => {
  const timing = manualTiming();
  const connection = createConnection(timing);
  const told: string[] = [];
  connection.subscribe(() => told.push(connection.current()));
  const ended = connection.requestStarted();
  timing.advance(slowAfterMs - 1);
  expect(connection.current()).toBe('online');
  timing.advance(1);
  expect(connection.current()).toBe('slow');
  const quick = connection.requestStarted();
  quick('answered');
  expect(connection.current()).toBe('slow');
  ended('answered');
  ended('unreachable');
  expect(told).toEqual(['slow', 'online']);
  expect(connection.pending()).toBe(0);
});

test('no answer means offline until something is answered, unless the socket lives', () => {
  const connection = createConnection(manualTiming());
  connection.requestStarted()('unreachable');
  expect(connection.current()).toBe('offline');
  connection.requestStarted()('answered');
  expect(connection.current()).toBe('online');
  connection.socketUp();
  connection.requestStarted()('unreachable');
  expect(connection.current()).toBe('online');
  connection.socketDown();
  expect(connection.current()).toBe('offline');
  connection.socketUp();
  connection.socketDown();
  expect(connection.current()).toBe('reconnecting');
  connection.socketLeft();
  expect(connection.current()).toBe('online');
});

test('a request given up by the page says nothing about the line', () => {
  const connection = createConnection(manualTiming());
  connection.requestStarted()('aborted');
  expect(connection.current()).toBe('online');
});

test('the browser’s own word counts, until it is no longer heard', () => {
  const page = new EventTarget();
  const connection = createConnection(manualTiming());
  const stop = watchBrowserLine(connection, page);
  page.dispatchEvent(new Event('offline'));
  expect(connection.current()).toBe('offline');
  page.dispatchEvent(new Event('online'));
  expect(connection.current()).toBe('online');
  stop();
  page.dispatchEvent(new Event('offline'));
  expect(connection.current()).toBe('online');
});
