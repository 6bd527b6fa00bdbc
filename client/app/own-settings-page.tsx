import { useTranslation } from 'react-i18next';
import { Section } from '#client/ui/page.tsx';
import { BlockedPeople } from '#client/features/blocks/index.tsx';
import { WhoMayWrite } from '#client/features/direct/index.tsx';
import SettingsPage from '#client/features/people/settings-page.tsx';

/** `/me/settings`, with who may write to one. */
export default function OwnSettingsPage() {
  return <SettingsPage contact={<Contact />} />;
}

function Contact() {
  const { t } = useTranslation('inbox');
  return (
    <Section title={t('settings.title')}>
      <WhoMayWrite />
      <h3>{t('settings.blocked')}</h3>
      <BlockedPeople />
    </Section>
  );
}
