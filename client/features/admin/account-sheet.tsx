import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import type { CountryRole, HubRole } from '#shared/access/permissions.ts';
import type { InputOf, OperationName, OutputOf } from '#shared/kernel/contract.ts';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useCan, useSignedIn } from '#client/kernel/session.tsx';
import { people } from '#shared/features/people/contract.ts';
import { Button } from '#client/ui/button.tsx';
import { Row } from '#client/ui/card.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { Ltr, UserText } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { TaskNote, useSecureTask } from '#client/features/accounts/index.tsx';
import { useCountryOptions } from '#client/features/people/index.tsx';
import { RolePart } from './role-part.tsx';
import styles from './admin.module.css';

/** An account as the list knows it: whole for the hub's administrators, without address and roles for a country's. */
export interface ManagedAccount {
  id: string;
  displayName: string;
  country: string;
  isDemo: boolean;
  isSuspended: boolean;
  isWhole: boolean;
  email?: string | undefined;
  hubRoles?: readonly HubRole[] | undefined;
  countryRoles?: readonly { country: string; role: CountryRole }[] | undefined;
  hasSecondFactor?: boolean | undefined;
}

type Accounts = typeof accounts;
/** Does one step, shows what it answers in words, and asks the lists again. */
export type Act = <K extends OperationName<Accounts>>(
  operation: K,
  input: InputOf<Accounts, K>,
  done: string | ((answer: OutputOf<Accounts, K>) => string),
) => Promise<boolean>;

/** Everything that can be done with one account. */
export function AccountSheet({ account, onClose }: { account: ManagedAccount; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const hub = useHub();
  const toast = useToast();
  const refresh = useRefresh();
  const { session } = useSignedIn();
  const { run, isBusy, error, dialog } = useSecureTask();
  const act: Act = async (operation, input, done) => {
    const answer = await run(() => hub(accounts).call(operation, input));
    refresh(accounts);
    refresh(people);
    if (answer === undefined) return false;
    toast({ tone: 'success', text: typeof done === 'string' ? done : done(answer) });
    return true;
  };
  const part = { account, act, isBusy };
  return (
    <>
      <Dialog open onClose={onClose} look="sheet" title={<UserText>{account.displayName}</UserText>}>
        <div className={styles.form}>
          {account.email !== undefined && (
            <p>
              <Ltr>{account.email}</Ltr>
            </p>
          )}
          <TaskNote error={error} />
          {account.id === session.userId ? (
            <p>{t('people.self')}</p>
          ) : (
            <>
              <RolePart {...part} />
              <AccessPart {...part} />
              {account.isWhole && <CountryPart {...part} />}
              <SuspensionPart {...part} />
            </>
          )}
        </div>
      </Dialog>
      {dialog}
    </>
  );
}

export interface PartProps {
  account: ManagedAccount;
  act: Act;
  isBusy: boolean;
}

function AccessPart({ account, act, isBusy }: PartProps) {
  const { t } = useTranslation('admin');
  const can = useCan();
  const scope = { id: account.id, ownerId: account.id, country: account.country };
  const { id: accountId } = account;
  if (!can('account.endSessions', scope)) return null;
  return (
    <section className={styles.part}>
      <h3>{t('people.access')}</h3>
      {account.hasSecondFactor === true && (
        <div>
          <Chip tone="success" icon="verified">
            {t('people.factor')}
          </Chip>
        </div>
      )}
      <Row>
        <Button
          busy={isBusy}
          onClick={() => void act('endAccountSessions', { accountId }, ({ ended }) => t('people.sessionsEnded', { count: ended }))}
        >
          {t('people.endSessions')}
        </Button>
        {account.hasSecondFactor === true && can('account.resetSecondFactor', scope) && (
          <Button busy={isBusy} onClick={() => void act('resetSecondFactor', { accountId }, t('people.factorReset'))}>
            {t('people.resetFactor')}
          </Button>
        )}
      </Row>
    </section>
  );
}

function CountryPart({ account, act, isBusy }: PartProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const countries = useCountryOptions();
  const [country, setCountry] = useState(account.country);
  return (
    <section className={styles.part}>
      <h3>{format.country(account.country)}</h3>
      <Select
        label={t('people.changeCountry')}
        hint={t('people.changeCountryHint')}
        value={country}
        onChange={setCountry}
        options={countries}
      />
      <div>
        <Button
          busy={isBusy}
          disabled={country === account.country}
          onClick={() => void act('changeCountry', { accountId: account.id, country }, t('people.countryChanged'))}
        >
          {t('people.changeCountry')}
        </Button>
      </div>
    </section>
  );
}

function SuspensionPart({ account, act, isBusy }: PartProps) {
  const { t } = useTranslation('admin');
  const can = useCan();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { id: accountId } = account;
  if (!can('account.suspend', { id: accountId, ownerId: accountId, country: account.country })) return null;
  if (account.isSuspended) {
    return (
      <section className={styles.part}>
        <div>
          <Button look="primary" busy={isBusy} onClick={() => void act('restoreAccount', { accountId }, t('people.restored'))}>
            {t('people.restore')}
          </Button>
        </div>
      </section>
    );
  }
  function suspend(): void {
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') void act('suspendAccount', { accountId, reason }, t('people.suspendedDone'));
  }
  return (
    <section className={styles.part}>
      <h3>{t('people.suspend')}</h3>
      <TextField
        label={t('people.suspendReason')}
        hint={t('people.suspendHint')}
        required
        maxCharacters={300}
        value={reason}
        onChange={(next) => {
          setReason(next);
          setMissing(false);
        }}
        error={isMissing ? t('people.reasonNeeded') : undefined}
      />
      <div>
        <Button look="danger" busy={isBusy} onClick={suspend}>
          {t('people.suspend')}
        </Button>
      </div>
    </section>
  );
}
