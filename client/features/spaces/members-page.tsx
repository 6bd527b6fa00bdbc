import { useTranslation } from 'react-i18next';
import type { Member, Space } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Section } from '#client/ui/page.tsx';
import { Presence } from '#client/ui/presence.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { ChosenRooms } from './chosen-rooms.tsx';
import { LeaveSpace } from './leave-space.tsx';
import { MemberMenu } from './member-menu.tsx';
import { RoleChip } from './role.tsx';
import { SpaceFrame, WithSpace, type SpaceRights } from './space-frame.tsx';
import { useMembers } from './use-members.ts';
import { useSpacePresence } from './use-presence.ts';
import styles from './members-page.module.css';

/** `/s/:space/members` */
export default function MembersPage() {
  return <WithSpace part="members">{(space, rights) => <Members space={space} rights={rights} />}</WithSpace>;
}

function Members({ space, rights }: { space: Space; rights: SpaceRights }) {
  const { t, i18n } = useTranslation('spaces');
  const list = useMembers(space.id);
  const present = useSpacePresence(space.id, rights.listsMembers);
  const members = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isPresent = (member: Member): boolean => present?.includes(member.userId) ?? member.isPresent;
  const here = members.filter(isPresent);
  const row = (member: Member, isHere: boolean) => <MemberRow key={member.userId} {...{ space, rights, member, isHere }} />;
  return (
    <SpaceFrame {...{ space, rights }} part="members">
      {list.isPending && <Skeleton lines={[2, 4, 4, 4]} />}
      {list.error && (
        <ErrorNote code={errorCode(list.error)} onRetry={() => void list.refetch()}>
          {errorMessage(i18n, list.error)}
        </ErrorNote>
      )}
      {list.data && (
        <>
          <Section title={t('members.present')}>
            {here.length === 0 ? (
              <Muted>{t('members.none')}</Muted>
            ) : (
              <ul className={styles.list}>{here.map((member) => row(member, true))}</ul>
            )}
          </Section>
          <Section title={t('members.all')}>
            <ul className={styles.list}>{members.map((member) => row(member, isPresent(member)))}</ul>
            <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
          </Section>
        </>
      )}
      <ChosenRooms space={space} />
      <LeaveSpace space={space} />
    </SpaceFrame>
  );
}

interface MemberRowProps {
  space: Space;
  rights: SpaceRights;
  member: Member;
  isHere: boolean;
}

function MemberRow({ space, rights, member, isHere }: MemberRowProps) {
  const { t } = useTranslation('spaces');
  const format = useFormat();
  const { session } = useSignedIn();
  const isMe = session.userId === member.userId;
  const facts = [member.rank, member.institutionName].filter((fact) => fact !== undefined && fact !== '');
  return (
    <li className={styles.member} data-member={member.userId} data-present={isHere}>
      <Avatar id={member.userId} name={member.displayName} />
      <div className={styles.text}>
        <p className={styles.names}>
          <a href={`/people/${member.userId}`} className={styles.name}>
            <UserText>{member.displayName}</UserText>
          </a>
          {member.latinName !== undefined && (
            <Muted>
              <UserText>{member.latinName}</UserText>
            </Muted>
          )}
          <Presence state={isHere ? 'online' : 'offline'} wordless />
        </p>
        <Muted>
          {format.country(member.country)}
          {facts.map((fact) => (
            <span key={fact}>
              {' '}
              · <UserText>{fact}</UserText>
            </span>
          ))}
        </Muted>
        <div className={styles.chips}>
          <RoleChip role={member.role} />
          {isMe && <Chip tone="primary">{t('members.you')}</Chip>}
          {member.isDemo && <Chip>{t('members.demo')}</Chip>}
        </div>
      </div>
      {rights.managesMembers && !isMe && <MemberMenu space={space} member={member} />}
    </li>
  );
}
