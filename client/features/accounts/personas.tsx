import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { accounts } from '#shared/features/accounts/contract.ts';
import type { OutputOf } from '#shared/kernel/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Phrase, useFormat } from '#client/kernel/i18n-react.tsx';
import { useSessionStore } from '#client/kernel/session.tsx';
import { useTask } from '#client/kernel/use-task.ts';
import { Avatar } from '#client/ui/avatar.tsx';
import { Banner } from '#client/ui/banner.tsx';
import { Card, Stack } from '#client/ui/card.tsx';
import { Section } from '#client/ui/page.tsx';
import { Ltr, UserText } from '#client/ui/text.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { TaskNote } from './task-note.tsx';
import styles from './accounts.module.css';

type Personas = OutputOf<typeof accounts, 'listPersonas'>;
type Persona = Personas['items'][number];

const roles = ['champion', 'trainer', 'moderator', 'staff', 'admin', 'guest'] as const;

/** The fictional people one may sign in as; undefined outside the demo. */
export function usePersonas(): Personas | undefined {
  const { data } = useQuery({ ...hubQuery(useHub(), accounts, { operation: 'listPersonas', input: {} }), retry: false });
  return data && data.items.length > 0 ? data : undefined;
}

export function Personas({ personas }: { personas: Personas }) {
  const { t } = useTranslation(['demo', 'accounts']);
  const store = useSessionStore();
  const { run, isBusy, error } = useTask();
  const [chosen, setChosen] = useState<string>();
  function enter(persona: Persona): void {
    setChosen(persona.id);
    void run(() => store.signIn({ email: persona.email, password: personas.password, isSharedComputer: false }));
  }
  return (
    <Stack gap={4}>
      <Banner tone="accent" icon="info">
        {t('demo:banner')}
      </Banner>
      <Section title={t('demo:signIn.title')}>
        <p>{t('demo:signIn.lead')}</p>
        <TaskNote error={error} />
        <ul className={styles.personas}>
          {personas.items.map((persona) => (
            <li key={persona.id}>
              <PersonaButton
                persona={persona}
                isBusy={isBusy && chosen === persona.id}
                onChoose={() => {
                  if (!isBusy) enter(persona);
                }}
              />
            </li>
          ))}
        </ul>
      </Section>
      <Card sunken>
        <Stack gap={2}>
          <p>{t('demo:secondWindow.hint')}</p>
          <p className={styles.small}>
            {t('accounts:demo.second')} <Ltr>{window.location.origin}/login</Ltr>
          </p>
          <p className={styles.small}>
            <Phrase
              of="demo:signIn.password"
              values={{
                password: (
                  <Ltr>
                    <code>{personas.password}</code>
                  </Ltr>
                ),
              }}
            />{' '}
            {t('demo:signIn.others')}
          </p>
        </Stack>
      </Card>
    </Stack>
  );
}

function PersonaButton({ persona, isBusy, onChoose }: { persona: Persona; isBusy: boolean; onChoose: () => void }) {
  const { t } = useTranslation('demo');
  const format = useFormat();
  const role = roles.find((known) => known === persona.role);
  return (
    <button type="button" className={styles.persona} aria-disabled={isBusy} aria-busy={isBusy} onClick={onChoose}>
      <Avatar id={persona.id} name={persona.displayName} />
      <span className={styles.personaText}>
        <span className={styles.personaName}>
          <VisuallyHidden>
            <Phrase of="demo:signIn.enterAs" values={{ name: '' }} />
          </VisuallyHidden>
          <UserText lang={persona.language}>{persona.displayName}</UserText>
        </span>
        <span className={styles.small}>
          {role ? t(`roles.${role}`) : persona.role} · {format.country(persona.country)}
        </span>
      </span>
    </button>
  );
}
