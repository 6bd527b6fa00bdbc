import { useTranslation } from 'react-i18next';
import type { Space } from '#shared/features/spaces/contract.ts';
import { Muted } from '#client/ui/text.tsx';
import { ManageRequests } from './manage-requests.tsx';
import { ManageRooms } from './manage-rooms.tsx';
import { ManageSettings } from './manage-settings.tsx';
import { SpaceFrame, WithSpace, type SpaceRights } from './space-frame.tsx';
import { useSpacePresence } from './use-presence.ts';

/** `/s/:space/manage`: what the person's role lets her run. */
export default function ManagePage() {
  return <WithSpace part="manage">{(space, rights) => <Manage space={space} rights={rights} />}</WithSpace>;
}

function Manage({ space, rights }: { space: Space; rights: SpaceRights }) {
  const { t } = useTranslation(['spaces', 'rooms']);
  useSpacePresence(space.id, rights.listsMembers);
  return (
    <SpaceFrame {...{ space, rights }} part="manage" title={t('rooms:manage.title')}>
      {rights.managesMembers && <ManageRequests space={space} />}
      <ManageRooms space={space} rights={rights} />
      {rights.manages && <ManageSettings key={space.id} space={space} />}
      {!space.myRole && <Muted>{t('spaces:door.adminText')}</Muted>}
    </SpaceFrame>
  );
}
