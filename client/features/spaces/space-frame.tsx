import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { spaces, type Space } from '#shared/features/spaces/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useNavigate, useParams } from '#client/kernel/router.tsx';
import { useCan, useSessionStore, type Can } from '#client/kernel/session.tsx';
import { classNames } from '#client/ui/class-names.ts';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { PageHeading, usePage } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { TabNav, type TabLink } from '#client/ui/tabs.tsx';
import { UserText } from '#client/ui/text.tsx';
import { useRolesFollow } from './use-changes.ts';
import styles from './space-frame.module.css';

// Members never see it.
const SpaceDoor = lazy(() => import('./space-door.tsx'));

// For moderators only: nobody else waits for what it stands on.
const WaitingReports = lazy(() => import('./waiting-reports.tsx'));

export type SpacePart = 'chat' | 'lessons' | 'members' | 'moderation' | 'manage';

/** What the person may do in a space; the server refuses by the same table. */
export interface SpaceRights {
  readsRooms: boolean;
  listsMembers: boolean;
  managesMembers: boolean;
  moderates: boolean;
  manages: boolean;
  createsRooms: boolean;
  createsDocuments: boolean;
}

export interface SpaceFrameProps {
  part: SpacePart;
  /** Heading of the page; the name of the part when absent. */
  title?: string | undefined;
  /** Language of the heading, when it is somebody's text. */
  titleLang?: string | undefined;
  /** Beside the heading. */
  actions?: ReactNode;
  /** Under the heading, a line. */
  below?: ReactNode;
  /** The page fills the window and scrolls inside itself. */
  isFilled?: boolean;
  children: ReactNode;
}

export function rightsIn(can: Can, space: Space): SpaceRights {
  const scope = { id: space.id, spaceId: space.id, visibility: space.visibility, isArchived: space.isArchived };
  return {
    readsRooms: can('room.read', scope),
    listsMembers: can('space.listMembers', scope),
    managesMembers: can('space.manageMembers', scope),
    moderates: can('space.moderate', scope),
    manages: can('space.manage', scope),
    createsRooms: can('space.createRoom', scope) && !space.isArchived,
    createsDocuments: can('space.createDocument', scope) && !space.isArchived,
  };
}

/** Which parts of a space a person is shown, the first of them first. */
export function partsOf(rights: SpaceRights): SpacePart[] {
  const parts: [SpacePart, boolean][] = [
    ['chat', rights.readsRooms],
    ['lessons', rights.listsMembers],
    ['members', rights.listsMembers],
    ['moderation', rights.moderates],
    ['manage', rights.manages || rights.createsRooms || rights.managesMembers],
  ];
  return parts.filter(([, isShown]) => isShown).map(([part]) => part);
}

/** The space the address names, for its members; for others its door, or a page that says it does not exist. */
export function WithSpace({ part, children }: { part: SpacePart; children: (space: Space, rights: SpaceRights) => ReactNode }) {
  const { space: spaceId = '' } = useParams();
  const can = useCan();
  // Whether one belongs to a space is known here: asking for what will be refused is spared.
  return can('space.read', { id: spaceId, spaceId }) ? (
    <InsideSpace spaceId={spaceId} part={part}>
      {children}
    </InsideSpace>
  ) : (
    <SpaceDoor spaceId={spaceId} />
  );
}

function isRefusal(error: unknown): boolean {
  return error instanceof HubError && (error.status === 403 || error.status === 404);
}

function InsideSpace({
  spaceId,
  part,
  children,
}: {
  spaceId: string;
  part: SpacePart;
  children: (space: Space, rights: SpaceRights) => ReactNode;
}) {
  const hub = useHub();
  const can = useCan();
  const { load } = useSessionStore();
  const { i18n } = useTranslation('spaces');
  const { data: space, error, refetch } = useQuery(hubQuery(hub, spaces, { operation: 'getSpace', input: { spaceId } }));
  const wasRefused = isRefusal(error);
  useRolesFollow(space ? [space] : []);
  useEffect(() => {
    // Removed while the page was open: the roles known here are out of date.
    if (wasRefused) void load();
  }, [wasRefused, load]);

  if (wasRefused) return <SpaceDoor spaceId={spaceId} />;
  if (space) {
    const rights = rightsIn(can, space);
    const parts = partsOf(rights);
    if (parts.includes(part)) return children(space, rights);
    const [other] = parts;
    return other ? <GoTo path={other === 'chat' ? `/s/${space.id}` : `/s/${space.id}/${other}`} /> : <SpaceDoor spaceId={spaceId} />;
  }
  if (!error)
    return (
      <div className={styles.waiting}>
        <Skeleton lines={[2.25, 2.75, 6, 6]} />
      </div>
    );
  return (
    <div className={styles.waiting}>
      <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
        {errorMessage(i18n, error)}
      </ErrorNote>
    </div>
  );
}

function GoTo({ path }: { path: string }): ReactNode {
  const navigate = useNavigate();
  useEffect(() => navigate(path, { replace: true }), [path, navigate]);
  return null;
}

/** Name of the space, heading of the page and the parts of the space as tabs. */
export function SpaceFrame({
  space,
  rights,
  part,
  title,
  titleLang,
  actions,
  below,
  isFilled = false,
  children,
}: SpaceFrameProps & { space: Space; rights: SpaceRights }) {
  const { t } = useTranslation('spaces');
  const heading = title ?? t(`tabs.${part}`);
  usePage({ title: heading, within: space.name });
  return (
    <div className={classNames(styles.frame, isFilled && styles.filled)}>
      <header className={styles.header}>
        <div className={styles.names}>
          <p className={styles.space}>
            <UserText lang={space.language} dir={directionOfLanguage(space.language)}>
              {space.name}
            </UserText>
            {below}
          </p>
          <div className={styles.heading} lang={titleLang}>
            <PageHeading>{heading}</PageHeading>
          </div>
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        <div className={styles.tabs}>
          <SpaceTabs space={space} rights={rights} part={part} />
        </div>
      </header>
      {isFilled ? children : <div className={styles.content}>{children}</div>}
    </div>
  );
}

function SpaceTabs({ space, rights, part }: { space: Space; rights: SpaceRights; part: SpacePart }) {
  const { t } = useTranslation('spaces');
  const format = useFormat();
  const links = partsOf(rights).map((name): TabLink => ({
    href: name === 'chat' ? `/s/${space.id}` : `/s/${space.id}/${name}`,
    label:
      name === 'members' ? (
        <>
          {t('tabs.members')} <span className={styles.count}>{format.number(space.memberCount)}</span>
        </>
      ) : name === 'moderation' ? (
        <>
          {t('tabs.moderation')}{' '}
          <Suspense fallback={null}>
            <WaitingReports spaceId={space.id} />
          </Suspense>
        </>
      ) : (
        t(`tabs.${name}`)
      ),
    current: name === part,
  }));
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In newer browsers scrolling answers a promise, which is no clean-up.
    void row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [part]);
  return (
    <div ref={row}>
      <TabNav label={t('tabs.label')} links={links} />
    </div>
  );
}
