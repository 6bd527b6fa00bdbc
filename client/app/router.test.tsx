import { expect, test } from 'vitest';
import { publicRoute, route } from './router.tsx';
import { routes } from './routes.tsx';

test('a page is for those signed in unless it says otherwise', () => {
  const load = () => Promise.resolve({ default: () => null });
  expect(route('/home', load).isPublic).toBe(false);
  expect(publicRoute('/login', load).isPublic).toBe(true);
});

test('no two pages claim one path', () => {
  const paths = routes.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});
