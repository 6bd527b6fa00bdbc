import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { directionOfLanguage, isInterfaceLanguage, type InterfaceLanguage } from '#shared/i18n/languages.ts';
import { localeTag } from '#shared/i18n/regional.ts';
import { loadTexts } from '#client/kernel/i18n-catalogues.ts';
import { useLanguage } from '#client/kernel/i18n-react.tsx';
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
            <Button look="primary" icon="print" onClick={() => window.print()}>
              {t('admin:invitations.printSheet')}
            </Button>
            <Button icon="close" onClick={onClose}>
              {t('common:actions.close')}
            </Button>
          </Row>
        }
      >
        <p role="status">
          {t('admin:invitations.once')} {items.some(({ invitation }) => invitation.email !== undefined) && t('admin:invitations.mailed')}
        </p>
        <ul>
          {items.map(({ invitation, url, qrSvg }) => (
            <li key={invitation.id} className={styles.made}>
              <img className={styles.qr} src={asImage(qrSvg)} alt={t('admin:invitations.qr')} width="128" height="128" />
              <div className={styles.madeText}>
                <strong>{invitation.email === undefined ? t('admin:invitations.anyone') : <Ltr>{invitation.email}</Ltr>}</strong>
                <Ltr>
                  <span className={styles.url} data-invitation-url="">
                    {url}
                  </span>
                </Ltr>
                <div>
                  <Button icon="copy" onClick={() => void copy(url)}>
                    {t('admin:invitations.copyLink')}
                  </Button>
                </div>
              </div>
            </li>
          ))}
        </ul>
      </Section>
      <Sheets items={items} />
    </Card>
  );
}

/** Fetches the words of the languages the sheets are in; until they have come, the page's own stand in. */
function useCatalogues(languages: readonly InterfaceLanguage[]): void {
  const { i18n } = useTranslation('admin');
  const [, setLoaded] = useState(0);
  const wanted = [...new Set(languages)].filter((language) => !i18n.hasResourceBundle(language, 'admin')).join(' ');
  useEffect(() => {
    for (const language of wanted.split(' ').filter(isInterfaceLanguage)) {
      void loadTexts(language, 'admin').then(
        (admin) => {
          i18n.addResourceBundle(language, 'admin', admin);
          setLoaded((count) => count + 1);
        },
        () => undefined,
      );
    }
  }, [i18n, wanted]);
}

/** One sheet of paper for each, in the language of the one invited; beside the page, so that printing leaves the page out. */
function Sheets({ items }: { items: readonly Made[] }) {
  const { i18n } = useTranslation('admin');
  const { language } = useLanguage();
  useCatalogues(items.map(({ invitation }) => invitation.language));
  return createPortal(
    <div className={styles.sheets}>
      {items.map(({ invitation, url, qrSvg }) => {
        const lng: InterfaceLanguage = i18n.hasResourceBundle(invitation.language, 'admin') ? invitation.language : language;
        const t = i18n.getFixedT(lng, 'admin');
        return (
          <section key={invitation.id} className={styles.sheet} lang={lng} dir={directionOfLanguage(lng)}>
            <h2>{t('sheet.title')}</h2>
            {invitation.email !== undefined && (
              <p>
                <Ltr>{invitation.email}</Ltr>
              </p>
            )}
            <img src={asImage(qrSvg)} alt="" />
            <p className={styles.url}>
              <Ltr>{url}</Ltr>
            </p>
            <p>{t('sheet.how')}</p>
            <p>{t('sheet.private')}</p>
            <p>
              {t('sheet.until', {
                date: new Intl.DateTimeFormat(localeTag({ language: lng, country: invitation.country }), { dateStyle: 'long' }).format(
                  new Date(invitation.expiresAt),
                ),
              })}
            </p>
          </section>
        );
      })}
    </div>,
    document.body,
  );
}
