import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { accounts } from '#shared/features/accounts/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { useParams } from '#client/kernel/router.tsx';
import { useSessionState } from '#client/kernel/session.tsx';
import { Card } from '#client/ui/card.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { StarBorder } from '#client/ui/star-border.tsx';
import { UserText } from '#client/ui/text.tsx';
import { JoinForm } from './join-form.tsx';
import { SignOut } from './sign-out.tsx';
import styles from './accounts.module.css';

export type Offer = OutputOf<typeof accounts, 'readInvitation'>;

/** Of a link that is cut or foreign the server says that the input is invalid: to the reader it is an unknown invitation. */
function asInvitationError(error: unknown): unknown {
  return error instanceof HubError && error.code === 'common/invalidInput' ? new HubError('accounts/invitationUnknown', 404) : error;
}

/** `/join/:token`: what the invitation offers, and everything needed to join on one page. */
export default function JoinPage() {
  const { t } = useTranslation('accounts');
  const { token = '' } = useParams();
  const state = useSessionState();
  const { data, error, refetch } = useQuery({
    ...hubQuery(useHub(), accounts, { operation: 'readInvitation', input: { token } }),
    staleTime: Infinity,
  });
  if (error) return <Closed error={asInvitationError(error)} onRetry={() => void refetch()} />;
  return (
    <Page title={t('join.title')} width="measure">
      {!data && <Skeleton lines={[6, 4, 4, 4]} />}
      {data && <OfferCard offer={data} />}
      {data && state.status === 'signedIn' && (
        <Card>
          <p>{t('join.signedInAs')}</p>
          <SignOut />
        </Card>
      )}
      {data && state.status !== 'signedIn' && <JoinForm offer={data} token={token} />}
    </Page>
  );
}

function OfferCard({ offer }: { offer: Offer }) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  return (
    <Card sunken>
      <div className={styles.facts}>
        {offer.invitedBy !== '' && (
          <p>
            <strong>
              <Phrase of="accounts:join.invitedBy" values={{ name: <UserText>{offer.invitedBy}</UserText> }} />
            </strong>
          </p>
        )}
        {offer.spaceNames.length > 0 && (
          <p>
            <Phrase
              of="accounts:join.to"
              values={{
                spaces: offer.spaceNames.map((name, index) => (
                  <span key={name}>
                    {index > 0 && ' · '}
                    <UserText>{name}</UserText>
                  </span>
                )),
              }}
            />
          </p>
        )}
        <p>{t('join.country', { country: format.country(offer.country) })}</p>
        <p className={styles.small}>{t('join.until', { date: format.date(offer.expiresAt) })}</p>
      </div>
      <StarBorder />
      <div className={styles.note}>
        <Icon name="shield" />
        <div>
          <p>
            <strong>{t('join.ruleTitle')}</strong>
          </p>
          <p>{t('join.rule')}</p>
        </div>
      </div>
    </Card>
  );
}

function Closed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t, i18n } = useTranslation('accounts');
  const isAnswered = error instanceof HubError && error.code.startsWith('accounts/');
  return (
    <Page title={t('join.closed')} width="measure">
      {isAnswered ? (
        <>
          <EmptyState
            icon="mail"
            action={
              <Link href="/login" look="primary" icon="signIn">
                {t('signIn.title')}
              </Link>
            }
          >
            {errorMessage(i18n, error)}
          </EmptyState>
          <p>{t('join.askAgain')}</p>
        </>
      ) : (
        <ErrorNote code={errorCode(error)} onRetry={onRetry}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
    </Page>
  );
}
