import { expect, test } from 'vitest';
import { matchPath } from '#client/kernel/route-match.ts';
import { routes } from '#client/app/routes.tsx';
import { patternSource } from './bundle-files.ts';

const patterns = ['/', '/home', '/s/:space', '/s/:space/chat/:channel?', ...routes.map(({ path }) => path)];
const paths = [
  '/',
  '/home',
  '/home/',
  '/s',
  '/s/mena',
  '/s/mena/',
  '/s/mena/chat',
  '/s/mena/chat/general',
  '/s/mena/chat/general/x',
  '/dev/ui',
  '/admin',
  '/l/1',
];

test('the boot script finds the same page as the router', () => {
  for (const pattern of patterns) {
    for (const path of paths) {
      expect({ pattern, path, fits: new RegExp(patternSource(pattern)).test(path) }).toEqual({
        pattern,
        path,
        fits: matchPath(pattern, path) !== undefined,
      });
    }
  }
});
