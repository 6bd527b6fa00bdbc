import { useTranslation } from 'react-i18next';
import { useSessionState } from '#client/kernel/session.tsx';
import { Card, Row } from '#client/ui/card.tsx';
import { Link } from '#client/ui/link.tsx';
import { Page, Section } from '#client/ui/page.tsx';
import { StarBorder } from '#client/ui/star-border.tsx';
import styles from './help-page.module.css';

const steps = ['profile', 'settings', 'space', 'write', 'offline'] as const;
const contacts = ['moderation', 'focalPoint', 'admin', 'lostPhone'] as const;
const keys = [
  ['Tab', 'tab'],
  ['F6', 'f6'],
  ['Enter', 'enter'],
  ['Shift + Enter', 'shiftEnter'],
  ['Esc', 'escape'],
] as const;

/** `/help`: what the hub is, the rule, first steps, keys, whom to ask; readable without signing in. */
export default function HelpPage() {
  const { t } = useTranslation(['help', 'accounts']);
  const isSignedIn = useSessionState().status === 'signedIn';
  return (
    <Page title={t('help:title')} lead={t('help:lead')} width="measure">
      <Section title={t('help:what.title')}>
        <p>{t('help:what.text')}</p>
      </Section>
      <Card sunken>
        <Section title={t('help:rule.title')}>
          <p>{t('help:rule.text')}</p>
          <div>
            <Link href="/help/rules" look="secondary" icon="shield">
              {t('help:rule.link')}
            </Link>
          </div>
        </Section>
      </Card>
      <Section title={t('help:steps.title')}>
        <ol className={styles.steps}>
          {steps.map((step) => (
            <li key={step}>{t(`help:steps.${step}`)}</li>
          ))}
        </ol>
        <Row>
          {isSignedIn ? (
            <Link href="/me" look="secondary" icon="person">
              {t('help:toProfile')}
            </Link>
          ) : (
            <Link href="/login" look="primary" icon="signIn">
              {t('accounts:signIn.title')}
            </Link>
          )}
        </Row>
      </Section>
      <Keyboard />
      <Section title={t('help:who.title')}>
        <ul className={styles.list}>
          {contacts.map((contact) => (
            <li key={contact}>{t(`help:who.${contact}`)}</li>
          ))}
        </ul>
      </Section>
      <StarBorder />
      <Section title={t('help:privacy.title')}>
        <p>{t('help:privacy.text')}</p>
      </Section>
    </Page>
  );
}

function Keyboard() {
  const { t } = useTranslation('help');
  return (
    <Section title={t('keys.title')}>
      <dl className={styles.keys}>
        {keys.map(([key, does]) => (
          <div key={does} className={styles.key}>
            <dt>
              <kbd dir="ltr" lang="en">
                {key}
              </kbd>
            </dt>
            <dd>{t(`keys.${does}`)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
