import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spaceRoles, type SpaceRole } from '#shared/access/permissions.ts';
import { spaces, type Member, type Space } from '#shared/features/spaces/contract.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useSignedIn } from '#client/kernel/session.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Menu } from '#client/ui/menu.tsx';
import { useToast } from '#client/ui/toast.tsx';

/** The roles one may give: below one's own for a moderator, all for a coordinator and the hub's administrators. */
function useAssignableRoles(space: Space): readonly SpaceRole[] {
  const { actor } = useSignedIn();
  if (space.myRole === 'coordinator' || actor.hubRoles.includes('admin')) return spaceRoles;
  const own = space.myRole === undefined ? spaceRoles.length : spaceRoles.indexOf(space.myRole);
  return spaceRoles.filter((_role, rank) => rank > own);
}

/** Another role for a member, or her removal. Nothing is offered that the hub would refuse. */
export function MemberMenu({ space, member }: { space: Space; member: Member }) {
  const { t, i18n } = useTranslation('spaces');
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const roles = useAssignableRoles(space);
  const [isRemoving, setRemoving] = useState(false);
  if (!roles.includes(member.role)) return null;

  function setRole(role: SpaceRole): void {
    hub(spaces)
      .call('setMemberRole', { spaceId: space.id, userId: member.userId, role })
      .then(
        () => {
          refresh(spaces);
          toast({ tone: 'success', text: t('members.roleChanged') });
        },
        (error: unknown) => toast({ tone: 'danger', text: errorMessage(i18n, error) }),
      );
  }
  return (
    <>
      <Menu
        label={t('members.options', { name: member.displayName })}
        sections={[
          {
            title: t('members.changeRole'),
            items: roles.map((role) => ({
              id: role,
              label: t(`role.${role}`),
              selected: role === member.role,
              onSelect: () => {
                if (role !== member.role) setRole(role);
              },
            })),
          },
          { items: [{ id: 'remove', label: t('members.remove'), icon: 'delete', danger: true, onSelect: () => setRemoving(true) }] },
        ]}
      />
      <RemoveDialog {...{ space, member }} open={isRemoving} onClose={() => setRemoving(false)} />
    </>
  );
}

function RemoveDialog({ space, member, open, onClose }: { space: Space; member: Member; open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation(['spaces', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function remove(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await hub(spaces).call('removeMember', { spaceId: space.id, userId: member.userId });
      refresh(spaces);
      toast({ tone: 'success', text: t('spaces:members.removed') });
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('spaces:members.removeTitle', { name: member.displayName })}
      actions={
        <>
          <Button look="danger" busy={isBusy} onClick={() => void remove()}>
            {t('spaces:members.remove')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <p>{t('spaces:members.removeText')}</p>
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
