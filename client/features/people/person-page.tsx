import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { people, type Person } from '#shared/features/people/contract.ts';
import { isFunction } from '#shared/reference/functions.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useParams } from '#client/kernel/router.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { Card } from '#client/ui/card.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page } from '#client/ui/page.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import styles from './people.module.css';

/**
 * `/people/:id`: what a shared space lets one know of somebody.
 *
 * @param contact  what one may do with somebody else, such as writing to her
 */
export default function PersonPage({ contact }: { contact?: (person: Person) => ReactNode }) {
  const { t, i18n } = useTranslation('people');
  const { id = '' } = useParams();
  const { session } = useSignedIn();
  const { data, error, isPending, refetch } = useHubQuery(people, 'getPerson', { accountId: id });
  const isSelf = id === session.userId;
  const isMissing = error instanceof HubError && error.code === 'common/notFound';
  return (
    <Page
      title={data?.displayName ?? t('person.title')}
      width="measure"
      lead={isSelf ? t('person.self') : undefined}
      actions={
        isSelf ? (
          <Link href="/me" look="secondary" icon="edit">
            {t('person.edit')}
          </Link>
        ) : (
          data && contact?.(data)
        )
      }
    >
      {isPending && <Skeleton lines={[6, 2, 2, 2]} />}
      {isMissing && <EmptyState icon="person">{t('person.missing')}</EmptyState>}
      {error && !isMissing && (
        <ErrorNote code={errorCode(error)} onRetry={() => void refetch()}>
          {errorMessage(i18n, error)}
        </ErrorNote>
      )}
      {data && <PersonCard person={data} />}
    </Page>
  );
}

function PersonCard({ person }: { person: Person }) {
  const { t } = useTranslation(['people', 'demo']);
  return (
    <Card as="article">
      <div className={styles.person}>
        <Avatar id={person.id} name={person.displayName} size="large" />
        <div>
          {person.latinName !== undefined && (
            <p>
              <UserText lang="en" dir="ltr">
                {person.latinName}
              </UserText>
            </p>
          )}
          {(person.rank ?? person.post) !== undefined && (
            <Muted>
              {[person.rank, person.post]
                .filter((text) => text !== undefined)
                .map((text, index) => (
                  <span key={text}>
                    {index > 0 && ' · '}
                    <UserText>{text}</UserText>
                  </span>
                ))}
            </Muted>
          )}
        </div>
        {person.isDemo && <Chip>{t('demo:chip')}</Chip>}
        {person.isInactive && <Chip tone="warning">{t('people:person.inactive')}</Chip>}
      </div>
      <Facts person={person} />
    </Card>
  );
}

function Facts({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const format = useFormat();
  return (
    <dl className={styles.facts} style={{ marginBlockStart: 'var(--space-4)' }}>
      <dt>{t('profile.country')}</dt>
      <dd>{format.country(person.country)}</dd>
      {person.institutionName !== undefined && (
        <>
          <dt>{t('profile.institution')}</dt>
          <dd>
            <UserText>{person.institutionName}</UserText>
          </dd>
        </>
      )}
      {person.languages.length > 0 && (
        <>
          <dt>{t('profile.languages')}</dt>
          <dd>{format.list(person.languages.map((tag) => format.languageName(tag)))}</dd>
        </>
      )}
      {person.functions.length > 0 && (
        <>
          <dt>{t('profile.functions')}</dt>
          <dd>{format.list(person.functions.filter(isFunction).map((name) => t(`functions.${name}`)))}</dd>
        </>
      )}
    </dl>
  );
}
