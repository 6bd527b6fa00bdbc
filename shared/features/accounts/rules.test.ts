import { expect, test } from 'vitest';
import { mustHaveSecondFactor, passwordFlaw, readCode } from './rules.ts';

const owner = { email: 'yasmine.trabelsi@example.org', names: ['Yasmine Trabelsi', 'ياسمين الطرابلسي'] };

test.each([
  ['copper lantern', undefined],
  ['نخلة تسع أبواب', undefined],
  ['a1b2c3d4e5f', 'passwordTooShort'],
  ['🌴🌴🌴🌴🌴🌴🌴🌴🌴🌴🌴', 'passwordTooShort'],
  ['ق'.repeat(50) + ' lantern '.repeat(9), 'passwordTooLong'],
  ['yasmine.trabelsi@example.org', 'passwordIsName'],
  ['YASMINE.TRABELSI', 'passwordIsName'],
  ['Yasmine Trabelsi 2026!', 'passwordIsName'],
  ['ياسمين الطرابلسي', 'passwordIsName'],
  ['yasminetrabelsiyasminetrabelsi', 'passwordIsName'],
  ['Password2026!', 'passwordCommon'],
])('%s: %s', (password, flaw) => {
  expect(passwordFlaw(password, owner)).toBe(flaw);
});

test('length is counted in code points, not in bytes or UTF-16 units', () => {
  expect(passwordFlaw('🌴🐫🌊🏔️🦅🌹🍊🫒⛵🕊️', {})).toBe(undefined);
  expect(passwordFlaw(`${'نخلة زرقاء '.repeat(12)}`.slice(0, 128), {})).toBe(undefined);
  expect(passwordFlaw(`${'نخلة زرقاء '.repeat(12)}`.slice(0, 129), {})).toBe('passwordTooLong');
});

test('codes are read in any digits; what is no TOTP is a recovery code', () => {
  for (const typed of ['123456', ' 123 456 ', '١٢٣٤٥٦', '۱۲۳۴۵۶']) expect(readCode(typed)).toEqual({ kind: 'totp', code: '123456' });
  for (const typed of ['ABCDE-fgh23', 'abcde fgh23', 'abcdefgh23'])
    expect(readCode(typed)).toEqual({ kind: 'recovery', code: 'abcdefgh23' });
});

test('who acts on others’ accounts needs a second factor', () => {
  expect(mustHaveSecondFactor({ hubRoles: ['auditor'], countryRoles: [] })).toBe(true);
  expect(mustHaveSecondFactor({ hubRoles: [], countryRoles: [{ role: 'ncbAdmin' }] })).toBe(true);
  expect(mustHaveSecondFactor({ hubRoles: [], countryRoles: [{ role: 'focalPoint' }] })).toBe(false);
});
