import { useTranslation } from 'react-i18next';
import type * as z from 'zod/mini';
import type { HouseDocument } from '#shared/features/accounts/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { Card } from '#client/ui/card.tsx';
import { Section } from '#client/ui/page.tsx';
import { HouseMarkdown } from './house-markdown.tsx';
import styles from './accounts.module.css';

export type HouseText = z.output<typeof HouseDocument>;

/** The rule, the privacy notice and the house rules, one under the other. */
export function HouseDocuments({ documents }: { documents: readonly HouseText[] }) {
  const { t } = useTranslation('accounts');
  return documents.map(({ kind, title, version, language, markdown }) => (
    <Card key={kind} as="article">
      <Section title={<span id={kind}>{title}</span>}>
        <div className={styles.document} lang={language} dir={directionOfLanguage(language)}>
          <HouseMarkdown markdown={markdown} />
        </div>
        <p className={styles.small}>{t('rules.version', { version })}</p>
      </Section>
    </Card>
  ));
}
