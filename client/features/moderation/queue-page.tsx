import { useTranslation } from 'react-i18next';
import { useSearch } from '#client/kernel/router.tsx';
import { SpaceFrame, useSpacePresence, WithSpace } from '#client/features/spaces/index.tsx';
import { ReportedList, stateOf } from './reported-list.tsx';

/** `/s/:space/moderation`: what members told the moderators of this space. */
export default function QueuePage() {
  return <WithSpace part="moderation">{(space, rights) => <Queue {...{ space, rights }} />}</WithSpace>;
}

function Queue({ space, rights }: Pick<Parameters<typeof SpaceFrame>[0], 'space' | 'rights'>) {
  const { t } = useTranslation('moderation');
  const [search] = useSearch();
  useSpacePresence(space.id, rights.listsMembers);
  return (
    <SpaceFrame {...{ space, rights }} part="moderation" title={t('queue.title')}>
      <ReportedList of={{ spaceId: space.id }} state={stateOf(search)} base={`/s/${space.id}/moderation`} empty={t('queue.empty')} />
    </SpaceFrame>
  );
}
