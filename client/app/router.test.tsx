import { expect, test } from 'vitest';
import { nextPath, publicRoute, route } from './router.tsx';
import { routes } from './routes.tsx';

test.each([
  ['?next=/s/mena/chat?x=1', '/s/mena/chat?x=1'],
  ['?next=%2Fhome%23new', '/home#new'],
  ['', '/'],
  ['?next=//evil.example', '/'],
  ['?next=/\\evil.example', '/'],
  ['?next=https://evil.example', '/'],
  ['?next=javascript:alert(1)', '/'],
  ['?next=home', '/'],
])('%s leads to %s', (search, expected) => {
  expect(nextPath(search)).toBe(expected);
});

test('a page is for those signed in unless it says otherwise', () => {
  const load = () => Promise.resolve({ default: () => null });
  expect(route('/home', load).isPublic).toBe(false);
  expect(publicRoute('/login', load).isPublic).toBe(true);
});

test('no two pages claim one path', () => {
  const paths = routes.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});
