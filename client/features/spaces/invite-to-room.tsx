import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaces, type Member, type Room, type Space } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { bestNames } from '#client/kernel/name-match.ts';
import { useSignedIn } from '#client/kernel/session.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Button } from '#client/ui/button.tsx';
import { Checkbox } from '#client/ui/choices.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { useMembers } from './use-members.ts';
import styles from './manage.module.css';

/** People invited in one go; the hub takes no more. */
const maxInvited = 50;

interface InviteProps {
  space: Space;
  room: Room;
  inside: ReadonlySet<string>;
}

/** Members of the space who are not in the room yet, to be ticked off. */
export function InviteToRoom({ space, room, inside }: InviteProps) {
  const { t, i18n } = useTranslation('rooms');
  const { session } = useSignedIn();
  const list = useMembers(space.id);
  const { invite, isBusy, error } = useInvite(room);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState('');
  const members = list.data?.pages.flatMap((page) => page.items) ?? [];
  // Whoever is outside is invited by somebody inside, not by herself.
  const others = members.filter(({ userId }) => !inside.has(userId) && userId !== session.userId);
  const found = bestNames(others, search, ({ displayName, latinName = '' }) => [displayName, latinName]);
  const picked = [...chosen].filter((userId) => !inside.has(userId));

  function toggle(userId: string, isChosen: boolean): void {
    const next = new Set(picked);
    if (isChosen) next.add(userId);
    else next.delete(userId);
    setChosen(next);
  }
  return (
    <fieldset className={styles.invite}>
      <legend className={styles.legend}>{t('people.add')}</legend>
      {list.data && others.length === 0 && !list.hasNextPage && <Muted>{t('people.everybody')}</Muted>}
      {others.length > 0 && <TextField label={t('people.search')} value={search} onChange={setSearch} />}
      {others.length > 0 && found.length === 0 && <Muted>{t('people.nobodyFound')}</Muted>}
      {found.map((member) => (
        <MemberChoice
          key={member.userId}
          member={member}
          isChosen={chosen.has(member.userId)}
          isFull={picked.length >= maxInvited}
          onChange={(isChosen) => toggle(member.userId, isChosen)}
        />
      ))}
      <LoadMore hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {picked.length >= maxInvited && <Muted>{t('people.most', { max: maxInvited })}</Muted>}
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
      {others.length > 0 && (
        <Button
          look="primary"
          icon="invite"
          busy={isBusy}
          aria-disabled={picked.length === 0}
          onClick={() => {
            if (picked.length > 0) void invite(picked).then((isDone) => isDone && setChosen(new Set()));
          }}
        >
          {t('people.invite', { count: picked.length })}
        </Button>
      )}
    </fieldset>
  );
}

function useInvite(room: Room) {
  const { t } = useTranslation('rooms');
  const { call } = useHub()(spaces);
  const refresh = useRefresh();
  const toast = useToast();
  const task = useTask();
  async function invite(userIds: string[]): Promise<boolean> {
    const done = await task.run(() => call('inviteToRoom', { roomId: room.id, userIds }));
    refresh(spaces);
    if (!done) return false;
    toast({ tone: 'success', text: t('done.invited', { count: userIds.length }) });
    return true;
  }
  return { ...task, invite };
}

interface MemberChoiceProps {
  member: Member;
  isChosen: boolean;
  isFull: boolean;
  onChange: (isChosen: boolean) => void;
}

function MemberChoice({ member, isChosen, isFull, onChange }: MemberChoiceProps) {
  const format = useFormat();
  return (
    <Checkbox
      label={<UserText>{member.displayName}</UserText>}
      hint={format.country(member.country)}
      checked={isChosen}
      disabled={isFull && !isChosen}
      onChange={onChange}
    />
  );
}
