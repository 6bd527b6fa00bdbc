import { publicRoute, route, type Route } from './router.tsx';

/** Every page of the hub; the first pattern that fits is taken. A page with a `nav` stands in the rail, in this order. */
export const routes: readonly Route[] = [
  publicRoute('/', () => import('./start-page.tsx')),
  publicRoute('/login', () => import('#client/features/accounts/login-page.tsx')),
  publicRoute('/join/:token', () => import('#client/features/accounts/join-page.tsx')),
  publicRoute('/setup/:token', () => import('#client/features/accounts/setup-page.tsx')),
  publicRoute('/password-reset', () => import('#client/features/accounts/password-reset-page.tsx')),
  publicRoute('/reset-password/:token', () => import('#client/features/accounts/new-password-page.tsx')),
  publicRoute('/password-reset/:token', () => import('#client/features/accounts/new-password-page.tsx')),
  publicRoute('/confirm-email/:token', () => import('#client/features/accounts/confirm-email-page.tsx')),
  route('/second-factor', () => import('#client/features/accounts/second-factor-page.tsx')),
  publicRoute('/rules', () => import('#client/features/accounts/rules-page.tsx')),
  route('/home', () => import('#client/features/home/home-page.tsx'), { key: 'home', icon: 'home' }),
  route('/spaces', () => import('#client/features/spaces/spaces-page.tsx'), { key: 'spaces', icon: 'spaces', within: ['/s', '/d'] }),
  route('/s/:space', () => import('#client/features/spaces/space-page.tsx')),
  route('/s/:space/chat', () => import('#client/features/spaces/space-page.tsx')),
  route('/s/:space/lessons', () => import('#client/features/spaces/lessons-page.tsx')),
  route('/s/:space/members', () => import('#client/features/spaces/members-page.tsx')),
  route('/s/:space/manage', () => import('#client/features/spaces/manage-page.tsx')),
  route('/s/:space/chat/:room', () => import('#client/features/chat/chat-page.tsx')),
  route('/d/:document', () => import('#client/features/documents/lesson-page.tsx')),
  route('/me', () => import('#client/features/people/profile-page.tsx')),
  route('/me/settings', () => import('#client/features/people/settings-page.tsx')),
  route('/me/security', () => import('#client/features/accounts/security-page.tsx')),
  route('/people/:id', () => import('#client/features/people/person-page.tsx')),
  publicRoute('/dev/ui', () => import('#client/dev-ui/dev-ui-page.tsx')),
];
