import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { people } from '#shared/features/people/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { Select } from '#client/ui/select.tsx';

interface InstitutionSelectProps {
  country: string;
  /** Empty when none is chosen. */
  value: string;
  onChange: (id: string) => void;
  error?: string | undefined;
}

/** The institutions of one country; nothing is shown where none are known. */
export function InstitutionSelect({ country, value, onChange, error }: InstitutionSelectProps) {
  const { t } = useTranslation('people');
  const { data } = useQuery(hubQuery(useHub(), people, { operation: 'listInstitutions', input: { country } }));
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Select
      label={t('profile.institution')}
      optional
      error={error}
      value={value}
      onChange={onChange}
      placeholder={t('profile.noInstitution')}
      options={items.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
