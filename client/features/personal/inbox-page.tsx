import { useTranslation } from 'react-i18next';
import { useUnreadTotals } from '#client/kernel/personal.ts';
import { useSearch } from '#client/kernel/router.tsx';
import { Page } from '#client/ui/page.tsx';
import { Tabs } from '#client/ui/tabs.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { InboxBookmarks } from './inbox-bookmarks.tsx';
import { InboxConversations } from './inbox-conversations.tsx';
import { InboxThreads } from './inbox-threads.tsx';

const first = 'conversations';

/** `/inbox`: what was written to one alone, the threads one follows, and what one keeps. */
export default function InboxPage() {
  const { t } = useTranslation('inbox');
  const [search, setSearch] = useSearch();
  const { conversations, threads } = useUnreadTotals();
  return (
    <Page title={t('title')} width="measure">
      <Tabs
        label={t('tabs.label')}
        selected={search.get('tab') ?? first}
        onSelect={(id) => setSearch('tab', id === first ? undefined : id)}
        tabs={[
          {
            id: first,
            label: (
              <>
                {t('tabs.conversations')} <UnreadBadge unread={conversations} ofPlaces />
              </>
            ),
            content: <InboxConversations />,
          },
          {
            id: 'threads',
            label: (
              <>
                {t('tabs.threads')} <UnreadBadge unread={threads} ofPlaces />
              </>
            ),
            content: <InboxThreads />,
          },
          { id: 'bookmarks', label: t('tabs.bookmarks'), content: <InboxBookmarks /> },
        ]}
      />
    </Page>
  );
}
