import { expect, test } from 'vitest';
import { createSaveLedger } from './save-ledger.ts';

test('nothing made, nothing unsaved; what is made is unsaved until the message that carries it is decided', () => {
  const ledger = createSaveLedger();
  ledger.opening();
  ledger.sent('step2');
  expect(ledger.hasUnsaved()).toBe(false);
  ledger.changed(4);
  ledger.sent('update');
  ledger.decided(1);
  expect([ledger.hasUnsaved(), ledger.decidedClock()]).toEqual([true, 0]);
  ledger.decided(2);
  expect([ledger.hasUnsaved(), ledger.decidedClock()]).toEqual([false, 4]);
});

test('an update sent before the first SyncStep2 does not vouch for what was written without a line', () => {
  const ledger = createSaveLedger();
  ledger.changed(3);
  ledger.opening();
  ledger.changed(5);
  ledger.sent('update');
  ledger.decided(1);
  expect(ledger.hasUnsaved()).toBe(true);
  ledger.sent('step2');
  ledger.decided(2);
  expect(ledger.hasUnsaved()).toBe(false);
});

test('counts of a new connection start anew; late, repeated and absurd counts do no harm', () => {
  const ledger = createSaveLedger();
  ledger.opening();
  ledger.sent('step2');
  ledger.changed(1);
  ledger.sent('update');
  ledger.opening();
  ledger.decided(0);
  expect(ledger.hasUnsaved()).toBe(true);
  ledger.sent('step2');
  ledger.decided(1);
  ledger.decided(1);
  ledger.changed(2);
  ledger.sent('update');
  ledger.decided(1);
  expect(ledger.hasUnsaved()).toBe(true);
  ledger.decided(9_999);
  expect(ledger.hasUnsaved()).toBe(false);
});
