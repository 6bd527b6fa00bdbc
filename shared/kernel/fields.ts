import * as z from 'zod/mini';

/** Identifier made by `newId` or by the demo world. */
export const id = z.string().check(z.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/));
/** Chosen by the client once per thing it creates; the same id again is the same thing. */
export const clientId = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/));
/** ISO 8601 in UTC. */
export const instant = z.iso.datetime();
/** ISO 3166-1 alpha-2. */
export const country = z.string().check(z.regex(/^[A-Z]{2}$/));
/** BCP 47, e.g. `ar`, `uz-Latn`, `fr-DZ`. */
export const languageTag = z.string().check(z.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/));
export const interfaceLanguages = ['ar', 'en', 'fr', 'ru', 'es'] as const;
export const interfaceLanguage = z.enum(interfaceLanguages);
export type InterfaceLanguage = z.output<typeof interfaceLanguage>;
export const direction = z.enum(['ltr', 'rtl']);
export type Direction = z.output<typeof direction>;
/** RFC 5321 length; the shape is checked again by whoever sends mail. */
export const email = z.string().check(z.trim(), z.toLowerCase(), z.maxLength(254), z.email());
export const token = z.string().check(z.regex(/^[A-Za-z0-9_-]{20,128}$/));

/** A trimmed line of 1 to max UTF-16 units without line breaks or other control characters. */
export function line(max: number) {
  return z.string().check(z.trim(), z.minLength(1), z.maxLength(max), z.regex(/^[^\p{Cc}]*$/u));
}
/** A paragraph of 0 to max UTF-16 units; control characters other than tab and line feed are refused. */
export function paragraph(max: number) {
  return z.string().check(
    z.trim(),
    z.maxLength(max),
    z.refine((text) => !/[\0-\x08\x0B-\x1F\x7F]/.test(text)),
  );
}

/** A whole number that may come from a query string. */
export function wholeNumber(min: number, max: number) {
  return z.pipe(
    z.union([z.int(), z.string().check(z.regex(/^\d{1,15}$/))]),
    z.pipe(
      z.transform((value: string | number) => Number(value)),
      z.int().check(z.gte(min), z.lte(max)),
    ),
  );
}
/** Page size, 50 when absent. */
export const limit = z._default(wholeNumber(1, 100), 50);
/** Opaque: made by the server, tied to the list it came from. */
export const cursor = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,600}$/));

export function page<T extends z.ZodMiniType>(item: T) {
  return z.object({ items: z.array(item), next: z.optional(cursor) });
}
export const nothing = z.object({});
