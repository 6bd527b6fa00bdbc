import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { I18nFormatModule } from 'i18next';
import { IntlMessageFormat } from 'intl-messageformat';

/** A message as the build leaves it: plain text, or the AST of ICU MessageFormat. */
export type CompiledMessage = string | MessageFormatElement[];

type Formatters = Map<string, IntlMessageFormat>;

export function isCompiled(message: unknown): message is MessageFormatElement[] {
  return Array.isArray(message);
}

/** Formatters by message and locale: making one costs more than using it a hundred times. */
export function createFormatters(): (message: MessageFormatElement[], locale: string) => IntlMessageFormat {
  const byMessage = new WeakMap<object, Formatters>();
  return (message, locale) => {
    const byLocale: Formatters = byMessage.get(message) ?? new Map();
    byMessage.set(message, byLocale);
    const known = byLocale.get(locale);
    if (known) return known;
    const made = new IntlMessageFormat(message, locale);
    byLocale.set(locale, made);
    return made;
  };
}

/** i18next's hook for messages that are ASTs, formatted in a locale with the person's country and digits. */
export interface IcuFormat extends I18nFormatModule {
  init: () => void;
  addLookupKeys: (keys: string[]) => string[];
  parse: (message: unknown, values: Record<string, unknown>) => unknown;
}

export function icuFormat(locale: () => string): IcuFormat {
  const formatter = createFormatters();
  return {
    type: 'i18nFormat',
    init: () => undefined,
    addLookupKeys: (keys) => keys,
    parse: (message, values) => {
      if (!isCompiled(message)) return message;
      try {
        return formatter(message, locale()).format(values as Record<string, string>);
      } catch (error) {
        // A value forgotten by a caller must not take the page down; the message without it says less, not nothing.
        console.error(error);
        return literalText(message);
      }
    },
  };
}

function literalText(message: MessageFormatElement[]): string {
  return message.map((element) => (element.type === 0 ? element.value : '')).join('');
}
