import { describe, expect, test } from 'vitest';
import { findRoute, isServerPath, matchPath, nextPath, pathOfClick } from './route-match.ts';

describe('paths', () => {
  test.each([
    ['/', '/', {}],
    ['/home', '/home/', {}],
    ['/s/:space', '/s/mena', { space: 'mena' }],
    ['/s/:space/chat/:channel?', '/s/mena/chat', { space: 'mena' }],
    ['/s/:space/chat/:channel?', '/s/mena/chat/general', { space: 'mena', channel: 'general' }],
    ['/s/:space', '/s/%D9%85%D9%84%D8%AA%D9%82%D9%89', { space: 'ملتقى' }],
    ['/s/:space', '/s/100%', { space: '100%' }],
  ])('%s takes %s', (pattern, path, params) => {
    expect(matchPath(pattern, path)).toEqual(params);
  });

  test.each([
    ['/', '/home'],
    ['/s/:space', '/s'],
    ['/s/:space', '/s/mena/chat'],
    ['/s/:space/chat', '/s/mena/forum'],
  ])('%s refuses %s', (pattern, path) => {
    expect(matchPath(pattern, path)).toBeUndefined();
  });

  test('the first that fits is taken', () => {
    const routes = [{ path: '/s/new' }, { path: '/s/:space' }];
    expect(findRoute(routes, '/s/new')?.route.path).toBe('/s/new');
    expect(findRoute(routes, '/s/other')?.params).toEqual({ space: 'other' });
    expect(findRoute(routes, '/nowhere')).toBeUndefined();
  });

  test.each(['/api', '/api/docs', '/collab/x', '/socket.io/', '/healthz'])('%s belongs to the server', (path) => {
    expect(isServerPath(path)).toBe(true);
  });
  test('/apiary does not', () => expect(isServerPath('/apiary')).toBe(false));
});

describe('clicks', () => {
  const click = { button: 0, defaultPrevented: false, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
  const anchor = { href: 'https://hub.example/s/mena?x=1#new', target: '', hasDownload: false };
  const origin = 'https://hub.example';

  test('a plain click stays in the page', () => {
    expect(pathOfClick(click, anchor, origin)).toBe('/s/mena?x=1#new');
  });

  test.each([
    ['with Ctrl', { ...click, ctrlKey: true }, anchor],
    ['with the middle button', { ...click, button: 1 }, anchor],
    ['handled already', { ...click, defaultPrevented: true }, anchor],
    ['to another tab', click, { ...anchor, target: '_blank' }],
    ['of a download', click, { ...anchor, hasDownload: true }],
    ['to another site', click, { ...anchor, href: 'https://other.example/' }],
    ['to the API pages', click, { ...anchor, href: 'https://hub.example/api/docs' }],
    ['to a mail address', click, { ...anchor, href: 'mailto:x@example.org' }],
  ])('a click %s is the browser’s', (_, given, target) => {
    expect(pathOfClick(given, target, origin)).toBeUndefined();
  });
});

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
