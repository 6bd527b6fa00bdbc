import { useTranslation } from 'react-i18next';
import type { AddressForm, Digits } from '#shared/features/people/contract.ts';
import { localeTag } from '#shared/i18n/regional.ts';
import { useLanguage } from '#client/kernel/i18n-react.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Ltr } from '#client/ui/text.tsx';

interface ChoiceProps<Value> {
  value: Value;
  onChange: (value: Value) => void;
}

const sampleNumber = 1_254;

/** 123 or ١٢٣, with a date and a number as they would then read. */
export function DigitsChoice({ value, onChange, country }: ChoiceProps<Digits> & { country?: string | undefined }) {
  const { t } = useTranslation('people');
  const spoken = useLanguage();
  const locale = localeTag({ language: spoken.language, country: country ?? spoken.country, digits: value });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date());
  const sample = `${date} · ${new Intl.NumberFormat(locale).format(sampleNumber)}`;
  return (
    <RadioGroup
      label={t('settings.digits')}
      hint={t('settings.sample', { sample })}
      row
      value={value}
      onChange={onChange}
      options={[
        { value: 'latn', label: <Ltr>123</Ltr> },
        { value: 'arab', label: <Ltr>١٢٣</Ltr> },
      ]}
    />
  );
}

const addressForms = ['feminine', 'masculine', 'unspecified'] as const satisfies readonly AddressForm[];

/** How the interface addresses the person; asked, never inferred, told to nobody. */
export function AddressChoice({ value, onChange }: ChoiceProps<AddressForm>) {
  const { t } = useTranslation('people');
  return (
    <RadioGroup
      label={t('settings.address')}
      hint={t('settings.addressHint')}
      row
      value={value}
      onChange={onChange}
      options={addressForms.map((form) => ({ value: form, label: t(`settings.addresses.${form}`) }))}
    />
  );
}
