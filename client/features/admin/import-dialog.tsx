import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accounts } from '#shared/features/accounts/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { spaces } from '#shared/features/spaces/contract.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Ltr, UserText } from '#client/ui/text.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { TaskNote, useSecureTask } from '#client/features/accounts/index.tsx';
import type { Made } from './invitations-page.tsx';
import styles from './admin.module.css';

interface ImportDialogProps {
  country: string;
  onMade: (made: readonly Made[]) => void;
  onClose: () => void;
}

const flaws = [
  'encoding',
  'unclosedQuote',
  'strayQuote',
  'header',
  'empty',
  'tooManyRows',
  'tooManyColumns',
  'emailInvalid',
  'duplicateEmail',
  'otherCountry',
  'languageUnknown',
  'spaceUnknown',
  'roleUnknown',
  'roleAboveOwn',
  'missingColumn',
] as const;

/** What the server found, `2:emailInvalid 3:roleUnknown`, row by row. */
export function rowFlaws(error: unknown): { row: number; flaw: (typeof flaws)[number] }[] {
  if (!(error instanceof HubError) || error.code !== 'accounts/csvInvalid') return [];
  return String(error.params['rows'] ?? '')
    .split(' ')
    .flatMap((part) => {
      const [row = '', name = ''] = part.split(':');
      const flaw = flaws.find((known) => known === name);
      return flaw ? [{ row: Number(row), flaw }] : [];
    });
}

const validDays = 30;
const example = 'email,language,space,role\nname@example.org,ar,,\nother@example.org,fr,<id>,member';

/** Many at once: all rows or none, and every row that is wrong is named. */
export function ImportDialog({ country, onMade, onClose }: ImportDialogProps) {
  const { t } = useTranslation(['admin', 'common']);
  const format = useFormat();
  const hub = useHub();
  const id = useId();
  const { run, isBusy, error, dialog } = useSecureTask();
  const [csv, setCsv] = useState('');
  const [isMissing, setMissing] = useState(false);
  const found = rowFlaws(error);

  async function submit(): Promise<void> {
    setMissing(csv.trim() === '');
    if (csv.trim() === '') return;
    const made = await run(() => hub(accounts).call('importInvitations', { countryId: country, csv, validDays }));
    if (made) onMade(made.items);
  }
  return (
    <>
      <Dialog
        open
        onClose={onClose}
        look="sheet"
        title={`${t('admin:csv.title')} · ${format.country(country)}`}
        actions={
          <>
            <Button look="primary" type="submit" form="import" busy={isBusy}>
              {t('admin:csv.submit')}
            </Button>
            <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
          </>
        }
      >
        <form
          id="import"
          className={styles.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <p>{t('admin:csv.help')}</p>
          <pre className={styles.example} dir="ltr" lang="en" tabIndex={0}>
            {example}
          </pre>
          <SpaceIds />
          <div className={styles.lines}>
            <label htmlFor={id} className={styles.label}>
              {t('admin:csv.file')}
            </label>
            <input
              id={id}
              className={styles.file}
              type="file"
              accept=".csv,text/csv,text/plain"
              onChange={(event) => void event.target.files?.[0]?.text().then(setCsv)}
            />
          </div>
          <TextArea
            label={t('admin:csv.paste')}
            rows={5}
            direction="ltr"
            spellCheck={false}
            value={csv}
            onChange={(text) => {
              setCsv(text);
              setMissing(false);
            }}
            error={isMissing ? t('admin:csv.needed') : undefined}
          />
          <TaskNote error={error} />
          {found.length > 0 && (
            <ul className={styles.lines}>
              {found.map(({ row, flaw }) => (
                <li key={`${row}-${flaw}`}>{t('admin:csv.row', { row, flaw: t(`admin:csv.flaws.${flaw}`) })}</li>
              ))}
            </ul>
          )}
        </form>
      </Dialog>
      {dialog}
    </>
  );
}

/** The column "space" wants identifiers, which are seen nowhere else. */
function SpaceIds() {
  const { t } = useTranslation('admin');
  const { data } = useHubQuery(spaces, 'listSpaces', { limit: 100 });
  if (!data || data.items.length === 0) return null;
  return (
    <details>
      <summary>{t('csv.spaces')}</summary>
      <ul className={styles.lines}>
        {data.items.map(({ id, name, language }) => (
          <li key={id} className={styles.line}>
            <UserText lang={language}>{name}</UserText>
            <Ltr>
              <code className={styles.url}>{id}</code>
            </Ltr>
          </li>
        ))}
      </ul>
    </details>
  );
}
