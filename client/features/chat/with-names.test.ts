import { expect, test } from 'vitest';
import { withNames } from './with-names.ts';

const nameOf = (mention: { kind: string; id?: string }): string => (mention.kind === 'person' ? `name of ${mention.id}` : mention.kind);

test('people stand with their names, apart from the words around them; what is no mention stays', () => {
  expect(withNames('شكراً <@salma> و<@space>', nameOf)).toBe('شكراً @\u2068name of salma\u2069 و@\u2068space\u2069');
  expect(withNames('<@role:moderator> <b> <@> <@UPPER>', nameOf)).toBe('@\u2068role\u2069 <b> <@> <@UPPER>');
});
