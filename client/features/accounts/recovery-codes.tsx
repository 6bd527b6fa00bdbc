import { useTranslation } from 'react-i18next';
import { Button } from '#client/ui/button.tsx';
import { Row } from '#client/ui/card.tsx';
import { useToast } from '#client/ui/toast.tsx';
import styles from './accounts.module.css';

/** Shown once: to copy, to print, and then to leave. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation(['accounts', 'common']);
  const toast = useToast();
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(codes.join('\n'));
      toast({ tone: 'success', text: t('common:states.copied') });
    } catch {
      // The browser forbids it: the codes stand there to be selected.
    }
  }
  return (
    <div className={styles.form}>
      <h2>{t('accounts:factor.codesTitle')}</h2>
      <p>{t('accounts:factor.codesText')}</p>
      <ul className={styles.codes} lang="en">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Row>
        <Button icon="copy" onClick={() => void copy()}>
          {t('common:actions.copy')}
        </Button>
        <Button icon="print" onClick={() => window.print()}>
          {t('common:actions.print')}
        </Button>
        <Button look="primary" icon="check" onClick={onKept}>
          {t('accounts:factor.codesKept')}
        </Button>
      </Row>
    </div>
  );
}
