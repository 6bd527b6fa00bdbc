import { useEffect } from 'react';
import { useNavigate } from '#client/kernel/router.tsx';
import type { Space } from '#shared/features/spaces/contract.ts';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { Link } from '#client/ui/link.tsx';
import { useTranslation } from 'react-i18next';
import { SpaceFrame, WithSpace, type SpaceRights } from './space-frame.tsx';
import { firstRoomPath } from './rooms.ts';

/** `/s/:space` leads to the first room; where there is none, it says so. */
export default function SpacePage() {
  return <WithSpace part="chat">{(space, rights) => <FirstRoom space={space} rights={rights} />}</WithSpace>;
}

function FirstRoom({ space, rights }: { space: Space; rights: SpaceRights }) {
  const { t } = useTranslation('chat');
  const navigate = useNavigate();
  const path = firstRoomPath(space);
  useEffect(() => {
    if (path !== undefined) navigate(path, { replace: true });
  }, [path, navigate]);
  if (path !== undefined) return null;
  return (
    <SpaceFrame space={space} rights={rights} part="chat">
      <EmptyState
        icon="channel"
        action={
          rights.createsRooms && (
            <Link href={`/s/${space.id}/manage`} look="primary" icon="add">
              {t('rooms.createFirst')}
            </Link>
          )
        }
      >
        {t('rooms.none')}
      </EmptyState>
    </SpaceFrame>
  );
}
