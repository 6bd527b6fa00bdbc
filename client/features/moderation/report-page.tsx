import { useTranslation } from 'react-i18next';
import { useParams } from '#client/kernel/router.tsx';
import { SpaceFrame, WithSpace } from '#client/features/spaces/index.tsx';
import { ReportedDetailView } from './reported-detail.tsx';

/** `/s/:space/moderation/:report`: one reported message. */
export default function ReportPage() {
  const { t } = useTranslation('moderation');
  const { report = '' } = useParams();
  return (
    <WithSpace part="moderation">
      {(space, rights) => (
        <SpaceFrame {...{ space, rights }} part="moderation" title={t('detail.title')}>
          <ReportedDetailView reportId={report} back={`/s/${space.id}/moderation`} />
        </SpaceFrame>
      )}
    </WithSpace>
  );
}
