import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { region, useRegionCycling } from '#client/kernel/regions.ts';
import { matchPath } from '#client/kernel/route-match.ts';
import { useUnreadTotals } from '#client/kernel/personal.ts';
import { useRouter } from '#client/kernel/router.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { SkipLinks, skipTargetId, type SkipTarget } from '#client/ui/skip-links.tsx';
import { StarMark } from '#client/ui/star-border.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { Keyboard } from './keyboard.tsx';
import type { NavItem, Route } from './router.tsx';
import { SettingsMenu } from './settings-menu.tsx';
import type { Viewer } from './viewer.ts';
import styles from './shell.module.css';

interface ShellProps {
  routes: readonly Route[];
  viewer: Viewer | null;
  /** State of the whole, above the page: offline, new version. */
  banners?: ReactNode;
  /** More places the page offers to skip to, as a chat's messages and composer. */
  skipTo?: readonly SkipTarget[];
  children: ReactNode;
}

/** A phone's bottom bar holds this many; the rest is in the bar at the top. */
const maxBarItems = 5;

/** Top bar, rail and content: the frame of every page. */
export function Shell({ routes, viewer, banners, skipTo = [], children }: ShellProps) {
  const { t } = useTranslation('shell');
  const { isLeaving } = useRouter();
  useRegionCycling();
  const items = routes.filter(({ nav }) => nav && (nav.when ? nav.when(viewer) : viewer !== null));
  const hasRail = items.length > 0;
  return (
    <div className={`${styles.shell} ${hasRail ? styles.withRail : ''}`}>
      <SkipLinks targets={['content', ...(hasRail ? (['navigation'] as const) : []), ...skipTo]} />
      <TopBar viewer={viewer} isLeaving={isLeaving} />
      {hasRail && <Rail items={items} />}
      <div className={styles.column}>
        <div className={styles.banners}>{banners}</div>
        <main
          id={skipTargetId.content}
          className={styles.main}
          aria-label={t('region.content')}
          aria-busy={isLeaving}
          {...region('content')}
        >
          {children}
        </main>
      </div>
    </div>
  );
}

function TopBar({ viewer, isLeaving }: { viewer: Viewer | null; isLeaving: boolean }) {
  const { t } = useTranslation(['shell', 'common']);
  return (
    <header className={styles.bar}>
      <a href="/" className={styles.brand}>
        <StarMark />
        <span>{t('common:hubName')}</span>
      </a>
      <div className={styles.barEnd}>
        {viewer && <Keyboard />}
        <SettingsMenu />
        {viewer && viewer.displayName !== '' && (
          <a href="/me" className={styles.me}>
            <Avatar id={viewer.id} name={viewer.displayName} size="small" />
            <VisuallyHidden>{`${t('nav.me')}: ${viewer.displayName}`}</VisuallyHidden>
          </a>
        )}
      </div>
      {isLeaving && <span className={styles.progress} aria-hidden="true" />}
    </header>
  );
}

/** Places with something unread behind an item of the rail. */
function RailBadge({ of: key }: { of: NavItem['key'] }) {
  const { rooms, conversations, threads } = useUnreadTotals();
  if (key === 'spaces') return <UnreadBadge unread={rooms} ofPlaces />;
  return key === 'inbox' ? <UnreadBadge unread={conversations + threads} ofPlaces /> : null;
}

function Rail({ items }: { items: readonly Route[] }) {
  const { t } = useTranslation('shell');
  const { place } = useRouter();
  return (
    <nav id={skipTargetId.navigation} className={styles.rail} aria-label={t('navigation')} {...region('navigation')}>
      <ul className={styles.items}>
        {items.map(({ path, nav, preload }, index) => {
          if (!nav) return null;
          const isCurrent = matchPath(path, place.path) !== undefined;
          const isWithin = [path, ...(nav.within ?? [])].some((start) => start !== '/' && place.path.startsWith(`${start}/`));
          return (
            <li key={path} className={index < maxBarItems ? styles.item : `${styles.item} ${styles.beyondBar}`}>
              <a
                href={path}
                className={styles.link}
                aria-current={isCurrent ? 'page' : isWithin ? 'true' : undefined}
                onPointerEnter={() => void preload().catch(() => undefined)}
              >
                <Icon name={nav.icon} size={22} />
                <span className={styles.label}>{t(`nav.${nav.key}`)}</span>
                <span className={styles.badge}>
                  <RailBadge of={nav.key} />
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
