import { useEffect, type ReactNode } from 'react';
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
import { useCan, type Can } from '#client/kernel/session.tsx';
import { classNames } from '#client/ui/class-names.ts';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { PageHeading, usePage } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { TabNav, type TabLink } from '#client/ui/tabs.tsx';
import { UserText } from '#client/ui/text.tsx';
import { NotFound } from './not-found.tsx';
import { SpaceDoor } from './space-door.tsx';
import styles from './space-frame.module.css';

export type SpacePart = 'chat' | 'lessons' | 'members' | 'manage';

/** What the person may do in a space; the server refuses by the same table. */
export interface SpaceRights {
  readsRooms: boolean;
  listsMembers: boolean;
  managesMembers: boolean;
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
    ['manage', rights.manages || rights.createsRooms || rights.managesMembers],
  ];
  return parts.filter(([, isShown]) => isShown).map(([part]) => part);
}

/** The space the address names, for its members; for others its door, or a page that says it does not exist. */
export function WithSpace({ part, children }: { part: SpacePart; children: (space: Space, rights: SpaceRights) => ReactNode }) {
  const { space: spaceId = '' } = useParams();
  const hub = useHub();
  const can = useCan();
  const { i18n } = useTranslation('spaces');
  const { data: space, error, isPending, refetch } = useQuery(hubQuery(hub, spaces, { operation: 'getSpace', input: { spaceId } }));
  if (space) {
    const rights = rightsIn(can, space);
    const parts = partsOf(rights);
    if (parts.includes(part)) return children(space, rights);
    const [other] = parts;
    // Whoever runs a space without being a member has no rooms there, but members and settings.
    return other && part === 'chat' ? <GoTo path={`/s/${space.id}/${other}`} /> : <SpaceDoor spaceId={spaceId} />;
  }
  if (isPending) return <div className={styles.waiting}><Skeleton lines={[2.25, 2.75, 6, 6]} /></div>;
  const code = error instanceof HubError ? error.code : '';
  if (code === 'common/notFound' || code === 'common/invalidInput') return <NotFound />;
  if (code === 'common/forbidden') return <SpaceDoor spaceId={spaceId} />;
  return (
    <div className={styles.waiting}>
      <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>{errorMessage(i18n, error)}</ErrorNote>
    </div>
  );
}

function GoTo({ path }: { path: string }): ReactNode {
  const navigate = useNavigate();
  useEffect(() => navigate(path, { replace: true }), [path, navigate]);
  return null;
}

/** Name of the space, heading of the page and the parts of the space as tabs. */
export function SpaceFrame({ space, rights, part, title, titleLang, actions, below, isFilled = false, children }: SpaceFrameProps & { space: Space; rights: SpaceRights }) {
  const { t } = useTranslation('spaces');
  const heading = title ?? t(`tabs.${part}`);
  usePage({ title: heading, within: space.name });
  return (
    <div className={classNames(styles.frame, isFilled && styles.filled)}>
      <header className={styles.header}>
        <div className={styles.names}>
          <p className={styles.space}>
            <UserText lang={space.language} dir={directionOfLanguage(space.language)}>{space.name}</UserText>
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
    label: name === 'members' ? <>{t('tabs.members')} <span className={styles.count}>{format.number(space.memberCount)}</span></> : t(`tabs.${name}`),
    current: name === part,
  }));
  return <TabNav label={t('tabs.label')} links={links} />;
}
