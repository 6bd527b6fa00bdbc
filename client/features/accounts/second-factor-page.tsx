import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nextPath } from '#client/kernel/route-match.ts';
import { useNavigate, useRouter } from '#client/kernel/router.tsx';
import { useSessionStore } from '#client/kernel/session.tsx';
import { Card } from '#client/ui/card.tsx';
import { Page } from '#client/ui/page.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SecondFactorSetup } from './second-factor-setup.tsx';
import { SignOut } from './sign-out.tsx';

/** `/second-factor`: whoever's roles need a second factor sets it up before anything else; the router leads here. */
export default function SecondFactorPage() {
  const { t } = useTranslation('accounts');
  const store = useSessionStore();
  const navigate = useNavigate();
  const { place } = useRouter();
  const [codes, setCodes] = useState<readonly string[]>();
  async function goOn(): Promise<void> {
    await store.load();
    navigate(nextPath(place.search), { replace: true });
  }
  return (
    <Page title={t('factor.title')} lead={codes ? undefined : t('factor.forced')} width="measure">
      <Card>{codes ? <RecoveryCodes codes={codes} onKept={() => void goOn()} /> : <SecondFactorSetup onEnabled={setCodes} />}</Card>
      {!codes && (
        <div>
          <SignOut look="quiet" />
        </div>
      )}
    </Page>
  );
}
