import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { Card, Row } from '#client/ui/card.tsx';
import { Section } from '#client/ui/page.tsx';
import { Ltr } from '#client/ui/text.tsx';
import { useToast } from '#client/ui/toast.tsx';
import type { Made } from './invitations-page.tsx';
import styles from './admin.module.css';

const asImage = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/** Links just made, told this once: to copy, or to print with their QR codes. */
export function MadeInvitations({ items, onClose }: { items: readonly Made[]; onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common']);
  const toast = useToast();
  async function copy(url: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
      toast({ tone: 'success', text: t('common:states.copied') });
    } catch {
      // The browser forbids it: the link stands there to be selected.
    }
  }
  return (
    <Card as="section">
      <Section
        title={t('admin:invitations.made', { count: items.length })}
        actions={
          <Row>
            <Button look="primary" icon="print" onClick={() => window.print()}>{t('admin:invitations.printSheet')}</Button>
            <Button icon="close" onClick={onClose}>{t('common:actions.close')}</Button>
          </Row>
        }
      >
        <p role="status">{t('admin:invitations.once')} {items.some(({ invitation }) => invitation.email !== undefined) && t('admin:invitations.mailed')}</p>
        <ul>
          {items.map(({ invitation, url, qrSvg }) => (
            <li key={invitation.id} className={styles.made}>
              <img className={styles.qr} src={asImage(qrSvg)} alt={t('admin:invitations.qr')} width="128" height="128" />
              <div className={styles.madeText}>
                <strong>{invitation.email === undefined ? t('admin:invitations.anyone') : <Ltr>{invitation.email}</Ltr>}</strong>
                <Ltr><span className={styles.url} data-invitation-url="">{url}</span></Ltr>
                <div><Button icon="copy" onClick={() => void copy(url)}>{t('admin:invitations.copyLink')}</Button></div>
              </div>
            </li>
          ))}
        </ul>
      </Section>
      <Sheets items={items} />
    </Card>
  );
}

/** One sheet of paper for each, in the language of the one invited; beside the page, so that printing leaves the page out. */
function Sheets({ items }: { items: readonly Made[] }) {
  const format = useFormat();
  const { i18n } = useTranslation('admin');
  return createPortal(
    <div className={styles.sheets}>
      {items.map(({ invitation, url, qrSvg }) => {
        // Texts of another language are there only once it was spoken here; the page's own stand in otherwise.
        const lng = i18n.hasResourceBundle(invitation.language, 'admin') ? invitation.language : i18n.language;
        const t = i18n.getFixedT(lng, 'admin');
        return (
          <section key={invitation.id} className={styles.sheet} lang={lng} dir={directionOfLanguage(lng)}>
            <h2>{t('sheet.title')}</h2>
            {invitation.email !== undefined && <p><Ltr>{invitation.email}</Ltr></p>}
            <img src={asImage(qrSvg)} alt="" />
            <p><Ltr>{url}</Ltr></p>
            <p>{t('sheet.how')}</p>
            <p>{t('sheet.private')}</p>
            <p>{format.date(invitation.expiresAt)}</p>
          </section>
        );
      })}
    </div>,
    document.body,
  );
}
