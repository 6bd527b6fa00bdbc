import { publicRoute, route, withTexts, type Route } from './router.tsx';

/** Every page of the hub; the first pattern that fits is taken. A page with a `nav` stands in the rail, in this order. */
export const routes: readonly Route[] = [
  publicRoute('/', () => import('./start-page.tsx')),
  ...withTexts('accounts', [
    ...withTexts('demo', [publicRoute('/login', () => import('#client/features/accounts/login-page.tsx'))]),
    ...withTexts('people', [publicRoute('/join/:token', () => import('#client/features/accounts/join-page.tsx'))]),
    publicRoute('/setup/:token', () => import('#client/features/accounts/setup-page.tsx')),
    publicRoute('/password-reset', () => import('#client/features/accounts/password-reset-page.tsx')),
    publicRoute('/reset-password/:token', () => import('#client/features/accounts/new-password-page.tsx')),
    publicRoute('/password-reset/:token', () => import('#client/features/accounts/new-password-page.tsx')),
    publicRoute('/confirm-email/:token', () => import('#client/features/accounts/confirm-email-page.tsx')),
    route('/second-factor', () => import('#client/features/accounts/second-factor-page.tsx')),
    publicRoute('/rules', () => import('#client/features/accounts/rules-page.tsx')),
  ]),
  ...withTexts('home', [route('/home', () => import('#client/features/home/home-page.tsx'), { key: 'home', icon: 'home' })]),
  route('/spaces', () => import('#client/features/spaces/spaces-page.tsx'), { key: 'spaces', icon: 'spaces', within: ['/s', '/d'] }),
  ...withTexts('inbox', [
    route('/inbox', () => import('#client/features/personal/inbox-page.tsx'), { key: 'inbox', icon: 'inbox' }),
    route('/inbox/to/:person', () => import('#client/features/direct/write-page.tsx')),
    route('/inbox/:room', () => import('#client/features/personal/inbox-conversation-page.tsx')),
  ]),
  route('/s/:space', () => import('#client/features/spaces/space-page.tsx')),
  route('/s/:space/chat', () => import('#client/features/spaces/space-page.tsx')),
  route('/s/:space/lessons', () => import('#client/features/spaces/lessons-page.tsx')),
  ...withTexts('rooms', [
    route('/s/:space/members', () => import('#client/features/spaces/members-page.tsx')),
    route('/s/:space/manage', () => import('#client/features/spaces/manage-page.tsx')),
  ]),
  route('/s/:space/chat/:room', () => import('#client/features/chat/chat-page.tsx')),
  ...withTexts('documents', [
    route('/d/:document', () => import('#client/features/documents/lesson-page.tsx')),
    route('/d/:document/history', () => import('#client/features/documents/history/history-page.tsx')),
    route('/d/:document/history/:version', () => import('#client/features/documents/history/version-page.tsx')),
    route('/d/:document/authors', () => import('#client/features/documents/history/authors-page.tsx')),
  ]),
  ...withTexts('moderation', [
    route('/s/:space/moderation', () => import('#client/features/moderation/queue-page.tsx')),
    route('/s/:space/moderation/:report', () => import('#client/features/moderation/report-page.tsx')),
    route('/moderation', () => import('#client/features/moderation/officer-page.tsx'), {
      key: 'moderation',
      icon: 'shield',
      when: (viewer) => viewer?.handlesReports === true,
    }),
    route('/moderation/:report', () => import('#client/features/moderation/officer-page.tsx')),
    route('/me/reports', () => import('#client/features/moderation/mine-page.tsx')),
  ]),
  ...withTexts('accounts', [
    ...withTexts('people', [route('/me', () => import('#client/features/people/profile-page.tsx'))]),
    route('/me/security', () => import('#client/features/accounts/security-page.tsx')),
  ]),
  ...withTexts('people', [
    ...withTexts('inbox', [
      route('/me/settings', () => import('./own-settings-page.tsx')),
      ...withTexts('demo', [route('/people/:id', () => import('./someone-page.tsx'))]),
    ]),
  ]),
  ...withTexts(
    'accounts',
    withTexts('admin', [
      route('/admin', () => import('#client/features/admin/overview-page.tsx'), {
        key: 'admin',
        icon: 'settings',
        when: (viewer) => viewer?.canAdminister === true,
      }),
      ...withTexts('demo', [route('/admin/people', () => import('#client/features/admin/people-page.tsx'))]),
      route('/admin/invitations', () => import('#client/features/admin/invitations-page.tsx')),
      route('/admin/approvals', () => import('#client/features/admin/approvals-page.tsx')),
      route('/admin/spaces', () => import('#client/features/admin/spaces-page.tsx')),
      route('/admin/mail', () => import('#client/features/admin/mail-page.tsx')),
      route('/admin/audit', () => import('#client/features/admin/audit-page.tsx')),
    ]),
  ),
  ...withTexts(
    'accounts',
    withTexts('help', [
      publicRoute('/help', () => import('#client/features/help/help-page.tsx'), { key: 'help', icon: 'help' }),
      publicRoute('/help/rules', () => import('#client/features/help/rules-page.tsx')),
    ]),
  ),
  publicRoute('/dev/ui', () => import('#client/dev-ui/dev-ui-page.tsx')),
];
