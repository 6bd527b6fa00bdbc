import { useMemo } from 'react';
import { countryCodes } from '#shared/reference/countries.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import type { SelectOption } from '#client/ui/select.tsx';

/** Every country, by its name in the language of the page; or the given ones only. */
export function useCountryOptions(only?: readonly string[]): SelectOption[] {
  const format = useFormat();
  return useMemo(
    () =>
      (only ?? countryCodes)
        .map((value) => ({ value, label: format.country(value) }))
        .sort((one, other) => format.compare(one.label, other.label)),
    [format, only],
  );
}
