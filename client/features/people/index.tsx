export { MeTabs } from './me-tabs.tsx';
export { AddressChoice, DigitsChoice } from './reading-choices.tsx';
export { InstitutionSelect } from './institution-select.tsx';
export { useCountryOptions } from './country-options.ts';
export { ManyChoice } from './many-choice.tsx';
export { useNames } from './use-names.ts';
