/**
 * Grammatical form a person wishes to be addressed in; never inferred, `unspecified` by default.
 * In messages: `{address, select, feminine {…} masculine {…} other {…}}`.
 */
export const addressForms = ['feminine', 'masculine', 'unspecified'] as const;
export type AddressForm = (typeof addressForms)[number];

/** The value a message's `select` receives; `unspecified` falls to `other`. */
export function addressValue(form: AddressForm | undefined): 'feminine' | 'masculine' | 'other' {
  return form === 'feminine' || form === 'masculine' ? form : 'other';
}
